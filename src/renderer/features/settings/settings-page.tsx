// The few things one person may want otherwise.
import { SegmentedControl, useMantineColorScheme } from '@mantine/core';
import { IconVolume } from '@tabler/icons-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import { useWords } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { connection } from '../../stores/connection.ts';
import { preferences, type RingVolume } from '../../stores/preferences.ts';
import { session } from '../../stores/session.ts';
import { Button } from '../../ui/button.tsx';
import page from '../../ui/page.module.css';
import { Diagnostics } from '../diagnostics/diagnostics.tsx';
import { DeviceRows } from './device-rows.tsx';
import { Row } from './row.tsx';
import { schemes } from './scheme-switch.tsx';
import styles from './settings.module.css';

type Part = 'general' | 'diagnostics';

export function SettingsPage() {
  const { t } = useWords();
  const [part, setPart] = useState<Part>('general');
  return (
    <div className={page.page}>
      <div className={page.title}>
        <h1>{t('settings.title')}</h1>
        <SegmentedControl
          className={page.push}
          aria-label={t('diagnostics.tabs')}
          value={part}
          onChange={(value) => setPart(value as Part)}
          data={[
            { value: 'general', label: t('diagnostics.general') },
            { value: 'diagnostics', label: t('diagnostics.title') },
          ]}
        />
      </div>
      <div className={page.body}>{part === 'general' ? <General /> : <Diagnostics />}</div>
    </div>
  );
}

function General() {
  const { t } = useWords();
  const config = useStore(session, (state) => state.config);
  return (
    <div className={styles.sheet}>
      <LanguageRow />
      <SchemeRow />
      <RingRow />
      <DeviceRows microphone={<MicrophoneState />} />
      <KeysRow />
      <Row title={t('settings.about')}>
        {[t('app.name'), config && t('signIn.version', { version: config.version })]
          .filter(Boolean)
          .join(' · ')}
      </Row>
    </div>
  );
}

function LanguageRow() {
  const { t, language } = useWords();
  const { setLanguage } = useActions();
  return (
    <Row title={t('settings.language')}>
      <SegmentedControl
        aria-label={t('settings.language')}
        value={language}
        onChange={(value) => setLanguage(value === 'en' ? 'en' : 'es')}
        data={[
          { value: 'es', label: 'Español' },
          { value: 'en', label: 'English' },
        ]}
      />
    </Row>
  );
}

function SchemeRow() {
  const { t } = useWords();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Row title={t('settings.scheme')}>
      <SegmentedControl
        aria-label={t('settings.scheme')}
        value={colorScheme}
        onChange={(value) => setColorScheme(value as (typeof schemes)[number])}
        data={schemes.map((value) => ({ value, label: t(`menu.${value}`) }))}
      />
    </Row>
  );
}

function RingRow() {
  const { t } = useWords();
  const { ringOnce } = useActions();
  const volume = useStore(preferences, (state) => state.ringVolume);
  return (
    <Row title={t('settings.ring')}>
      <SegmentedControl
        aria-label={t('settings.ring')}
        value={String(volume)}
        onChange={(value) => preferences.setState({ ringVolume: Number(value) as RingVolume })}
        data={[{ value: '0', label: t('settings.silent') }, ...['1', '2', '3']]}
      />
      <Button
        size="small"
        disabled={volume === 0}
        icon={<IconVolume stroke={1.5} aria-hidden />}
        onClick={ringOnce}
      >
        {t('settings.ringTry')}
      </Button>
    </Row>
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

function KeysRow() {
  const { t } = useWords();
  const keys = [
    ['F8', t('settings.keyAnswer')],
    ['F10', t('settings.keyHangup')],
    ['M', t('settings.keyMute')],
    ['H', t('settings.keyHold')],
    ['K', t('settings.keyKeypad')],
  ] as const;
  return (
    <Row title={t('settings.keys')} top>
      <div className={styles.keys}>
        {keys.map(([key, word]) => (
          <div key={key} style={{ display: 'contents' }}>
            <kbd>{key}</kbd>
            <span>{word}</span>
          </div>
        ))}
      </div>
    </Row>
  );
}
