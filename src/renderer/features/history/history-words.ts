// A call of before in a few words: with whom, how it ended, how it sounded.
import { callOutcomes } from '../../../shared/call.ts';
import type { HistoryCall } from '../../../shared/desk.ts';
import { formatPhone } from '../../i18n/format.ts';
import type { Translate } from '../../i18n/use-words.ts';
import { nameInDirectory } from '../../stores/name-with-number.ts';

/** The lead's name, else that of the directory, else the number. */
export function nameOfRecord(
  { leadName, number }: Pick<HistoryCall, 'leadName' | 'number'>,
  t: Translate,
): string {
  if (leadName !== null) return leadName;
  if (number === null || number === '') return t('history.unknown');
  return nameInDirectory(number) ?? formatPhone(number);
}

const phoneOutcomes = [
  ...(['answered', 'no-answer', 'busy', 'rejected', 'unreachable', 'failed', 'transferred'] as const),
  'lost',
] as const;

/** `Atendida`, `Cita agendada`; an outcome we have no word for as it came, none as an empty text. */
export function outcomeOfRecord({ outcome }: Pick<HistoryCall, 'outcome'>, t: Translate): string {
  if (outcome === null) return '';
  const phone = phoneOutcomes.find((known) => known === outcome);
  if (phone) return t(`phoneOutcome.${phone}`);
  const ai = callOutcomes.find((known) => known === outcome);
  return ai ? t(`outcome.${ai}`) : outcome;
}

/** As the look grades a mean opinion score: good from 4.0, fair from 3.5. */
export function gradeOfMos(mos: number): 'good' | 'fair' | 'poor' {
  if (mos >= 4) return 'good';
  return mos >= 3.5 ? 'fair' : 'poor';
}

/** True for a call to us that nobody took; not for one that goes on. */
export function isMissed({ kind, direction, outcome }: HistoryCall): boolean {
  const isTaken = outcome === null || outcome === 'answered' || outcome === 'transferred';
  return kind === 'phone' && direction === 'in' && !isTaken;
}
