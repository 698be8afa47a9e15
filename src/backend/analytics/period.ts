/** Periods in whole days, and the one before of equal length. */
import { DateTime } from 'luxon';

export interface Period {
  /** YYYY-MM-DD, both included. */
  from: string;
  to: string;
}

const date = (day: string): DateTime => DateTime.fromISO(day, { zone: 'utc' });

/** `days` later, or earlier. */
export function addDays(day: string, days: number): string {
  return date(day).plus({ days }).toISODate() ?? day;
}

/** How many days it has. */
export function lengthOf({ from, to }: Period): number {
  return Math.round(date(to).diff(date(from), 'days').days) + 1;
}

/** As many days, right before. */
export function previousOf(period: Period): Period {
  const length = lengthOf(period);
  return { from: addDays(period.from, -length), to: addDays(period.from, -1) };
}

/** Every day of it. */
export function daysOf(period: Period): string[] {
  return Array.from({ length: lengthOf(period) }, (_, index) => addDays(period.from, index));
}

/** The day it is at `now` in `timeZone`. */
export function dayAt(now: Date, timeZone: string): string {
  return DateTime.fromJSDate(now, { zone: timeZone }).toISODate() ?? '';
}
