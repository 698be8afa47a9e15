/** Escalations and their attempts. Every change of status goes through the table in shared/escalation.ts. */
import {
  nextEscalationStatus,
  type AttemptOutcome,
  type Brief,
  type EscalationSignal,
  type EscalationStatus,
} from '../../shared/escalation.ts';
import type { EscalationMatch } from '../../shared/phone.ts';
import { lockCall, type CallRow } from './calls.ts';
import { all, first, single, type Queryable, type Tx } from './database.ts';
import { lockLead, type LeadRow } from './leads.ts';

export interface EscalationRow {
  id: string;
  callId: string;
  leadId: string;
  status: EscalationStatus;
  reason: string;
  brief: Brief;
  toolCallId: string | null;
  requestedAt: Date;
  answeredAt: Date | null;
}

const ESCALATION = `id, call_id AS "callId", lead_id AS "leadId", status, reason, brief, tool_call_id AS "toolCallId",
  requested_at AS "requestedAt", answered_at AS "answeredAt"`;
const OPEN = `('requested', 'reserved', 'transferring', 'ringing', 'answered')`;

/** An escalation with whom it is about, all three under lock, in the order that everybody locks in. */
export interface HandOff {
  lead: LeadRow;
  call: CallRow;
  escalation: EscalationRow;
}

/** Locks lead, call and escalation; undefined if there is no such escalation. */
export async function lockHandOff(tx: Tx, escalationId: string): Promise<HandOff | undefined> {
  const about = await first<{ leadId: string; callId: string }>(
    tx,
    `SELECT lead_id AS "leadId", call_id AS "callId" FROM escalations WHERE id = $1`,
    [escalationId],
  );
  if (about === undefined) return undefined;
  const lead = await lockLead(tx, about.leadId);
  const call = await lockCall(tx, about.callId);
  const escalation = await first<EscalationRow>(
    tx,
    `SELECT ${ESCALATION} FROM escalations WHERE id = $1 FOR UPDATE`,
    [escalationId],
  );
  return lead && call && escalation && { lead, call, escalation };
}

/** The escalation of a call that is not over yet, under lock; lock lead and call first. */
export function lockOpenEscalation(tx: Tx, callId: string): Promise<EscalationRow | undefined> {
  return first<EscalationRow>(
    tx,
    `SELECT ${ESCALATION} FROM escalations WHERE call_id = $1 AND status IN ${OPEN} FOR UPDATE`,
    [callId],
  );
}

export interface NewEscalation {
  callId: string;
  leadId: string;
  reason: string;
  brief: Brief;
  toolCallId: string | null;
}

/** Writes the request; the call counts as escalated from now on. */
export async function insertEscalation(tx: Tx, escalation: NewEscalation): Promise<EscalationRow> {
  await tx.query(`UPDATE calls SET escalated = TRUE, updated_at = now() WHERE id = $1`, [escalation.callId]);
  return single<EscalationRow>(
    tx,
    `INSERT INTO escalations (call_id, lead_id, reason, brief, tool_call_id) VALUES ($1, $2, $3, $4, $5) RETURNING ${ESCALATION}`,
    [
      escalation.callId,
      escalation.leadId,
      escalation.reason,
      JSON.stringify(escalation.brief),
      escalation.toolCallId,
    ],
  );
}

const outcomeOf: Partial<Record<EscalationSignal, 'answered' | 'callback' | 'abandoned'>> = {
  answer: 'answered',
  exhaust: 'callback',
  abandon: 'abandoned',
};

/** Moves a locked escalation along its life-cycle; undefined where the signal has no meaning any more (nothing written). */
export async function signalEscalation(
  tx: Tx,
  escalation: EscalationRow,
  signal: EscalationSignal,
  at: Date,
): Promise<EscalationStatus | undefined> {
  const status = nextEscalationStatus(escalation.status, signal);
  if (status === undefined) return undefined;
  const isOver = ['callback', 'abandoned', 'closed'].includes(status);
  await tx.query(
    `UPDATE escalations SET status = $2, outcome = coalesce($3, outcome), answered_at = CASE WHEN $2 = 'answered' THEN $4 ELSE answered_at END,
       ended_at = CASE WHEN $5 THEN $4::timestamptz ELSE NULL END WHERE id = $1`,
    [escalation.id, status, outcomeOf[signal] ?? null, at, isOver],
  );
  escalation.status = status;
  return status;
}

/** The brief as the agent who is about to be rung shall read it. */
export async function rewriteBrief(tx: Tx, escalation: EscalationRow, brief: Brief): Promise<void> {
  await tx.query(`UPDATE escalations SET brief = $2 WHERE id = $1`, [escalation.id, JSON.stringify(brief)]);
  escalation.brief = brief;
}

export interface AttemptRow {
  id: string;
  escalationId: string;
  step: number;
  target: 'agent' | 'hunt-pilot';
  agentId: string | null;
  sipUri: string;
  status: 'reserved' | 'transferring' | 'ringing' | 'answered' | 'ended';
  outcome: AttemptOutcome | null;
  transferringAt: Date | null;
  ringingAt: Date | null;
  answeredAt: Date | null;
  endedAt: Date | null;
  expiresAt: Date;
}

