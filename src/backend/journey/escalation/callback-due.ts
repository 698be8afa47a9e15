/** When a promised callback is due: when the lead wishes it, else soon; and how Sofia says so. */
import { DateTime } from 'luxon';
import type { Language } from '../../../shared/lead.ts';
import { momentInWords } from '../../tools/speech/date-in-words.ts';
import type { Queryable } from '../../store/database.ts';
import { nextOpening } from '../call/call-hours.ts';
import { callbackWish, type WishScene } from './callback-wish.ts';

const SOON_MINUTES = 15;

export interface CallbackDue {
  dueAt: Date;
  /** The lead asked for this time. */
  isWished: boolean;
}

/** In `minutes` (a quarter of an hour), or the first moment after it at which this person may be called. */
export function soonDue({ now, timeZone, hours }: WishScene, minutes = SOON_MINUTES): Date {
  return nextOpening(new Date(now.getTime() + minutes * 60_000), timeZone, hours);
}

/** When the lead of a call is to be called back: at the time they asked for in it, else in `minutes`. */
export async function callbackDue(
  db: Queryable,
  callId: string,
  { minutes = SOON_MINUTES, ...scene }: WishScene & { minutes?: number },
): Promise<CallbackDue> {
  const wished = await callbackWish(db, callId, scene);
  return { dueAt: wished ?? soonDue(scene, minutes), isWished: wished !== undefined };
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
