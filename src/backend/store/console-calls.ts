/** Calls as the console shows them: one line of a list, and what stands behind one. */
import { openCallStatuses, type CallSummary } from '../../shared/call.ts';
import { iso, nameOfLead } from './console-columns.ts';
import { all, first, type Queryable } from './database.ts';

const SUMMARY = `c.id, c.lead_id AS "leadId", ${nameOfLead('l')} AS "leadName", l.phone, c.status, c.reason,
  ${iso('c.queued_at')} AS "queuedAt", ${iso('c.started_at')} AS "startedAt", ${iso('c.answered_at')} AS "answeredAt",
  ${iso('c.ended_at')} AS "endedAt", c.duration_seconds AS "durationSeconds", c.outcome, c.escalated,
  h.name AS "agentName", coalesce(s.seq, 0)::int AS seq`;
const FROM = `calls c JOIN leads l ON l.id = c.lead_id LEFT JOIN stream_heads s ON s.stream = 'call:' || c.id
  LEFT JOIN LATERAL (SELECT u.name FROM escalations e JOIN escalation_attempts a ON a.escalation_id = e.id JOIN users u ON u.id = a.agent_id
    WHERE e.call_id = c.id AND a.answered_at IS NOT NULL ORDER BY a.answered_at DESC LIMIT 1) h ON TRUE`;

/** Newest first; only those still going on if `open`. */
export function listCalls(db: Queryable, query: { open: boolean; limit: number }): Promise<CallSummary[]> {
  return all<CallSummary>(
    db,
    `SELECT ${SUMMARY} FROM ${FROM} WHERE NOT $1 OR c.status = ANY($2) ORDER BY c.created_at DESC, c.id LIMIT $3`,
    [query.open, openCallStatuses, query.limit],
  );
}

/** Lines of these calls, in no order. */
export function callSummaries(db: Queryable, ids: string[]): Promise<CallSummary[]> {
  return all<CallSummary>(db, `SELECT ${SUMMARY} FROM ${FROM} WHERE c.id = ANY($1)`, [ids]);
}

/** The calls of one lead, newest first. */
export function callsOfLead(db: Queryable, leadId: string): Promise<CallSummary[]> {
  return all<CallSummary>(
    db,
    `SELECT ${SUMMARY} FROM ${FROM} WHERE c.lead_id = $1 ORDER BY c.created_at DESC LIMIT 50`,
    [leadId],
  );
}

/** One call with what only its own screen shows, or undefined. */
export function callCard(
  db: Queryable,
  id: string,
): Promise<(CallSummary & { summary: string | null; recordingUrl: string | null }) | undefined> {
  return first(
    db,
    `SELECT ${SUMMARY}, c.summary, c.recording_url AS "recordingUrl" FROM ${FROM} WHERE c.id = $1`,
    [id],
  );
}
