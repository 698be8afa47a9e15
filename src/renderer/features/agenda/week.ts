// Seven days of visits, by the day on which each takes place where it takes place.
import type { Appointment } from '../../../shared/desk.ts';

const daysShown = 7;

/** `2026-11-22` of this machine's clock, `days` after `at`. */
export function dayAfter(at: Date, days: number): string {
  const day = new Date(at.getFullYear(), at.getMonth(), at.getDate() + days);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

/** First and last day, both included; `week` 0 begins today. */
export function spanOfWeek(today: Date, week: number): { from: string; to: string } {
  return {
    from: dayAfter(today, week * daysShown),
    to: dayAfter(today, week * daysShown + daysShown - 1),
  };
}

/** Visits under the day (`2026-11-22`) they begin on in their own place, days and visits in order. */
export function byDay(visits: readonly Appointment[]): { day: string; visits: Appointment[] }[] {
  const days = new Map<string, Appointment[]>();
  const ordered = [...visits].sort((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt));
  for (const visit of ordered) {
    const day = dayIn(visit.startsAt, visit.timeZone);
    days.set(day, [...(days.get(day) ?? []), visit]);
  }
  return [...days].map(([day, those]) => ({ day, visits: those })).sort((a, b) => a.day.localeCompare(b.day));
}

function dayIn(at: string, timeZone: string): string {
  // The Canadian way of writing a day is ISO 8601's.
  return new Intl.DateTimeFormat('en-CA', { timeZone }).format(new Date(at));
}

/** Noon of a day on this machine's clock: what `formatDay` says of it is that day everywhere. */
export function noonOf(day: string): Date {
  return new Date(`${day}T12:00:00`);
}
