/** Conversations on the phone that want their outcome: opened by the phone's report of the end, done with when saved. */
import type { WrapUp } from '../../shared/desk.ts';
import { iso, nameOfLead } from './console-columns.ts';
import { all, first, type Queryable, type Tx } from './database.ts';
import { appendEvent } from './events.ts';

export interface NewWrapUp {
  agentId: string;
  phoneCallId: string;
  leadId: string | null;
  callId: string | null;
  number: string;
  direction: 'in' | 'out';
  talkMs: number;
  endedAt: Date;
}

/** Opens it and tells of it; the same call of the same phone again changes nothing. */
export async function openWrapUp(tx: Tx, wrapUp: NewWrapUp): Promise<void> {
  const { agentId, leadId } = wrapUp;
  const row = await first<{ id: string }>(
    tx,
    `INSERT INTO wrap_ups (agent_id, phone_call_id, lead_id, call_id, number, direction, talk_ms, ended_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (agent_id, phone_call_id) DO NOTHING RETURNING id`,
    [
      agentId,
      wrapUp.phoneCallId,
      leadId,
      wrapUp.callId,
      wrapUp.number,
      wrapUp.direction,
      wrapUp.talkMs,
      wrapUp.endedAt,
    ],
  );
  if (row === undefined) return;
  const data = { wrapUpId: row.id, leadId };
  await appendEvent(tx, { stream: `agent:${agentId}`, type: 'wrap-up.opened', data });
}

/** Whose number this is, in any of the forms in which a PBX of ours shows it; undefined for a stranger's. */
export async function leadByNumber(db: Queryable, number: string): Promise<string | undefined> {
  const digits = number.replace(/\D/g, '');
  if (digits.length < 7) return undefined;
  const local = digits.slice(-10);
  const forms = [digits, `52${local}`, `521${local}`, `1${local}`].map((form) => `+${form}`);
  const row = await first<{ id: string }>(
    db,
    `SELECT id FROM leads WHERE phone = ANY($1) ORDER BY phone = $2 DESC, updated_at DESC LIMIT 1`,
    [forms, forms[0]],
  );
  return row?.id;
}

/** SQL: since when the agent of `w` is in calls or their wrap-up without a pause. */
const SINCE = `coalesce((SELECT s.at FROM user_states s WHERE s.user_id = w.agent_id AND s.state <> 'wrap-up'
    AND NOT (s.state = 'busy' AND coalesce(s.reason, '') IN ('escalation', 'other-call')) ORDER BY s.at DESC LIMIT 1), '-infinity')`;
/** SQL: `w` is what keeps its agent in wrap-up: the newest of the open ones, or another since they had a pause. */
const HOLDS = `(w.ended_at > ${SINCE}
  OR NOT EXISTS (SELECT 1 FROM wrap_ups n WHERE n.agent_id = w.agent_id AND n.saved_at IS NULL AND (n.ended_at, n.id) > (w.ended_at, w.id)))`;

/** What the agent typed comes first: saving the outcome forgets the draft, and the AI's summary stays with its call. */
const SUMMARY = `coalesce(nullif(btrim(c.summary), ''), nullif(btrim(c.analysis->>'summary'), ''))`;
const WRAP_UP = `w.id, w.phone_call_id AS "phoneCallId", w.lead_id AS "leadId", CASE WHEN l.id IS NOT NULL THEN ${nameOfLead('l')} END AS "leadName",
  w.call_id AS "callId", w.number, w.direction, w.talk_ms AS "talkMs", ${iso('w.ended_at')} AS "endedAt",
  CASE WHEN u.state = 'wrap-up' AND u.state_until > now() AND w.saved_at IS NULL AND ${HOLDS} THEN ${iso('u.state_until')} END AS until,
  CASE WHEN d.text IS NOT NULL THEN jsonb_build_object('notes', d.text, 'by', 'agent')
    WHEN ${SUMMARY} IS NOT NULL THEN jsonb_build_object('notes', left(${SUMMARY}, 4000), 'by', 'ai') END AS proposal`;
