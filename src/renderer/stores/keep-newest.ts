// A desk stays open all day, and what it hears of has no end: each store keeps what is in use and the newest of the rest.
import { tableOf } from './table.ts';

export interface KeepRule<T> {
  /** How many stay of those that nothing needs. */
  most: number;
  /** In use: stays however old it is. */
  mustStay: (one: T, key: string) => boolean;
  /** ISO 8601, of what is the newest; without it, what was put in last is. */
  at?: (one: T) => string;
}

/** The record without the oldest of what nothing needs; the same record where all of it stays. */
export function keepNewest<T>(record: Record<string, T>, rule: KeepRule<T>): Record<string, T> {
  const { most, mustStay, at } = rule;
  const entries = Object.entries(record);
  if (entries.length <= most) return record;
  const loose = entries.filter(([key, one]) => !mustStay(one, key)).reverse();
  if (loose.length <= most) return record;
  if (at) loose.sort(([, a], [, b]) => backwards(at(a), at(b)));
  const going = new Set(loose.slice(most).map(([key]) => key));
  const kept = tableOf<T>({});
  for (const [key, one] of entries) if (!going.has(key)) kept[key] = one;
  return kept;
}

/** Moments compare as they are; asking the language's rules takes ten times as long. */
const backwards = (a: string, b: string): number => (a < b ? 1 : a > b ? -1 : 0);
