// Honest offline: what is away, what still works, and that it comes back by itself.
import { IconAlertTriangle, IconMicrophoneOff, IconPhoneOff, IconPlugOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { formatClock } from '../../i18n/format.ts';
import { useWords } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { connection } from '../../stores/connection.ts';
import { phone } from '../../stores/phone.ts';
import { work } from '../../stores/work.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { useNow } from '../../ui/use-now.ts';
import styles from './shell.module.css';

/** A blink of the network is not news. */
const patienceMs = 1_200;

export function OfflineBar() {
  return (
    <div className={styles.offline} role="status" aria-live="polite">
      <BackendAway />
      <PhoneAway />
      <MicrophoneAway />
    </div>
  );
}

function BackendAway() {
  const { t } = useWords();
  const now = useNow();
  const { reconnect } = useActions();
  const link = useStore(connection, (state) => state.backend);
  const freshAt = useStore(work, (state) => state.freshAt);
  if (link.phase !== 'down' || now - link.since < patienceMs) return null;
  const kept =
    freshAt === undefined
      ? t('offline.backendNew')
      : t('offline.backendKept', { time: formatClock(link.lastUpAt ?? freshAt) });
  return (
    <Strip
      icon={<IconPlugOff stroke={1.5} aria-hidden />}
      title={t('offline.backend')}
      text={kept}
      action={t('offline.reconnect')}
      onAction={reconnect}
      testId="offline-backend"
    />
  );
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
      title={t('offline.registration', { reason: registration.reason })}
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
        <Button size="small" onClick={props.onAction}>
          {props.action}
        </Button>
      )}
    </div>
  );
}
