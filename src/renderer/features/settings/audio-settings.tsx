// What one speaks into, hears with and is rung by, each to be tried before a client tries it.
import { IconEar, IconVolume } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { useWords, type Translate } from '../../i18n/use-words.ts';
import { ActionError, useActions } from '../../stores/actions.ts';
import { connection } from '../../stores/connection.ts';
import { openPhoneCalls, phone } from '../../stores/phone.ts';
import { preferences } from '../../stores/preferences.ts';
import { useStationApi } from '../../stores/station-api.ts';
import { Button } from '../../ui/button.tsx';
import { LevelMeter } from '../../ui/marks.tsx';
import { DeviceRows } from './device-rows.tsx';
import { HeadsetRow } from './headset-row.tsx';
import { RingVolumeRow } from './ring-volume-row.tsx';
import { Row } from './row.tsx';
import { openSettings } from './settings-part.ts';
import styles from './settings.module.css';

export function AudioSettings() {
  return (
    <div className={styles.sheet}>
      <DeviceRows microphone={<MicrophoneState />} />
      <LevelRow />
      <EchoRow />
      <RingVolumeRow />
      <HeadsetRow />
      <TestCallRow />
    </div>
  );
}

function MicrophoneState() {
  const { t } = useWords();
  const { retryMicrophone } = useActions();
  const microphone = useStore(connection, (state) => state.microphone);
  if (microphone === 'unknown') return null;
  const words = {
    ready: t('settings.micOk'),
    asking: t('settings.micAsking'),
    denied: t('settings.micDenied'),
    missing: t('settings.micMissing'),
  }[microphone];
  return (
    <>
      <span className={styles.state}>{words}</span>
      {(microphone === 'denied' || microphone === 'missing') && (
        <Button size="small" onClick={retryMicrophone}>
          {t('offline.retry')}
        </Button>
      )}
    </>
  );
}

/** Listens only while it is on screen. In a call the phone measures already. */
function LevelRow() {
  const { t } = useWords();
  const { meterMicrophone } = useStationApi();
  const chosen = useStore(preferences, (state) => state.devices.microphone);
  const usable = useStore(
    connection,
    ({ microphone }) => microphone !== 'denied' && microphone !== 'missing',
  );
  const inCall = useInCall();
  const spoken = useStore(phone, (state) => state.levels.out);
  const [level, setLevel] = useState(0);
  useEffect(() => {
    if (inCall || !usable) return;
    const stop = meterMicrophone(setLevel);
    return () => {
      stop();
      setLevel(0);
    };
  }, [meterMicrophone, chosen, inCall, usable]);
  return (
    <Row title={t('station.levelTitle')}>
      <LevelMeter level={inCall ? spoken : level} label={t('station.levelTitle')} tone="accent" />
      <span className={styles.state}>{t('station.levelHint')}</span>
    </Row>
  );
}

function EchoRow() {
  const { t } = useWords();
  const { echo } = useStationApi();
  const inCall = useInCall();
  const [phase, setPhase] = useState<'speak' | 'listen'>();
  const [failure, setFailure] = useState<unknown>();
  const start = () => {
    setFailure(undefined);
    echo(setPhase)
      .catch(setFailure)
      .finally(() => setPhase(undefined));
  };
  return (
    <Row title={t('station.echoTitle')}>
      <Button
        size="small"
        busy={phase !== undefined}
        disabled={inCall}
        data-testid="echo"
        icon={<IconEar stroke={1.5} aria-hidden />}
        onClick={start}
      >
        {t(phase === undefined ? 'station.echo' : `station.${phase}`)}
      </Button>
      <span className={failure === undefined ? styles.state : styles.failed} role="status">
        {failure === undefined
          ? t(inCall ? 'diagnostics.inCall' : 'station.echoHint')
          : t('station.echoFailed', { reason: echoFault(failure, t) })}
      </span>
    </Row>
  );
}

function echoFault(cause: unknown, t: Translate): string {
  const code = cause instanceof ActionError ? cause.code : '';
  if (code === 'no-headset') return t('station.noHeadset');
  return t(code === 'in-call' ? 'station.inCall' : 'station.noMicrophone');
}

function TestCallRow() {
  const { t } = useWords();
  return (
    <Row title={t('station.testCall')}>
      <Button
        size="small"
        icon={<IconVolume stroke={1.5} aria-hidden />}
        onClick={() => openSettings('diagnostics')}
      >
        {t('station.testCallStart')}
      </Button>
      <span className={styles.state}>{t('station.testCallHint')}</span>
    </Row>
  );
}

const useInCall = (): boolean => useStore(phone, ({ state }) => openPhoneCalls(state).length > 0);
