/** How a call ended: what Vapi reports, and what the call left behind in our own tables. */
import type { CallOutcome } from '../../shared/call.ts';
import type { LeadStatus } from '../../shared/lead.ts';
import { all, single, type Queryable, type Tx } from './database.ts';

/** Vapi's account of a call that is over; what it does not say is undefined. */
export interface CallReport {
  endedReason: string | undefined;
  startedAt: Date | undefined;
  endedAt: Date | undefined;
  durationSeconds: number | undefined;
  transcript: string | undefined;
  summary: string | undefined;
  analysis: Record<string, unknown> | undefined;
  costUsd: number | undefined;
  recordingUrl: string | undefined;
}

/** Keeps a report beside the call; what is known already stays where the report is silent. `webhookId` names its source, if it came by webhook. */
export async function saveReport(
  tx: Tx,
  callId: string,
  report: CallReport & { webhookId?: number },
): Promise<void> {
  await tx.query(
    `UPDATE calls SET ended_reason = coalesce($2, ended_reason), answered_at = coalesce(answered_at, $3), duration_seconds = coalesce($4, duration_seconds),
       transcript = coalesce($5, transcript), summary = coalesce($6, summary), analysis = coalesce($7, analysis), cost_usd = coalesce($8, cost_usd),
       recording_url = coalesce($9, recording_url), report_webhook_id = coalesce($10, report_webhook_id), updated_at = now()
     WHERE id = $1`,
    [
      callId,
      report.endedReason ?? null,
      report.startedAt ?? null,
      report.durationSeconds ?? null,
      report.transcript ?? null,
      report.summary ?? null,
      report.analysis === undefined ? null : JSON.stringify(report.analysis),
      report.costUsd ?? null,
      report.recordingUrl ?? null,
      report.webhookId ?? null,
    ],
  );
}

/** Keeps when and why the call ended; the first word on it stands. Returns the whole seconds it lasted, null if nobody answered. */
export async function saveEnd(
  tx: Tx,
  callId: string,
  end: { at: Date; reason: string | undefined },
): Promise<number | null> {
  const { seconds } = await single<{ seconds: number | null }>(
    tx,
    `UPDATE calls SET ended_at = coalesce(ended_at, $2), ended_reason = coalesce(ended_reason, $3),
       duration_seconds = coalesce(duration_seconds, CASE WHEN answered_at IS NOT NULL
         THEN greatest(0, round(extract(epoch FROM coalesce(ended_at, $2) - answered_at)))::int END), updated_at = now()
     WHERE id = $1 RETURNING duration_seconds AS seconds`,
    [callId, end.at, end.reason ?? null],
  );
  return seconds;
}

/** Keeps when a person or a machine first answered. */
export async function saveAnswered(tx: Tx, callId: string, at: Date): Promise<void> {
  await tx.query(
    `UPDATE calls SET answered_at = coalesce(answered_at, $2), updated_at = now() WHERE id = $1`,
    [callId, at],
  );
}

/** Closes the books on a call: `outcome` is set once, and set means completed. */
export async function saveOutcome(
  tx: Tx,
  callId: string,
  end: { outcome: CallOutcome; escalated?: boolean; summary?: string; transcript?: string },
): Promise<void> {
  await tx.query(
    `UPDATE calls SET outcome = $2, escalated = escalated OR $3, summary = coalesce(summary, $4), transcript = coalesce(transcript, $5), updated_at = now() WHERE id = $1`,
    [callId, end.outcome, end.escalated ?? false, end.summary ?? null, end.transcript ?? null],
  );
}

/** What a call left behind, as far as its outcome depends on it. */
export interface CallEffects {
  leadStatus: LeadStatus;
  callConsent: boolean | null;
  doNotCall: boolean;
  linesOfLead: number;
  analysis: Record<string, unknown> | null;
  appointment: { id: string; startsAt: string; property: string } | null;
  /** The newest escalation, and the agent who answered it if one did. */
  escalation: { isAnswered: boolean; agentId: string | null } | null;
  vapiReported: boolean;
}

