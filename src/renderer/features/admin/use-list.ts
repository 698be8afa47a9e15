// A list that one section reads and changes: a row that was saved stands there at once, without asking for all of them again.
import { useState } from 'react';
import type { Loading } from '../../stores/work.ts';
import { useReading } from '../use-reading.ts';

export interface AdminList<T> {
  rows: readonly T[];
  status: Loading;
  again: () => void;
  /** Replaces what is shown until the next answer. */
  show: (rows: readonly T[]) => void;
}

/** Reads once; `key` names what is read. */
export function useList<T>(key: string, read: () => Promise<readonly T[]>): AdminList<T> {
  const { latest, status, again } = useReading(key, read);
  const [shown, setShown] = useState<{ over: readonly T[] | undefined; rows: readonly T[] }>();
  const rows = shown && shown.over === latest ? shown.rows : (latest ?? []);
  return { rows, status, again, show: (next) => setShown({ over: latest, rows: next }) };
}

/** `rows` with `row` in the place of the one with its key, or at the end. */
export function withRow<T>(rows: readonly T[], row: T, keyOf: (row: T) => string): T[] {
  const key = keyOf(row);
  return rows.some((one) => keyOf(one) === key)
    ? rows.map((one) => (keyOf(one) === key ? row : one))
    : [...rows, row];
}
