// Limits as they are typed: times as minutes and seconds, an empty field for a limit that nobody watches.
import { thresholds, type Threshold, type ThresholdKey } from '../../../shared/board.ts';
import { formatDuration } from '../../i18n/format.ts';

export interface LimitDraft {
  limit: string;
  warn: string;
  notify: Threshold['notify'];
}

export function draftOf({ key, limit, warn, notify }: Threshold): LimitDraft {
  return { limit: typed(key, limit), warn: typed(key, warn), notify };
}

function typed(key: ThresholdKey, value: number | null): string {
  if (value === null) return '';
  return thresholds[key].unit === 'seconds' ? formatDuration(value * 1000) : String(value);
}

/** `1:30` or `90` for a time, a number for anything else; null for nothing, undefined for what is no figure. */
export function readFigure(key: ThresholdKey, text: string): number | null | undefined {
  const trimmed = text.trim().replace(',', '.');
  if (trimmed === '') return null;
  if (thresholds[key].unit === 'seconds' && trimmed.includes(':')) return secondsOf(trimmed);
  if (!/^\d+(\.\d+)?$/.test(trimmed)) return undefined;
  const value = Number(trimmed);
  if (thresholds[key].unit === 'percent' && value > 100) return undefined;
  return value <= 1_000_000 ? value : undefined;
}

function secondsOf(text: string): number | undefined {
  if (!/^(\d+:)?\d+:[0-5]\d$/.test(text)) return undefined;
  return text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}

/** `wrong`: a field holds no figure; `order`: the warning would come after the limit. */
export function faultOf(key: ThresholdKey, { limit, warn }: LimitDraft): 'wrong' | 'order' | undefined {
  const at = readFigure(key, limit);
  const early = readFigure(key, warn);
  if (at === undefined || early === undefined) return 'wrong';
  if (at === null || early === null) return undefined;
  const isAfter = thresholds[key].direction === 'above' ? early > at : early < at;
  return isAfter ? 'order' : undefined;
}

/** Whether the draft says something else than what is in force. */
export function isChanged(threshold: Threshold, draft: LimitDraft): boolean {
  const { key, limit, warn, notify } = threshold;
  return (
    readFigure(key, draft.limit) !== limit ||
    readFigure(key, draft.warn) !== warn ||
    [...draft.notify].sort().join() !== [...notify].sort().join()
  );
}
