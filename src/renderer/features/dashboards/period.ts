// Periods as directors name them, in whole days of the house's time zone; arithmetic on days knows no clock and no summer time.
export const periodNames = ['today', 'week', 'month', 'quarter', 'year'] as const;
export type PeriodName = (typeof periodNames)[number];

/** Both included, `2026-11-22`. */
export interface Days {
  from: string;
  to: string;
}

const dayMs = 86_400_000;
const numberOf = (day: string): number => Date.parse(`${day}T00:00Z`) / dayMs;
const dayOf = (number: number): string => new Date(number * dayMs).toISOString().slice(0, 10);

/** `days` later, or earlier. */
export const addDays = (day: string, days: number): string => dayOf(numberOf(day) + days);

/** How many days it has. */
export const lengthOf = ({ from, to }: Days): number => numberOf(to) - numberOf(from) + 1;

/** Every day of it, oldest first. */
export const daysOf = (days: Days): string[] =>
  Array.from({ length: Math.max(0, lengthOf(days)) }, (_, index) => addDays(days.from, index));

/** As many days, right before: what the backend compares with. */
export function previousOf(days: Days): Days {
  return { from: addDays(days.from, -lengthOf(days)), to: addDays(days.from, -1) };
}

/** One day that is not over: what it is held against was a whole one. */
export const isRunning = ({ from, to }: Days, today: string): boolean => from === to && to === today;

/** The date it is at `now` (epoch ms) in an IANA time zone. */
export function dayAt(now: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    ...{ timeZone, year: 'numeric', month: '2-digit', day: '2-digit' },
  }).formatToParts(new Date(now));
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}

/** From its beginning to today: a month, a quarter and a year are the running ones. */
export function daysOfPeriod(name: PeriodName, today: string): Days {
  return { from: firstDayOf(name, today), to: today };
}

function firstDayOf(name: PeriodName, today: string): string {
  const [year = '', month = ''] = today.split('-');
  const quarter = Math.floor((Number(month) - 1) / 3) * 3 + 1;
  switch (name) {
    case 'today':
      return today;
    case 'week':
      return addDays(today, -6);
    case 'month':
      return `${year}-${month}-01`;
    case 'quarter':
      return `${year}-${String(quarter).padStart(2, '0')}-01`;
    case 'year':
      return `${year}-01-01`;
  }
}

/** A real day of the calendar, written `2026-11-22`. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(numberOf(text)) && dayOf(numberOf(text)) === text;
}