/** Reads the effects of one call; throws if there is no such call. */
export function callEffects(db: Queryable, callId: string): Promise<CallEffects> {
  return single<CallEffects>(
    db,
    `SELECT l.status AS "leadStatus", c.analysis, c.report_webhook_id IS NOT NULL AS "vapiReported",
       (SELECT granted FROM consents k WHERE k.lead_id = l.id AND k.kind = 'call' ORDER BY k.id DESC LIMIT 1) AS "callConsent",
       EXISTS (SELECT FROM do_not_call d WHERE d.phone = l.phone) AS "doNotCall",
       (SELECT count(*)::int FROM interactions i WHERE i.call_id = c.id AND i.type = 'call' AND i.author = 'lead') AS "linesOfLead",
       (SELECT jsonb_build_object('id', a.id, 'startsAt', lower(a.during), 'property', p.name) FROM appointments a JOIN properties p ON p.id = a.property_id
        WHERE a.call_id = c.id AND a.status IN ('booked', 'confirmed') ORDER BY a.created_at DESC LIMIT 1) AS appointment,
       (SELECT jsonb_build_object('isAnswered', e.status = 'answered' OR e.answered_at IS NOT NULL, 'agentId', (SELECT t.agent_id FROM escalation_attempts t
          WHERE t.escalation_id = e.id AND t.answered_at IS NOT NULL ORDER BY t.step DESC LIMIT 1))
        FROM escalations e WHERE e.call_id = c.id ORDER BY e.requested_at DESC LIMIT 1) AS escalation
     FROM calls c JOIN leads l ON l.id = c.lead_id WHERE c.id = $1`,
    [callId],
  );
}

/** Whether a supervisor had this call ended, as far as the call took it: an order that was refused ended nothing. */
export async function isEndedBySupervisor(tx: Tx, callId: string): Promise<boolean> {
  const { ended } = await single<{ ended: boolean }>(
    tx,
    `SELECT count(*) FILTER (WHERE type = 'supervisor.acted') > count(*) FILTER (WHERE type = 'supervisor.refused') AS ended
     FROM events WHERE stream = $1 AND type IN ('supervisor.acted', 'supervisor.refused') AND data->>'action' = 'ended'`,
    [`call:${callId}`],
  );
  return ended;
}

/** Open calls of Vapi's of which nothing was heard for `silentMs`. */
export function silentCalls(db: Queryable, silentMs: number): Promise<{ id: string; vapiCallId: string }[]> {
  return all(
    db,
    `SELECT id, vapi_call_id AS "vapiCallId" FROM calls c
     WHERE status IN ('started', 'ringing', 'in-progress', 'forwarding', 'with-agent') AND vapi_call_id IS NOT NULL AND report_webhook_id IS NULL
       AND greatest(updated_at, (SELECT max(received_at) FROM webhooks w WHERE w.call_id = c.id)) <= now() - make_interval(secs => $1::float8 / 1000)
     ORDER BY started_at LIMIT 500`,
    [silentMs],
  );
}

/** Calls in `dialing` for longer than `sinceMs`: their question to Vapi was lost or given up. */
export function stuckDials(db: Queryable, sinceMs: number): Promise<{ id: string }[]> {
  return all(
    db,
    `SELECT id FROM calls WHERE status = 'dialing' AND dialing_at <= now() - make_interval(secs => $1::float8 / 1000)`,
    [sinceMs],
  );
}

/** Calls that ended more than `sinceMs` ago and whose books are still open. */
export function unclosedCalls(db: Queryable, sinceMs: number): Promise<{ id: string }[]> {
  return all(
    db,
    `SELECT id FROM calls WHERE status = 'ended' AND outcome IS NULL AND updated_at <= now() - make_interval(secs => $1::float8 / 1000) LIMIT 500`,
    [sinceMs],
  );
}
