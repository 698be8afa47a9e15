// A limit and the figure that broke it, in the language on screen, each with its unit.
import { thresholds, type Alert, type ThresholdKey } from '../../shared/board.ts';
import { formatDuration } from './format.ts';
import type { Translate } from './use-words.ts';

/** `4:07`, `78 %`, `6`. */
export function measureInWords(key: ThresholdKey, value: number): string {
  switch (thresholds[key].unit) {
    case 'seconds':
      return formatDuration(value * 1000);
    case 'percent':
      return percentInWords(value);
    case 'count':
      return String(Math.round(value));
  }
}

/** `78 %`, `3.1 %`: one decimal where it says something. */
export function percentInWords(value: number): string {
  const shown = value >= 10 || Number.isInteger(value) ? Math.round(value) : Math.round(value * 10) / 10;
  return `${shown}\u00a0%`;
}

/** `límite 8`, `mínimo 2`: a limit as it stands under its figure. */
export function limitInWords(key: ThresholdKey, limit: number, t: Translate): string {
  const word = thresholds[key].direction === 'above' ? 'board.limit' : 'board.minimum';
  return t(word, { value: measureInWords(key, limit) });
}

/** The title names the limit and the person, the body says by how much. */
export function alertInWords(alert: Alert, t: Translate): { title: string; body: string } {
  const { key, subjectName, value, limit } = alert;
  const name = t(`board.threshold.${key}`);
  return {
    title: subjectName === null ? name : t('board.alertOf', { name, who: subjectName }),
    body: `${measureInWords(key, value)} · ${limitInWords(key, limit, t)}`,
  };
}
