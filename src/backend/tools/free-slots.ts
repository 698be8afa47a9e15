/** When a visit can start: all free starts of some days, or those nearest to one that is taken. */
import type { DateTime } from 'luxon';
import { takenTimes } from '../store/appointments.ts';
import type { Queryable } from '../store/database.ts';
import type { PropertyRow } from '../store/inventory.ts';
import { obstacleTo, visitHours } from './arguments/read-visit.ts';

const STEP_MINUTES = 30;
const DAYS_AHEAD = 4;

/** Up to `count` starts at which a host is free, those of the same day first, each list by nearness to `wanted`. */
export async function nearestFreeSlots(
  db: Queryable,
  property: PropertyRow,
  { wanted, after, count }: { wanted: DateTime; after: Date; count: number },
): Promise<DateTime[]> {
  const from = wanted.startOf('day');
  const isFree = await freeHosts(db, property, { from, days: DAYS_AHEAD });
  return daysFrom(from, DAYS_AHEAD)
    .flatMap((day) => startsOf(day, property).toSorted(byNearness(wanted)))
    .filter((start) => start.toMillis() > after.getTime() && isFree(start))
    .slice(0, count)
    .toSorted((a, b) => a.toMillis() - b.toMillis());
}

/** Every start at which a host is free, soonest first, on `days` days from the day of `from` (in the property's zone) on. */
export async function freeSlots(
  db: Queryable,
  property: PropertyRow,
  { from, days, now }: { from: DateTime; days: number; now: Date },
): Promise<DateTime[]> {
  const isFree = await freeHosts(db, property, { from: from.startOf('day'), days });
  return daysFrom(from.startOf('day'), days)
    .flatMap((day) => startsOf(day, property))
    .filter((start) => obstacleTo(start, property, now) === undefined && isFree(start));
}

function daysFrom(from: DateTime, days: number): DateTime[] {
  return Array.from({ length: days }, (_, ahead) => from.plus({ days: ahead }));
}

/** Whether somebody could show a party around from a moment within the span on. */
async function freeHosts(
  db: Queryable,
  property: PropertyRow,
  { from, days }: { from: DateTime; days: number },
): Promise<(start: DateTime) => boolean> {
  const taken = await takenTimes(db, property.id, from.toJSDate(), from.plus({ days }).toJSDate());
  return (start) => {
    const [from, to] = [start.toMillis(), start.plus({ minutes: property.visitMinutes }).toMillis()];
    const busy = new Set(
      taken
        .filter(({ startsAt, endsAt }) => startsAt.getTime() < to && endsAt.getTime() > from)
        .map(({ host }) => host),
    );
    return busy.size < property.visitHosts;
  };
}

function startsOf(day: DateTime, property: PropertyRow): DateTime[] {
  const { first, last } = visitHours(day, property);
  const starts = Math.floor(last.diff(first, 'minutes').minutes / STEP_MINUTES) + 1;
  return Array.from({ length: Math.max(0, starts) }, (_, i) => first.plus({ minutes: i * STEP_MINUTES }));
}

/** By the hour of the day, so that tomorrow's list starts with the hour that was wanted today. */
function byNearness(wanted: DateTime): (a: DateTime, b: DateTime) => number {
  const minutes = (at: DateTime): number => at.hour * 60 + at.minute;
  return (a, b) => Math.abs(minutes(a) - minutes(wanted)) - Math.abs(minutes(b) - minutes(wanted));
}
