// The headset whose own buttons take calls: chosen once, found again by itself.
import { IconHeadset } from '@tabler/icons-react';
import { useStore } from 'zustand';
import { useWords, type Translate } from '../../i18n/use-words.ts';
import { station, type HeadsetNow } from '../../stores/station.ts';
import { useStationApi } from '../../stores/station-api.ts';
import { Button } from '../../ui/button.tsx';
import { useAttempt } from '../use-attempt.ts';
import { Row } from './row.tsx';
import styles from './settings.module.css';

const pickFailed = (t: Translate, reason: string): string => t('station.headsetPickFailed', { reason });

/** Several came with one grant: the person says which, and it is remembered. */
function WhichHeadset() {
  const { t } = useWords();
  const choice = useStore(station, (state) => state.headsetChoice);
  if (!choice) return null;
  return (
    <div
      className={styles.which}
      role="group"
      aria-label={t('station.headsetWhich')}
      data-testid="headset-which"
    >
      <p role="status">{t('station.headsetWhich')}</p>
      {choice.names.map((name, index) => (
        <Button key={name} size="small" onClick={() => choice.choose(index)}>
          {name}
        </Button>
      ))}
      <Button size="small" look="plain" onClick={() => choice.choose(undefined)}>
        {t('station.headsetNone')}
      </Button>
    </div>
  );
}

export function HeadsetRow() {
  const { t } = useWords();
  const { pickHeadset, forgetHeadset } = useStationApi();
  const { run, busy } = useAttempt(pickFailed);
  const headset = useStore(station, (state) => state.headset);
  const isChosen = 'name' in headset;
  return (
    <Row title={t('station.headset')}>
      {headset.phase !== 'unsupported' && (
        <Button
          size="small"
          busy={busy}
          data-testid="headset-pick"
          icon={<IconHeadset stroke={1.5} aria-hidden />}
          onClick={() => run(pickHeadset)}
        >
          {t(isChosen ? 'station.headsetOther' : 'station.headsetPick')}
        </Button>
      )}
      {isChosen && (
        <Button size="small" look="plain" onClick={() => run(forgetHeadset)}>
          {t('station.headsetForget')}
        </Button>
      )}
      <WhichHeadset />
      <span className={styles.state} role="status" data-testid="headset-state">
        {headsetInWords(headset, t)}
      </span>
    </Row>
  );
}

/** How it stands, in a sentence. */
export function headsetInWords(headset: HeadsetNow, t: Translate): string {
  switch (headset.phase) {
    case 'unsupported':
      return t('station.headsetUnsupported');
    case 'none':
      return t('station.headsetHint');
    case 'ready':
      return t('station.headsetReady', headset);
    case 'away':
      return t('station.headsetAway', headset);
    case 'failed':
      return t('station.headsetFailed', headset);
  }
}
