/** Periods in whole days, and the one before of equal length. */
import { DateTime } from 'luxon';

export interface Period {
  /** YYYY-MM-DD, both included. */
  from: string;
  to: string;
}

const dayMs = 86_400_000;
/** Days are dates without a zone: counted in UTC, where each has 24 hours. */
const timeOf = (day: string): number => Date.parse(`${day}T00:00:00Z`);
const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** `days` later, or earlier. */
export function addDays(day: string, days: number): string {
  return dayOf(timeOf(day) + days * dayMs);
}

/** How many days it has. */
export function lengthOf({ from, to }: Period): number {
  return Math.round((timeOf(to) - timeOf(from)) / dayMs) + 1;
}

/** 0 Sunday … 6 Saturday. */
export function weekdayOf(day: string): number {
  return new Date(timeOf(day)).getUTCDay();
}

/** How many days its month has. */
export function daysInMonth(day: string): number {
  return new Date(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)), 0)).getUTCDate();
}

/** As many days, right before. */
export function previousOf(period: Period): Period {
  const length = lengthOf(period);
  return { from: addDays(period.from, -length), to: addDays(period.from, -1) };
}

/** Every day of it. */
export function daysOf(period: Period): string[] {
  const first = timeOf(period.from);
  return Array.from({ length: Math.max(0, lengthOf(period)) }, (_, index) => dayOf(first + index * dayMs));
}

/** The day it is at `now` in `timeZone`. */
export function dayAt(now: Date, timeZone: string): string {
  return DateTime.fromJSDate(now, { zone: timeZone }).toISODate() ?? '';
}
