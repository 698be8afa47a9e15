// Honest offline: what is away, what still works, and that it comes back by itself.
import { IconAlertTriangle, IconMicrophoneOff, IconPhoneOff, IconPlugOff } from '@tabler/icons-react';
import { useSyncExternalStore, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { formatClock } from '../../i18n/format.ts';
import type { Me } from '../../../shared/api.ts';
import { useWords } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { connection } from '../../stores/connection.ts';
import { noteDrafts, type Note } from '../../stores/note-drafts.ts';
import { openPhoneCalls, phone } from '../../stores/phone.ts';
import { selectMe, session } from '../../stores/session.ts';
import { work } from '../../stores/work.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { useNow } from '../../ui/use-now.ts';
import { DiallingStrip } from '../board/dialling-strip.tsx';
import { refusalInWords } from '../phone-words.ts';
import { stateFailed, useAttempt } from '../use-attempt.ts';
import { isOwnReason } from './agent-state.ts';
import { CallElsewhere } from './call-elsewhere.tsx';
import { ForcedStrip } from './forced-strip.tsx';
import { LineOffer } from './line-offer.tsx';
import { steadyLink } from './steady-link.ts';
import styles from './shell.module.css';

export function OfflineBar({ me }: { me: Me }) {
  return (
    <div className={styles.offline} role="status" aria-live="polite">
      <BackendAway />
      <DiallingStrip me={me} />
      <ForcedStrip me={me} />
      <PhoneAway />
      <MicrophoneAway />
      <NotTakingCalls />
      <LineOffer />
      <CallElsewhere />
    </div>
  );
}

/** What is away, how old what one sees is, what goes on all the same, and what waits to be sent. */
function BackendAway() {
  const { t } = useWords();
  const now = useNow();
  const { reconnect } = useActions();
  const link = steadyLink(
    useStore(connection, (state) => state.backend),
    now,
  );
  const freshAt = useStore(work, (state) => state.freshAt);
  const goesOn = useGoesOn();
  const noNetwork = useNoNetwork();
  if (link.phase !== 'down') return null;
  const kept =
    freshAt === undefined
      ? t('offline.backendNew')
      : t('offline.backendKept', { time: formatClock(link.lastUpAt ?? freshAt) });
  return (
    <Strip
      icon={<IconPlugOff stroke={1.5} aria-hidden />}
      title={t(noNetwork ? 'queued.noNetwork' : 'offline.backend')}
      text={[noNetwork && t('queued.noNetworkText'), kept, ...goesOn].filter(Boolean).join(' ')}
      action={t('offline.reconnect')}
      onAction={reconnect}
      testId="offline-backend"
    />
  );
}

/** Sentences: the phone works, its calls are reported later, notes wait. */
function useGoesOn(): string[] {
  const { t } = useWords();
  const call = useHasCall();
  const phoneWorks = useStore(phone, ({ state }) => state?.registration.phase === 'registered');
  const phoneUp = useStore(connection, (state) => state.phone.phase === 'up');
  const drafts = useStore(noteDrafts, ({ notes }) => countWaiting(notes));
  return [
    ...(call ? [t('offline.callKept'), t('queued.reports')] : []),
    ...(!call && phoneWorks && phoneUp ? [t('queued.phoneWorks')] : []),
    ...(drafts > 0 ? [t('queued.drafts', { count: drafts })] : []),
  ];
}

/** Notes that the backend does not have yet. */
function countWaiting(notes: Record<string, Note>): number {
  return Object.values(notes).filter(
    ({ phase, text }) => text !== '' && phase !== 'saved' && phase !== 'unread',
  ).length;
}

/** The computer itself says that it has no network. */
function useNoNetwork(): boolean {
  return useSyncExternalStore(onNetworkChange, () => !navigator.onLine);
}

function onNetworkChange(listener: () => void): () => void {
  addEventListener('online', listener);
  addEventListener('offline', listener);
  return () => {
    removeEventListener('online', listener);
    removeEventListener('offline', listener);
  };
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
  const link = steadyLink(
    useStore(connection, (state) => state.phone),
    now,
  );
  const backendUp = useStore(connection, (state) => state.backend.phase === 'up');
  const registration = useStore(phone, (state) => state.state?.registration);
  if (link.phase === 'down')
    return (
      <Strip
        icon={<IconPhoneOff stroke={1.5} aria-hidden />}
        title={t('offline.phone')}
        text={[t('offline.phoneKept'), backendUp && t('queued.chatWorks')].filter(Boolean).join(' ')}
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
      text={[t('offline.registrationKept'), backendUp && t('queued.chatWorks')].filter(Boolean).join(' ')}
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
  const noConsole = isOwnReason(me?.stateReason ?? null, 'no-console');
  // A supervisor's work does not begin with calls: one who takes none has nothing to be told.
  const isWanted = me?.role === 'agent' && (me.stateReason === null || noConsole);
  const away = me?.state === 'away' && isWanted;
  const wrapping = me?.state === 'wrap-up' && !closing;
  if (!online || call || me?.extension == null || !(away || wrapping)) return null;
  const title = noConsole ? 'why.noConsoleTitle' : away ? 'state.notTakingAway' : 'state.notTakingWrap';
  return (
    <Strip
      mild
      icon={<IconPhoneOff stroke={1.5} aria-hidden />}
      title={t(title)}
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
