/** Calls: from the intent to the report. Every change of status goes through the table in shared/call.ts. */
import { nextCallStatus, type CallOutcome, type CallSignal, type CallStatus } from '../../shared/call.ts';
import { first, type Queryable, type Tx } from './database.ts';
import { appendCallEvent } from './events.ts';

export interface CallRow {
  id: string;
  leadId: string;
  vapiCallId: string | null;
  status: CallStatus;
  mode: 'qualify' | 'direct';
  intentKey: string;
  reason: string;
  outcome: CallOutcome | null;
  escalated: boolean;
  controlUrl: string | null;
  listenUrl: string | null;
  notBefore: Date;
  queuedAt: Date | null;
  dialingAt: Date | null;
  dialAttempts: number;
  startedAt: Date | null;
  answeredAt: Date | null;
  endedAt: Date | null;
  endedReason: string | null;
  durationSeconds: number | null;
  transcript: string | null;
  summary: string | null;
}

const CALL = `id, lead_id AS "leadId", vapi_call_id AS "vapiCallId", status, mode, intent_key AS "intentKey", reason, outcome, escalated,
  control_url AS "controlUrl", listen_url AS "listenUrl", not_before AS "notBefore", queued_at AS "queuedAt", dialing_at AS "dialingAt",
  dial_attempts AS "dialAttempts", started_at AS "startedAt", answered_at AS "answeredAt", ended_at AS "endedAt",
  ended_reason AS "endedReason", duration_seconds AS "durationSeconds", transcript, summary`;

export interface NewCall {
  leadId: string;
  /** Why: the same reason again is the same call. */
  intentKey: string;
  reason: string;
  mode: CallRow['mode'];
}

/** Records the wish to call, in state `requested`; undefined if this reason has its call already. */
export function recordIntent(tx: Tx, call: NewCall): Promise<CallRow | undefined> {
  return first<CallRow>(
    tx,
    `INSERT INTO calls (lead_id, intent_key, reason, mode) VALUES ($1, $2, $3, $4) ON CONFLICT (intent_key) DO NOTHING RETURNING ${CALL}`,
    [call.leadId, call.intentKey, call.reason, call.mode],
  );
}

/** One call by our own id. */
export function callById(db: Queryable, id: string): Promise<CallRow | undefined> {
  return first<CallRow>(db, `SELECT ${CALL} FROM calls WHERE id = $1`, [id]);
}

/** One call by Vapi's id. */
export function callByVapiId(db: Queryable, vapiCallId: string): Promise<CallRow | undefined> {
  return first<CallRow>(db, `SELECT ${CALL} FROM calls WHERE vapi_call_id = $1`, [vapiCallId]);
}

/** The call's row under lock; lock its lead first if that is needed too. */
export function lockCall(tx: Tx, id: string): Promise<CallRow | undefined> {
  return first<CallRow>(tx, `SELECT ${CALL} FROM calls WHERE id = $1 FOR UPDATE`, [id]);
}

/**
 * Moves a locked call along its life-cycle. Returns the new status, or undefined where the signal has no
 * meaning any more (a late or repeated message): then nothing was written. The caller appends the event that
 * tells the story; `call.changed` is appended here so that every list follows.
 */
export async function signalCall(
  tx: Tx,
  call: Pick<CallRow, 'id' | 'leadId' | 'status'>,
  signal: CallSignal,
): Promise<CallStatus | undefined> {
  const status = nextCallStatus(call.status, signal);
  if (status === undefined) return undefined;
  await tx.query(`UPDATE calls SET status = $2, updated_at = now() WHERE id = $1`, [call.id, status]);
  await appendCallEvent(tx, call, 'call.changed', { status });
  call.status = status;
  return status;
}
