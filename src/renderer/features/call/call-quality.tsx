// How the call sounds, in a word with its number; one press away the figures, and what to do about them.
import { Popover } from '@mantine/core';
import { IconAntennaBars3, IconAntennaBars4, IconAntennaBars5, IconLock } from '@tabler/icons-react';
import { useState } from 'react';
import type { CallQuality, PhoneCall } from '../../../shared/phone.ts';
import { useWords, type Translate } from '../../i18n/use-words.ts';
import { adviceFor, qualityWord } from './call-quality-words.ts';
import styles from './call-parts.module.css';

const icons = { good: IconAntennaBars5, fair: IconAntennaBars4, bad: IconAntennaBars3 };

export function QualityMark({ call }: { call: PhoneCall }) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  const { quality } = call;
  if (!quality) return null;
  const word = qualityWord(quality.mos);
  const Icon = icons[word];
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" width={296} trapFocus returnFocus>
      <Popover.Target>
        <button
          type="button"
          className={styles.quality}
          data-quality={word}
          data-testid="quality"
          aria-label={t('quality.label', { word: t(`quality.${word}`), mos: quality.mos.toFixed(1) })}
          onClick={() => setOpen(!open)}
        >
          <Icon stroke={1.5} aria-hidden />
          {t(`quality.${word}`)} <b>{quality.mos.toFixed(1)}</b>
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('quality.title')}>
        <div className={styles.figures} data-testid="quality-figures" tabIndex={-1} data-autofocus>
          <h2>{t('quality.title')}</h2>
          <p>{t(`quality.advice.${adviceFor(quality)}`)}</p>
          <dl>
            {figuresOf(quality, t).map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
            {call.codec && (
              <div>
                <dt>{t('quality.codec')}</dt>
                <dd>{call.codec}</dd>
              </div>
            )}
          </dl>
          {call.secured && (
            <p className={styles.secured}>
              <IconLock stroke={1.5} aria-hidden /> {t('quality.secured')}
            </p>
          )}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

/** Name and value of what is known; what is not is left out. */
function figuresOf(quality: CallQuality, t: Translate): [string, string][] {
  const { mos, lossPercent, jitterMs, roundTripMs, farLossPercent } = quality;
  const percent = (value: number) => t('quality.percent', { value: value.toFixed(1) });
  const ms = (value: number) => t('quality.ms', { value: Math.round(value) });
  const all: [string, string | undefined][] = [
    [t('quality.mos'), mos.toFixed(1)],
    [t('quality.loss'), percent(lossPercent)],
    [t('quality.jitter'), ms(jitterMs)],
    [t('quality.roundTrip'), roundTripMs === undefined ? undefined : ms(roundTripMs)],
    [t('quality.farLoss'), farLossPercent === undefined ? undefined : percent(farLossPercent)],
  ];
  return all.filter((one): one is [string, string] => one[1] !== undefined);
}
