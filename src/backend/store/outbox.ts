/** The outbox: intended work, committed with its cause, claimed by one worker at a time. */
import type { Job, JobKind, JobPayloads } from '../outbox/jobs.ts';
import { all, type Queryable, type Tx } from './database.ts';

export interface NewJob<K extends JobKind> {
  kind: K;
  /** The reason: a second job with the same key is not written. */
  key: string;
  /** Jobs of one lane run in order, one at a time; the key itself by default (no order). */
  lane?: string;
  payload: JobPayloads[K];
  runAt?: Date | undefined;
}

/** Writes a job in the caller's transaction. Returns false if one with this key exists, done or not. */
export async function schedule<K extends JobKind>(tx: Queryable, job: NewJob<K>): Promise<boolean> {
  const { rowCount } = await tx.query(
    `INSERT INTO outbox (kind, key, lane, payload, run_at) VALUES ($1, $2, $3, $4, coalesce($5, now())) ON CONFLICT (key) DO NOTHING`,
    [job.kind, job.key, job.lane ?? job.key, JSON.stringify(job.payload), job.runAt ?? null],
  );
  return rowCount === 1;
}

/** Due, in nobody's hands, and first of its lane. */
const CLAIMABLE = `o.done_at IS NULL AND o.run_at <= now() AND (o.locked_until IS NULL OR o.locked_until < now())
         AND NOT EXISTS (SELECT 1 FROM outbox p WHERE p.lane = o.lane AND p.done_at IS NULL AND p.id < o.id
                         AND (p.run_at <= now() OR p.attempts > 0))`;

/**
 * Claims up to `limit` due jobs for `worker` until `leaseMs` from now. Of each lane only the oldest unfinished
 * job can be claimed, and one that waits for its next try still holds its lane. A job whose lease ran out (its
 * worker died) is claimed again.
 */
export async function claimJobs(
  db: Queryable,
  worker: string,
  limit: number,
  leaseMs: number,
): Promise<Job[]> {
  const rows = await all<Job & { id: number }>(
    db,
    `WITH due AS (
       SELECT o.id FROM outbox o
       WHERE ${CLAIMABLE}
       ORDER BY o.run_at, o.id LIMIT $2 FOR UPDATE SKIP LOCKED)
     UPDATE outbox o SET locked_by = $1, locked_until = now() + make_interval(secs => $3::float8 / 1000), attempts = o.attempts + 1
     FROM due WHERE o.id = due.id
     RETURNING o.id::int AS id, o.kind, o.lane, o.key, o.payload, o.attempts AS attempt`,
    [worker, limit, leaseMs],
  );
  return rows.toSorted((a, b) => a.id - b.id);
}

/** Keeps `worker`'s unfinished claims for another `leaseMs`. */
export async function renewLeases(
  db: Queryable,
  worker: string,
  ids: number[],
  leaseMs: number,
): Promise<void> {
  await db.query(
    `UPDATE outbox SET locked_until = now() + make_interval(secs => $3::float8 / 1000) WHERE id = ANY($2) AND locked_by = $1 AND done_at IS NULL`,
    [worker, ids, leaseMs],
  );
}

/** Ends a job; `result` is 'done', or 'dead' with what went wrong. */
export async function finishJob(
  db: Queryable,
  id: number,
  result: 'done' | 'dead',
  error?: string,
): Promise<void> {
  await db.query(
    `UPDATE outbox SET done_at = now(), result = $2, last_error = $3, locked_until = NULL WHERE id = $1`,
    [id, result, error ?? null],
  );
}

/** Ends a job in the transaction of what it did last; false where it has ended, so that this is done once. */
export async function settleJob(tx: Tx, id: number): Promise<boolean> {
  const { rowCount } = await tx.query(
    `UPDATE outbox SET done_at = now(), result = 'done', locked_until = NULL WHERE id = $1 AND done_at IS NULL`,
    [id],
  );
  return rowCount === 1;
}

