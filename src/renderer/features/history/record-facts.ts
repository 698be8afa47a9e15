// What is known of one call, one fact a line; what is not known has no line.
import type { CallDetail } from '../../../shared/api.ts';
import type { HistoryCall } from '../../../shared/desk.ts';
import type { Language } from '../../../shared/lead.ts';
import { formatClock, formatDay, formatDuration, formatPhone } from '../../i18n/format.ts';
import type { Translate } from '../../i18n/use-words.ts';
import { began } from '../../stores/work.ts';
import { callReasonInWords } from '../backend-words.ts';
import { partsOfCall } from '../conversation/sayings.ts';
import { callStatusInWords } from '../calls/call-words.ts';
import { gradeOfMos, outcomeOfRecord } from './history-words.ts';

interface Fact {
  word: string;
  text: string;
}

/** `row` is the line of the list, where one was pressed; `detail` the AI's call, once it is read. */
export function factsOfRecord(
  row: HistoryCall | undefined,
  detail: CallDetail | undefined,
  { t, language }: { t: Translate; language: Language },
): Fact[] {
  const at = row?.at ?? (detail ? began(detail) : '');
  const number = row?.number ?? detail?.phone;
  const seconds = row ? row.talkSeconds : detail?.durationSeconds;
  const facts: [string, string | null | undefined][] = [
    [t('history.when'), at === '' ? '' : `${formatDay(at, language)}, ${formatClock(at)}`],
    [t('history.direction'), row && t(row.direction === 'in' ? 'history.incoming' : 'history.outgoing')],
    [t('history.number'), number ? formatPhone(number) : ''],
    [t('calls.agent'), row?.agentName ?? detail?.agentName],
    [t('calls.duration'), seconds == null ? '' : durationOf(seconds, row, detail, t)],
    [t('history.outcome'), row ? outcomeOfRecord(row, t) : detail && callStatusInWords(detail, t)],
    [t('history.disposition'), row?.disposition?.[language]],
    [t('history.quality'), qualityInWords(row?.mos ?? null, t)],
    [t('history.reason'), detail && detail.reason !== '' ? callReasonInWords(detail.reason, t) : ''],
  ];
  return facts.flatMap(([word, text]) => (text ? [{ word, text }] : []));
}

/** The person's part of a call that Sofía handed over, and the whole: the two figures stand on different screens. */
function durationOf(
  seconds: number,
  row: HistoryCall | undefined,
  detail: CallDetail | undefined,
  t: Translate,
): string {
  const total = row?.call?.durationSeconds ?? detail?.durationSeconds;
  if (row?.kind !== 'phone' || total == null || total <= seconds) return formatDuration(seconds * 1000);
  const withPerson = { ms: seconds * 1000, agentName: row.agentName };
  return partsOfCall({ ms: total * 1000, withPerson }, t);
}

function qualityInWords(mos: number | null, t: Translate): string {
  return mos === null
    ? ''
    : `${t('history.mos', { mos: mos.toFixed(1) })}, ${t(`history.${gradeOfMos(mos)}`)}`;
}
