// How the call sounds, in a word; the figures are one hover away, for whoever has to repair it.
import { IconLock, IconWaveSine } from '@tabler/icons-react';
import type { CallQuality, PhoneCall } from '../../../shared/phone.ts';
import { useWords, type Translate } from '../../i18n/use-words.ts';
import styles from './call-bar.module.css';

/** Where the words change, by MOS (ITU-T G.107 annex B: 4.03 satisfied, 3.6 some dissatisfied, 3.1 many). */
export function qualityWord(mos: number): 'good' | 'fair' | 'poor' | 'bad' {
  if (mos >= 4) return 'good';
  if (mos >= 3.6) return 'fair';
  return mos >= 3.1 ? 'poor' : 'bad';
}

export function QualityMark({ call }: { call: PhoneCall }) {
  const { t } = useWords();
  const { quality } = call;
  if (!quality) return null;
  const word = qualityWord(quality.mos);
  const title = `${figures(quality, t)}${call.secured ? ` · ${t('quality.secured')}` : ''}`;
  return (
    <span
      className={styles.quality}
      data-quality={word}
      data-testid="quality"
      title={title}
      aria-label={`${t('quality.label', { word: t(`quality.${word}`) })}. ${title}`}
      role="img"
    >
      {call.secured ? <IconLock stroke={1.5} aria-hidden /> : <IconWaveSine stroke={1.5} aria-hidden />}
      {t(`quality.${word}`)}
    </span>
  );
}

function figures(quality: CallQuality, t: Translate): string {
  const { mos, lossPercent, jitterMs, roundTripMs, farLossPercent } = quality;
  const main = t('quality.figures', {
    mos: mos.toFixed(1),
    loss: lossPercent.toFixed(1),
    jitter: Math.round(jitterMs),
  });
  const there = roundTripMs === undefined ? '' : t('quality.roundTrip', { ms: Math.round(roundTripMs) });
  const far = farLossPercent === undefined ? '' : t('quality.farLoss', { loss: farLossPercent.toFixed(1) });
  return main + there + far;
}