const ATTEMPT = `id, escalation_id AS "escalationId", step, target, agent_id AS "agentId", sip_uri AS "sipUri", status, outcome,
  transferring_at AS "transferringAt", ringing_at AS "ringingAt", answered_at AS "answeredAt", ended_at AS "endedAt", expires_at AS "expiresAt"`;

/** One attempt as it stands. */
export function attemptById(db: Queryable, id: string): Promise<AttemptRow | undefined> {
  return first<AttemptRow>(db, `SELECT ${ATTEMPT} FROM escalation_attempts WHERE id = $1`, [id]);
}

/** An escalation's attempts in order; lock the escalation first where they are to change. */
export function attemptsOf(db: Queryable, escalationId: string): Promise<AttemptRow[]> {
  return all<AttemptRow>(
    db,
    `SELECT ${ATTEMPT} FROM escalation_attempts WHERE escalation_id = $1 ORDER BY step`,
    [escalationId],
  );
}

/** The attempt that is under way, if one is. */
export function openAttemptOf(db: Queryable, escalationId: string): Promise<AttemptRow | undefined> {
  return first<AttemptRow>(
    db,
    `SELECT ${ATTEMPT} FROM escalation_attempts WHERE escalation_id = $1 AND status <> 'ended'`,
    [escalationId],
  );
}

/** From now on Vapi may be transferring: this attempt is never started twice. False if it was claimed before. */
export async function claimTransfer(
  tx: Tx,
  attempt: AttemptRow,
  { at, expiresAt }: { at: Date; expiresAt: Date },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `UPDATE escalation_attempts SET status = 'transferring', transferring_at = $2, expires_at = $3 WHERE id = $1 AND status = 'reserved'`,
    [attempt.id, at, expiresAt],
  );
  return rowCount === 1;
}

/** The agent's phone rings. False if that was known, or is over. */
export async function markRinging(
  tx: Tx,
  attempt: AttemptRow,
  { at, match }: { at: Date; match: EscalationMatch },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `UPDATE escalation_attempts SET status = 'ringing', ringing_at = $2, match = $3 WHERE id = $1 AND status IN ('reserved', 'transferring')`,
    [attempt.id, at, match],
  );
  return rowCount === 1;
}

/**
 * A person answered. An attempt that was given up a moment too early is taken up again; one that was answered
 * before stays as it is (false). At the hunt pilot whoever answers becomes the attempt's agent.
 */
export async function markAnswered(
  tx: Tx,
  attempt: AttemptRow,
  { at, match, agentId }: { at: Date; match: EscalationMatch; agentId: string },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `UPDATE escalation_attempts SET status = 'answered', outcome = 'answered', answered_at = $2, ringing_at = coalesce(ringing_at, $2), match = coalesce(match, $3),
       agent_id = $4, ended_at = NULL
     WHERE id = $1 AND answered_at IS NULL
       AND NOT EXISTS (SELECT 1 FROM escalation_attempts o WHERE o.agent_id = $4 AND o.status <> 'ended' AND o.id <> $1)`,
    [attempt.id, at, match, agentId],
  );
  return rowCount === 1;
}

export interface AttemptEnding {
  at: Date;
  outcome: AttemptOutcome;
  sipStatus?: number | null;
  cause?: string | null;
  talkMs?: number | null;
}

/** Every attempt ends in a typed outcome. False if it had ended. */
export async function endAttempt(tx: Tx, attempt: AttemptRow, ending: AttemptEnding): Promise<boolean> {
  const { at, outcome, sipStatus = null, cause = null, talkMs = null } = ending;
  const { rowCount } = await tx.query(
    `UPDATE escalation_attempts SET status = 'ended', outcome = $2, sip_status = coalesce($3, sip_status), cause = coalesce($4, cause), talk_ms = $5, ended_at = $6
     WHERE id = $1 AND status <> 'ended'`,
    [attempt.id, outcome, sipStatus, cause, talkMs, at],
  );
  return rowCount === 1;
}

/** What the phone tells of an attempt that others ended before: how long they talked, and the SIP cause. */
export async function addPhoneAccount(
  tx: Tx,
  attempt: AttemptRow,
  account: { sipStatus: number | null; cause: string | null; talkMs: number | null },
): Promise<void> {
  await tx.query(
    `UPDATE escalation_attempts SET sip_status = coalesce(sip_status, $2), cause = coalesce(cause, $3), talk_ms = coalesce(talk_ms, $4) WHERE id = $1`,
    [attempt.id, account.sipStatus, account.cause, account.talkMs],
  );
}

/** Whether Vapi's report of this call has come: then nothing can be transferred or said any more. */
export async function isReported(db: Queryable, callId: string): Promise<boolean> {
  const row = await first<{ reported: boolean }>(
    db,
    `SELECT report_webhook_id IS NOT NULL AS reported FROM calls WHERE id = $1`,
    [callId],
  );
  return row?.reported ?? false;
}
