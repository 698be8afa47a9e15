/** How much was taken in, by hour. */
import type pg from 'pg';
import { withOwnClient } from '../store/connect.ts';
import { inTransaction, inTransactionOn, single, type Queryable, type Tx } from '../store/database.ts';

const HOUR_MS = 3_600_000;
/** The index of events is one of ranges: a span of time is read, not all that ever was. */
const SPAN_MS = 7 * 24 * HOUR_MS;

/**
 * Counts the hours since then anew (default: since the last that is counted, or all there are), a week at a time and the
 * oldest first, so that what is cut off is gone on with. An hour whose rows were forgotten meanwhile keeps its count.
 * Does nothing where another backend is at it.
 */
export async function countVolume(
  db: pg.Pool,
  since: Date | null = null,
  signal?: AbortSignal,
): Promise<void> {
  const from = since ?? (await lastCounted(db));
  if (from !== null && Date.now() - from.getTime() <= SPAN_MS)
    await inTransaction(db, (tx) => countSpan(tx, from, null));
  else await withOwnClient(db, (client) => countSpans(client, from, signal));
}

/** Late rows are of the hour before at most: both tables are written with the time of writing. */
async function lastCounted(db: Queryable): Promise<Date | null> {
  const sql = `SELECT max(hour) - interval '1 hour' AS at FROM analytics.volume_hours`;
  return (await single<{ at: Date | null }>(db, sql)).at;
}

/** Where nothing is counted yet, the first row says where to begin: all of them are read for it, once. */
async function beginning(db: Queryable): Promise<Date> {
  const sql = `SELECT date_trunc('hour', least((SELECT min(at) FROM events), (SELECT min(received_at) FROM webhooks), clock_timestamp()), 'UTC') AS at`;
  return (await single<{ at: Date }>(db, sql)).at;
}

async function countSpans(client: Tx, from: Date | null, signal?: AbortSignal): Promise<void> {
  let next = (from ?? (await beginning(client))).getTime();
  for (; next <= Date.now() && signal?.aborted !== true; next += SPAN_MS) {
    const [begin, end] = [new Date(next), new Date(next + SPAN_MS)];
    if (!(await inTransactionOn(client, (tx) => countSpan(tx, begin, end)))) return;
  }
}

/** False where another backend is at it: two that write the same hours would wait for each other. */
async function countSpan(tx: Tx, from: Date, to: Date | null): Promise<boolean> {
  const { mine } = await single<{ mine: boolean }>(
    tx,
    `SELECT pg_try_advisory_xact_lock(hashtext('analytics.volume')) AS mine`,
  );
  if (!mine) return false;
  const within = (column: string): string =>
    `${column} >= $1 AND ($2::timestamptz IS NULL OR ${column} < $2)`;
  await tx.query(
    `INSERT INTO analytics.volume_hours AS v (hour, events, webhooks)
     SELECT hour, sum(events), sum(webhooks) FROM (
       SELECT date_trunc('hour', at, 'UTC') AS hour, count(*) AS events, 0 AS webhooks FROM events WHERE ${within('at')} GROUP BY 1
       UNION ALL SELECT date_trunc('hour', received_at, 'UTC'), 0, count(*) FROM webhooks WHERE ${within('received_at')} GROUP BY 1) t
     GROUP BY hour ORDER BY hour
     ON CONFLICT (hour) DO UPDATE SET events = greatest(v.events, excluded.events), webhooks = greatest(v.webhooks, excluded.webhooks)`,
    [from, to],
  );
  return true;
}