/** Puts a job back for `delayMs` from now; `counted` is false when it was not a failure. */
export async function postponeJob(
  db: Queryable,
  id: number,
  delayMs: number,
  why: { error: string; counted: boolean },
): Promise<void> {
  await db.query(
    `UPDATE outbox SET locked_until = NULL, run_at = now() + make_interval(secs => $2::float8 / 1000), last_error = $3,
       attempts = greatest(1, attempts - CASE WHEN $4 THEN 0 ELSE 1 END) WHERE id = $1`,
    [id, delayMs, why.error, why.counted],
  );
}

/**
 * Notes, before an effect that must not happen twice, that from now on it may have happened. False where an earlier
 * run of this job has noted so: it died in the middle, and nobody knows how far it came.
 */
export async function claimEffect(db: Queryable, id: number): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE outbox SET effect_at = clock_timestamp() WHERE id = $1 AND effect_at IS NULL`,
    [id],
  );
  return rowCount === 1;
}

/** It certainly did not happen: the next run may try. */
export async function disclaimEffect(db: Queryable, id: number): Promise<void> {
  await db.query(`UPDATE outbox SET effect_at = NULL WHERE id = $1`, [id]);
}

/** Takes back jobs that must not run any more, by the start of their key. */
export async function cancelJobs(tx: Queryable, keyPrefix: string): Promise<void> {
  // The pattern operators compare bytes, as the index does; U+10FFFF is beyond every key.
  await tx.query(
    `UPDATE outbox SET done_at = now(), result = 'cancelled' WHERE done_at IS NULL AND locked_until IS NULL AND key ~>=~ $1 AND key ~<~ $2`,
    [keyPrefix, `${keyPrefix}\u{10FFFF}`],
  );
}

/** Lets `worker`'s claims go at once, so that another need not wait for the lease (graceful shutdown). */
export async function releaseJobs(db: Queryable, worker: string): Promise<void> {
  await db.query(
    `UPDATE outbox SET locked_until = NULL, attempts = greatest(0, attempts - 1) WHERE locked_by = $1 AND done_at IS NULL`,
    [worker],
  );
}

const pruneBatch = 10_000;

/**
 * Forgets finished jobs older than `days`, a batch at a time; their keys may then be used again. Given-up jobs stay:
 * somebody still has to look at them.
 */
export async function pruneJobs(db: Queryable, days: number): Promise<void> {
  for (let forgotten = pruneBatch; forgotten === pruneBatch;) {
    const { rowCount } = await db.query(
      `DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE done_at < now() - make_interval(days => $1) AND result <> 'dead' LIMIT $2)`,
      [days, pruneBatch],
    );
    forgotten = rowCount ?? 0;
  }
}

/** Gives jobs that were given up in the last `days` another dozen tries: their cause may have been mended. Returns how many. */
export async function reviveJobs(db: Queryable, days: number): Promise<number> {
  const { rowCount } = await db.query(
    `UPDATE outbox SET done_at = NULL, result = NULL, attempts = 0, run_at = now(), locked_until = NULL
     WHERE result = 'dead' AND done_at > now() - make_interval(days => $1)`,
    [days],
  );
  return rowCount ?? 0;
}

/**
 * Unfinished, late and dead jobs, for health and metrics. `oldestMs` is how long the oldest job that could be claimed
 * has been waiting: one in hand, or behind another that waits for a provider, is no sign that nobody works.
 */
export async function outboxState(
  db: Queryable,
): Promise<{ pending: number; dead: number; oldestMs: number }> {
  const [row] = await all<{ pending: number; dead: number; oldestMs: number }>(
    db,
    `SELECT (SELECT count(*)::int FROM outbox WHERE done_at IS NULL) AS pending,
       (SELECT count(*)::int FROM outbox WHERE result = 'dead') AS dead,
       (SELECT coalesce(extract(epoch FROM now() - min(run_at)) * 1000, 0)::float8 FROM outbox o WHERE ${CLAIMABLE}) AS "oldestMs"`,
  );
  return row ?? { pending: 0, dead: 0, oldestMs: 0 };
}
