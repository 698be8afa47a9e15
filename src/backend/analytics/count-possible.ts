/** One history that cannot be counted must not stop all figures: what is wrong is left out, the rest stands. */
import { isDataError, type Tx } from '../store/database.ts';

/**
 * Counts all of these at once; where that fails for what they hold, in halves, down to the ones that fail, which go to
 * `leftOut`. What fails for another reason (a lock, a lost connection) is thrown, and may be tried again.
 */
export async function countPossible<T>(
  tx: Tx,
  items: readonly T[],
  {
    count,
    leftOut,
  }: { count: (items: readonly T[]) => Promise<void>; leftOut: (item: T, problem: unknown) => void },
): Promise<void> {
  const [only, ...others] = items;
  if (only === undefined) return;
  await tx.query('SAVEPOINT piece');
  try {
    await count(items);
    await tx.query('RELEASE SAVEPOINT piece');
  } catch (error) {
    const isOnly = others.length === 0;
    if (!isDataError(error) && !(isOnly && isTimeout(error))) throw error;
    await tx.query('ROLLBACK TO SAVEPOINT piece');
    await tx.query('RELEASE SAVEPOINT piece');
    if (isOnly) return leftOut(only, error);
    const half = Math.ceil(items.length / 2);
    for (const part of [items.slice(0, half), items.slice(half)])
      await countPossible(tx, part, { count, leftOut });
  }
}

/** Whether the server gave a statement up for its length (57014, PostgreSQL, appendix A). */
export function isTimeout(error: unknown): boolean {
  return (error as { code?: unknown }).code === '57014';
}