const FROM = `wrap_ups w JOIN users u ON u.id = w.agent_id LEFT JOIN leads l ON l.id = w.lead_id LEFT JOIN calls c ON c.id = w.call_id
  LEFT JOIN note_drafts d ON d.agent_id = w.agent_id AND d.lead_id = w.lead_id`;

/** An agent's own, not saved yet, newest first. */
export function openWrapUps(db: Queryable, agentId: string): Promise<WrapUp[]> {
  return all<WrapUp>(
    db,
    `SELECT ${WRAP_UP} FROM ${FROM} WHERE w.agent_id = $1 AND w.saved_at IS NULL ORDER BY w.ended_at DESC, w.id DESC LIMIT 200`,
    [agentId],
  );
}

export interface KnownWrapUp extends WrapUp {
  saved: boolean;
  /** It is what keeps the agent in the state wrap-up. */
  holds: boolean;
  /** The agent's state does not end by itself. */
  endless: boolean;
}

/** One of an agent's own, saved or not. */
export function wrapUpOf(db: Queryable, agentId: string, id: string): Promise<KnownWrapUp | undefined> {
  return first<KnownWrapUp>(
    db,
    `SELECT ${WRAP_UP}, w.saved_at IS NOT NULL AS saved, (u.state = 'wrap-up' AND ${HOLDS}) AS holds, u.state_until IS NULL AS endless
     FROM ${FROM} WHERE w.agent_id = $1 AND w.id = $2`,
    [agentId, id],
  );
}

/** Whether an open wrap-up of the calls since their last pause keeps the agent. */
export async function isHeldByWrapUp(db: Queryable, agentId: string): Promise<boolean> {
  const row = await first(
    db,
    `SELECT 1 FROM wrap_ups w WHERE w.agent_id = $1 AND w.saved_at IS NULL AND w.ended_at > ${SINCE} LIMIT 1`,
    [agentId],
  );
  return row !== undefined;
}

export interface Outcome {
  disposition: string;
  notes: string;
  taskId: string | null;
}

/** Saves it and tells of it; false where it was saved before. */
export async function markSaved(
  tx: Tx,
  { id, agentId, outcome }: { id: string; agentId: string; outcome: Outcome },
): Promise<boolean> {
  const { disposition, notes, taskId } = outcome;
  const { rowCount } = await tx.query(
    `UPDATE wrap_ups SET disposition = $3, notes = nullif($4, ''), task_id = $5, saved_at = now()
     WHERE id = $1 AND agent_id = $2 AND saved_at IS NULL`,
    [id, agentId, disposition, notes, taskId],
  );
  if (rowCount !== 1) return false;
  const data = { wrapUpId: id, disposition };
  await appendEvent(tx, { stream: `agent:${agentId}`, type: 'wrap-up.saved', data });
  return true;
}

/** `moreS` seconds more of the agent's wrap-up. Tells of it and gives its end; undefined where it ended, or does not end by itself. */
export async function prolongWrapUp(
  tx: Tx,
  { id, agentId, moreS }: { id: string; agentId: string; moreS: number },
): Promise<string | undefined> {
  const row = await first<{ until: string }>(
    tx,
    `UPDATE users SET state_until = state_until + make_interval(secs => $2)
     WHERE id = $1 AND state = 'wrap-up' AND state_until > now() RETURNING ${iso('state_until')} AS until`,
    [agentId, moreS],
  );
  if (row === undefined) return undefined;
  const data = { wrapUpId: id, until: row.until };
  await appendEvent(tx, { stream: `agent:${agentId}`, type: 'wrap-up.prolonged', data });
  return row.until;
}

/** Whether the lead has a visit before them. */
export async function hasStandingAppointment(db: Queryable, leadId: string): Promise<boolean> {
  const row = await first(
    db,
    `SELECT 1 FROM appointments WHERE lead_id = $1 AND status IN ('booked', 'confirmed') AND upper(during) > now() LIMIT 1`,
    [leadId],
  );
  return row !== undefined;
}
