/** When a promised callback is due, and how Sofia says so. */
import { DateTime } from 'luxon';
import type { Language } from '../../../shared/lead.ts';
import { momentInWords } from '../../tools/speech/date-in-words.ts';
import { nextOpening, type CallHours } from '../call/call-hours.ts';

const SOON_MINUTES = 15;

/** A quarter of an hour from now, or the first moment after it at which this person may be called. */
export function callbackDue(now: Date, timeZone: string, hours: CallHours): Date {
  return nextOpening(new Date(now.getTime() + SOON_MINUTES * 60_000), timeZone, hours);
}

/** "en los próximos quince minutos", "el lunes veintitrés de noviembre a las nueve de la mañana". */
export function callbackInWords(
  due: Date,
  { now, timeZone, language }: { now: Date; timeZone: string; language: Language },
): string {
  if (due.getTime() - now.getTime() <= SOON_MINUTES * 60_000)
    return language === 'es' ? 'en los próximos quince minutos' : 'within the next fifteen minutes';
  const local = DateTime.fromJSDate(due, { zone: timeZone });
  return momentInWords(local.isValid ? local : DateTime.fromJSDate(due), language);
}
