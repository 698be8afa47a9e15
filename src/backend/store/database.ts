/** The shape of a connection and the one way to open a transaction. */
import type pg from 'pg';

/** A pool or a client inside a transaction. */
export type Queryable = Pick<pg.ClientBase, 'query'>;
/** A client inside a transaction: functions that take it write more than one row and must not be torn apart. */
export type Tx = pg.PoolClient;

const RETRYABLE = new Set(['40001', '40P01']); // serialization failure, deadlock (PostgreSQL, appendix A)

/** Whether the values were wrong, so that the same again fails again (classes 21, 22 and 23), rather than the moment. */
export function isDataError(error: unknown): boolean {
  return /^2[123]...$/.test(String((error as { code?: unknown }).code));
}

/**
 * Runs `work` in one transaction: all of it is committed, or none. A deadlock or a serialization failure is
 * tried again up to five times, so `work` must have no effect outside the database.
 */
export function inTransaction<T>(db: pg.Pool, work: (tx: Tx) => Promise<T>): Promise<T> {
  return persistently(async () => {
    const tx = await db.connect();
    const state: { broken?: Error } = {};
    try {
      return await runOnce(tx, work, state);
    } finally {
      tx.release(state.broken);
    }
  });
}

/** The same on a connection that its holder keeps, for the sake of what its session holds. */
export function inTransactionOn<T>(client: Tx, work: (tx: Tx) => Promise<T>): Promise<T> {
  return persistently(() => runOnce(client, work));
}

async function persistently<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      if (attempt >= 5 || !RETRYABLE.has(String((error as { code?: unknown }).code))) throw error;
    }
  }
}

async function runOnce<T>(tx: Tx, work: (tx: Tx) => Promise<T>, state: { broken?: Error } = {}): Promise<T> {
  try {
    await tx.query('BEGIN');
    const result = await work(tx);
    await tx.query('COMMIT');
    return result;
  } catch (error) {
    await tx.query('ROLLBACK').catch((failure: Error) => (state.broken = failure));
    throw error;
  }
}

/** First row or undefined. */
export async function first<R extends pg.QueryResultRow>(
  db: Queryable,
  sql: string,
  values: unknown[] = [],
): Promise<R | undefined> {
  return (await db.query<R>(sql, values)).rows[0];
}

/** All rows. */
export async function all<R extends pg.QueryResultRow>(
  db: Queryable,
  sql: string,
  values: unknown[] = [],
): Promise<R[]> {
  return (await db.query<R>(sql, values)).rows;
}

/** The only row; throws if there is none, because the caller's own write guarantees it. */
export async function single<R extends pg.QueryResultRow>(
  db: Queryable,
  sql: string,
  values: unknown[] = [],
): Promise<R> {
  const row = await first<R>(db, sql, values);
  if (row === undefined) throw new Error('A row that must exist is missing.');
  return row;
}
