// The order in which a desk offers things: moved one place at a time, and only what really changed is saved.
interface Placed {
  position: number;
}

/** Room between two neighbours: whoever writes to the table by hand may put one between them. */
const step = 10;

/** The row of `key` one place up (-1) or down (1), all numbered anew; the rows as they are where there is no such place. */
export function movedRow<T extends Placed>(
  rows: readonly T[],
  { key, by, keyOf }: { key: string; by: -1 | 1; keyOf: (row: T) => string },
): readonly T[] {
  const from = rows.findIndex((row) => keyOf(row) === key);
  const to = from + by;
  if (from < 0 || to < 0 || to >= rows.length) return rows;
  const order = rows.toSpliced(from, 1).toSpliced(to, 0, ...rows.slice(from, from + 1));
  return order.map((row, index) => ({ ...row, position: index * step }));
}

/** Those whose position differs from before. */
export function repositioned<T extends Placed>(
  before: readonly T[],
  after: readonly T[],
  keyOf: (row: T) => string,
): T[] {
  const positions = new Map(before.map((row) => [keyOf(row), row.position]));
  return after.filter((row) => positions.get(keyOf(row)) !== row.position);
}

/** Where a new one goes: behind all others. */
export const nextPosition = (rows: readonly Placed[]): number =>
  Math.min(10_000, Math.max(-step, ...rows.map(({ position }) => position)) + step);

/** In the order in which they are offered. */
export const byPosition = (a: Placed, b: Placed): number => a.position - b.position;
