// How one is called from other work: what the window does, notices, keys of the whole computer; some of it the company's to say.
import { NativeSelect, Switch } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import type { ConsolePreferences } from '../../../shared/ipc.ts';
import { useWords, type Translate } from '../../i18n/use-words.ts';
import { station } from '../../stores/station.ts';
import { useStationApi } from '../../stores/station-api.ts';
import { Button } from '../../ui/button.tsx';
import { useAttempt } from '../use-attempt.ts';
import { KeyRecorder } from './key-recorder.tsx';
import { RingVolumeRow } from './ring-volume-row.tsx';
import { Row } from './row.tsx';
import styles from './settings.module.css';

const saveFailed = (t: Translate, reason: string): string => t('station.saveFailed', { reason });

export function RingSettings() {
  const { hasHost } = useStationApi();
  return (
    <div className={styles.sheet}>
      <RingVolumeRow />
      {hasHost ? <HostRows /> : <BrowserRows />}
    </div>
  );
}

function BrowserRows() {
  const { t } = useWords();
  const { allowNotices } = useStationApi();
  const { run } = useAttempt(saveFailed);
  const notices = useStore(station, (state) => state.notices);
  const words = {
    granted: 'station.noticesGranted',
    denied: 'station.noticesDenied',
    default: 'station.noticesHint',
  } as const;
  return (
    <>
      {notices !== 'unsupported' && (
        <Row title={t('station.noticesBrowser')}>
          {notices === 'default' && (
            <Button size="small" data-testid="allow-notices" onClick={() => run(allowNotices)}>
              {t('station.noticesAllow')}
            </Button>
          )}
          <span className={styles.state}>{t(words[notices])}</span>
        </Row>
      )}
      <p className={styles.aside}>{t('station.inBrowser')}</p>
    </>
  );
}

type Change = (change: Partial<ConsolePreferences>) => void;

function HostRows() {
  const { t } = useWords();
  const { changePreferences } = useStationApi();
  const { run } = useAttempt(saveFailed);
  const inForce = useStore(station, (state) => state.preferences);
  if (!inForce) return null;
  const { values, takenKeys } = inForce;
  const change: Change = (next) => run(() => changePreferences(next));
  return (
    <>
      <HostRow name="onRing">
        {(locked) => (
          <NativeSelect
            aria-label={t('station.onRing')}
            data-testid="pref-onRing"
            w={312}
            disabled={locked}
            value={values.onRing}
            onChange={(event) => change({ onRing: event.currentTarget.value as typeof values.onRing })}
            data={[
              { value: 'focus', label: t('station.onRingFocus') },
              { value: 'show', label: t('station.onRingShow') },
              { value: 'flash', label: t('station.onRingFlash') },
            ]}
          />
        )}
      </HostRow>
      <SwitchRow name="notifyRing" values={values} change={change} />
      {(['answerKey', 'hangUpKey'] as const).map((name) => (
        <HostRow key={name} name={name}>
          {(locked) => (
            <KeyRecorder
              name={t(`station.${name}`)}
              value={values[name]}
              isTaken={takenKeys.includes(name)}
              disabled={locked}
              onChange={(key) => change({ [name]: key })}
            />
          )}
        </HostRow>
      ))}
      {(['closeToTray', 'openAtLogin', 'takeLinks'] as const).map((name) => (
        <SwitchRow key={name} name={name} values={values} change={change} />
      ))}
    </>
  );
}

/** One preference; `children` are told whether the company has set it. */
function HostRow(props: { name: keyof ConsolePreferences; children: (locked: boolean) => ReactNode }) {
  const { t } = useWords();
  const { name, children } = props;
  const locked = useStore(station, ({ preferences }) => preferences?.locked.includes(name) === true);
  return (
    <Row title={t(`station.${name}`)}>
      {children(locked)}
      {locked && (
        <span className={styles.state} data-testid={`locked-${name}`}>
          <IconLock stroke={1.5} aria-hidden /> {t('station.byCompany')}
        </span>
      )}
    </Row>
  );
}

interface SwitchRowProps {
  name: 'notifyRing' | 'closeToTray' | 'openAtLogin' | 'takeLinks';
  values: ConsolePreferences;
  change: Change;
}

function SwitchRow({ name, values, change }: SwitchRowProps) {
  const { t } = useWords();
  return (
    <HostRow name={name}>
      {(locked) => (
        <Switch
          aria-label={t(`station.${name}`)}
          label={t(values[name] ? 'station.on' : 'station.off')}
          data-testid={`pref-${name}`}
          checked={values[name]}
          disabled={locked}
          onChange={(event) => change({ [name]: event.currentTarget.checked })}
        />
      )}
    </HostRow>
  );
}
