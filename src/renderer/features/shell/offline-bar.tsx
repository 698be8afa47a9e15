// Honest offline: what is away, what still works, and that it comes back by itself.
import { IconAlertTriangle, IconMicrophoneOff, IconPhoneOff, IconPlugOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { formatClock } from '../../i18n/format.ts';
import { useWords } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { connection } from '../../stores/connection.ts';
import { openPhoneCalls, phone } from '../../stores/phone.ts';
import { selectMe, session } from '../../stores/session.ts';
import { work } from '../../stores/work.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { useNow } from '../../ui/use-now.ts';
import { refusalInWords } from '../phone-words.ts';
import { stateFailed, useAttempt } from '../use-attempt.ts';
import { CallElsewhere } from './call-elsewhere.tsx';
import styles from './shell.module.css';

/** A blink of the network is not news. */
const patienceMs = 1_200;

export function OfflineBar() {
  return (
    <div className={styles.offline} role="status" aria-live="polite">
      <BackendAway />
      <PhoneAway />
      <MicrophoneAway />
      <NotTakingCalls />
      <CallElsewhere />
    </div>
  );
}

function BackendAway() {
  const { t } = useWords();
  const now = useNow();
  const { reconnect } = useActions();
  const link = useStore(connection, (state) => state.backend);
  const freshAt = useStore(work, (state) => state.freshAt);
  const call = useHasCall();
  if (link.phase !== 'down' || now - link.since < patienceMs) return null;
  const kept =
    freshAt === undefined
      ? t('offline.backendNew')
      : t('offline.backendKept', { time: formatClock(link.lastUpAt ?? freshAt) });
  const text = call ? `${kept} ${t('offline.callKept')}` : kept;
  return (
    <Strip
      icon={<IconPlugOff stroke={1.5} aria-hidden />}
      title={t('offline.backend')}
      text={text}
      action={t('offline.reconnect')}
      onAction={reconnect}
      testId="offline-backend"
    />
  );
}

/** True while a call is in hand on a phone that answers; what the phone last said before it fell silent does not count. */
function useHasCall(): boolean {
  const calls = useStore(phone, (state) => openPhoneCalls(state.state).length);
  const up = useStore(connection, (state) => state.phone.phase === 'up');
  return up && calls > 0;
}

function PhoneAway() {
  const { t } = useWords();
  const now = useNow();
  const { reconnect } = useActions();
  const link = useStore(connection, (state) => state.phone);
  const registration = useStore(phone, (state) => state.state?.registration);
  if (link.phase === 'down' && now - link.since >= patienceMs)
    return (
      <Strip
        icon={<IconPhoneOff stroke={1.5} aria-hidden />}
        title={t('offline.phone')}
        text={t('offline.phoneKept')}
        action={t('offline.reconnect')}
        onAction={reconnect}
        testId="offline-phone"
      />
    );
  if (link.phase !== 'up' || registration?.phase !== 'failed') return null;
  return (
    <Strip
      icon={<IconAlertTriangle stroke={1.5} aria-hidden />}
      title={t('offline.registration', { reason: refusalInWords(registration.refusal, t) })}
      text={t('offline.registrationKept')}
      testId="offline-registration"
    />
  );
}

function MicrophoneAway() {
  const { t } = useWords();
  const { retryMicrophone } = useActions();
  const microphone = useStore(connection, (state) => state.microphone);
  if (microphone !== 'denied' && microphone !== 'missing') return null;
  const denied = microphone === 'denied';
  return (
    <Strip
      mild
      icon={<IconMicrophoneOff stroke={1.5} aria-hidden />}
      title={denied ? t('offline.microphone') : t('offline.noMicrophone')}
      text={denied ? t('offline.microphoneKept') : t('offline.noMicrophoneKept')}
      action={denied ? t('offline.allow') : t('offline.retry')}
      onAction={retryMicrophone}
      testId="offline-microphone"
    />
  );
}

/** Whoever signs in decides when to begin; until then the desk says why it is quiet. A call that comes all the same (the group's) speaks for itself. */
function NotTakingCalls() {
  const { t } = useWords();
  const { setAgentState } = useActions();
  const { run } = useAttempt(stateFailed);
  const me = useStore(session, selectMe);
  const online = useStore(connection, (state) => state.backend.phase === 'up');
  const call = useHasCall();
  const closing = useStore(phone, (state) => state.ended !== undefined);
  const away = me?.state === 'away' && me.stateReason === null;
  const wrapping = me?.state === 'wrap-up' && !closing;
  if (!online || call || me?.extension == null || !(away || wrapping)) return null;
  return (
    <Strip
      mild
      icon={<IconPhoneOff stroke={1.5} aria-hidden />}
      title={t(away ? 'state.notTakingAway' : 'state.notTakingWrap')}
      text={t('state.notTaking')}
      action={t('state.goAvailable')}
      onAction={() => run(() => setAgentState({ state: 'available' }))}
      testId="not-taking-calls"
    />
  );
}

function Strip(props: {
  icon: ReactNode;
  title: string;
  text: string;
  testId: string;
  mild?: boolean;
  action?: string;
  onAction?: () => void;
}) {
  return (
    <div className={classNames(styles.strip, props.mild && styles.warn)} data-testid={props.testId}>
      {props.icon}
      <span>
        <b>{props.title}</b> {props.text}
      </span>
      {props.action !== undefined && (
        <Button size="small" data-testid={`${props.testId}-action`} onClick={props.onAction}>
          {props.action}
        </Button>
      )}
    </div>
  );
}
