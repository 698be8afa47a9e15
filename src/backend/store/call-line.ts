/** Lines and the order in which they are given out: first in, first out, however many backends dial. */
import { all, first, single, type Queryable, type Tx } from './database.ts';

/** Holds off every other backend's choice of the next call until the caller's transaction ends. */
export async function lockLines(tx: Tx): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtext('calls.dial'))`);
}

/** Calls that take one of Vapi's lines; after a transfer by REFER Vapi is out of it once it has reported the end. */
export async function openLines(db: Queryable): Promise<number> {
  const { lines } = await single<{ lines: number }>(
    db,
    `SELECT count(*)::int AS lines FROM calls WHERE status IN ('dialing', 'started', 'ringing', 'in-progress', 'forwarding')
       OR (status = 'with-agent' AND report_webhook_id IS NULL AND ended_reason IS NULL)`,
  );
  return lines;
}

/** Whom a supervisor put first, else who waits longest, of those who may be called at `now`. */
export function nextInLine(db: Queryable, now: Date): Promise<{ id: string; leadId: string } | undefined> {
  return first(
    db,
    `SELECT id, lead_id AS "leadId" FROM calls WHERE status = 'queued' AND not_before <= $1 ORDER BY priority DESC, queued_at, id LIMIT 1`,
    [now],
  );
}

/** Every queued call that may be placed at `now`, in order: what the Redis list should hold. */
export async function callsInLine(db: Queryable, now: Date): Promise<string[]> {
  const rows = await all<{ id: string }>(
    db,
    `SELECT id FROM calls WHERE status = 'queued' AND not_before <= $1 ORDER BY priority DESC, queued_at, id`,
    [now],
  );
  return rows.map((row) => row.id);
}

/** Puts a queued call before every other that waits. */
export async function putFirst(tx: Tx, callId: string): Promise<void> {
  await tx.query(
    `UPDATE calls SET updated_at = now(), priority = 1 + (SELECT coalesce(max(priority), 0) FROM calls WHERE status = 'queued' AND id <> $1) WHERE id = $1`,
    [callId],
  );
}

/** Marks a locked call as being dialled; returns the number of this attempt, counted from 1. */
export async function markDialing(tx: Tx, callId: string): Promise<number> {
  const { attempt } = await single<{ attempt: number }>(
    tx,
    `UPDATE calls SET dialing_at = clock_timestamp(), dial_attempts = dial_attempts + 1, updated_at = now() WHERE id = $1 RETURNING dial_attempts AS attempt`,
    [callId],
  );
  return attempt;
}

/** Keeps the body as composed, without its secrets. */
export async function saveConfig(db: Queryable, callId: string, config: unknown): Promise<void> {
  await db.query(`UPDATE calls SET config = $2 WHERE id = $1`, [callId, JSON.stringify(config)]);
}

export interface Placed {
  vapiCallId: string;
  controlUrl: string | undefined;
  listenUrl: string | undefined;
}

/** Joins a call to Vapi's; returns true if it was not joined before. */
export async function joinVapiCall(tx: Tx, callId: string, placed: Placed): Promise<boolean> {
  const { fresh } = await single<{ fresh: boolean }>(
    tx,
    `WITH was AS (SELECT vapi_call_id FROM calls WHERE id = $1)
     UPDATE calls SET vapi_call_id = $2, control_url = coalesce($3, control_url), listen_url = coalesce($4, listen_url),
       started_at = coalesce(started_at, now()), updated_at = now()
     FROM was WHERE id = $1 RETURNING was.vapi_call_id IS NULL AS fresh`,
    [callId, placed.vapiCallId, placed.controlUrl ?? null, placed.listenUrl ?? null],
  );
  return fresh;
}

/** Keeps why a call could not be placed. */
export async function saveDialError(tx: Tx, callId: string, error: string): Promise<void> {
  await tx.query(`UPDATE calls SET error = $2, ended_at = now(), updated_at = now() WHERE id = $1`, [
    callId,
    error,
  ]);
}

/** The body as composed, without its secrets; null before it was. */
export async function callConfig(db: Queryable, callId: string): Promise<unknown> {
  return (
    (await first<{ config: unknown }>(db, `SELECT config FROM calls WHERE id = $1`, [callId]))?.config ?? null
  );
}

/** Whether any call is being placed right now. */
export async function isAnyoneDialing(db: Queryable): Promise<boolean> {
  return (await first(db, `SELECT 1 FROM calls WHERE status = 'dialing' LIMIT 1`)) !== undefined;
}
