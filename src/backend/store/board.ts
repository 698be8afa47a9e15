/** The rows of the live board: every call that is not over and everybody on the floor, each with the number it is as new as. */
import type { BoardAgent, BoardCall, CallStep } from '../../shared/board.ts';
import { openCallStatuses, type CallStatus } from '../../shared/call.ts';
import { AGENT_SUMMARY } from './console-agents.ts';
import { iso, nameOfLead, startOfToday } from './console-columns.ts';
import { all, type Queryable } from './database.ts';

/** Which calls: all that are open, or those of these ids and of these leads. */
export type CallSelection = 'open' | { ids: readonly string[]; leadIds: readonly string[] };

interface Facts {
  lastTool: string | null;
  /** Whether the lead has said more than a greeting. */
  inTalk: boolean;
}
type CallRow = Omit<BoardCall, 'step'> & Facts;

/** Vapi lets us into a call from when it has it until its own part is over. */
const IN_VAPI = `c.status IN ('started', 'ringing', 'in-progress', 'forwarding', 'with-agent') AND c.ended_reason IS NULL AND c.report_webhook_id IS NULL`;
const CALL = `c.id, coalesce(s.seq, 0)::int AS rev, c.lead_id AS "leadId", ${nameOfLead('l')} AS "leadName", l.phone, l.language,
  l.profile->>'location' AS destination, l.profile->>'property_type' AS "propertyType", l.qualification_score AS score, c.status,
  coalesce(e.mood, l.profile->>'mood') AS mood, c.reason, c.priority, ${iso('c.queued_at')} AS "queuedAt", ${iso('c.not_before')} AS "notBefore",
  ${iso('c.started_at')} AS "startedAt", ${iso('c.answered_at')} AS "answeredAt",
  jsonb_build_object('count', coalesce(t.count, 0), 'failed', coalesce(t.failed, 0), 'last', t.last) AS tools, t.last AS "lastTool",
  (c.listen_url IS NOT NULL AND ${IN_VAPI}) AS "canListen", (c.control_url IS NOT NULL AND ${IN_VAPI}) AS "canControl",
  e.view AS escalation, h.id AS "agentId", h.name AS "agentName", coalesce(w.many, FALSE) AS "inTalk"`;
const FROM = `calls c JOIN leads l ON l.id = c.lead_id LEFT JOIN stream_heads s ON s.stream = 'call:' || c.id
  LEFT JOIN LATERAL (SELECT count(*)::int AS count, (count(*) FILTER (WHERE NOT success))::int AS failed,
      (array_agg(tool_name ORDER BY created_at DESC, id))[1] AS last
    FROM tool_calls k WHERE k.call_id = c.id) t ON c.status NOT IN ('queued', 'dialing')
  LEFT JOIN LATERAL (SELECT x.brief->>'mood' AS mood, jsonb_build_object('id', x.id, 'status', x.status, 'reason', x.reason,
      'requestedAt', ${iso('x.requested_at')}, 'step', coalesce(a.step, tried.steps, 1), 'of', $3::int, 'target', a.target,
      'agentName', u.name, 'expiresAt', CASE WHEN a.answered_at IS NULL THEN ${iso('a.expires_at')} END,
      'offered', CASE WHEN a.agent_id IS NOT NULL AND a.answered_at IS NULL THEN jsonb_build_object('agentId', a.agent_id, 'since', ${iso('a.reserved_at')}) END) AS view
    FROM escalations x LEFT JOIN escalation_attempts a ON a.escalation_id = x.id AND a.status <> 'ended' LEFT JOIN users u ON u.id = a.agent_id
      LEFT JOIN LATERAL (SELECT max(step) AS steps FROM escalation_attempts o WHERE o.escalation_id = x.id) tried ON TRUE
    WHERE x.call_id = c.id AND x.status IN ('requested', 'reserved', 'transferring', 'ringing', 'answered') LIMIT 1) e ON c.status NOT IN ('queued', 'dialing')
  LEFT JOIN LATERAL (SELECT u.id, u.name FROM escalations x JOIN escalation_attempts a ON a.escalation_id = x.id JOIN users u ON u.id = a.agent_id
    WHERE x.call_id = c.id AND a.answered_at IS NOT NULL ORDER BY a.answered_at DESC LIMIT 1) h ON c.status = 'with-agent'
  LEFT JOIN LATERAL (SELECT count(*) > 1 AS many FROM (SELECT 1 FROM interactions i
    WHERE i.call_id = c.id AND i.type = 'call' AND i.author = 'lead' LIMIT 2) said) w ON c.status = 'in-progress'`;

/** Calls that are not over, in no order; `ladderSteps`: how many steps the ladder has at most. */
export async function boardCalls(
  db: Queryable,
  selection: CallSelection,
  ladderSteps: number,
): Promise<BoardCall[]> {
  const which =
    selection === 'open'
      ? { ids: [], leadIds: [], where: '$1::uuid[] IS NOT NULL AND $2::uuid[] IS NOT NULL' }
      : { ...selection, where: '(c.id = ANY($1) OR c.lead_id = ANY($2))' };
  const rows = await all<CallRow>(
    db,
    `SELECT ${CALL} FROM ${FROM} WHERE c.status = ANY($4) AND ${which.where}`,
    [which.ids, which.leadIds, ladderSteps, openCallStatuses],
  );
  return rows.map(({ lastTool, inTalk, ...call }) => ({
    ...call,
    step: stepOf(call.status, call.escalation !== null, { lastTool, inTalk }),
  }));
}

const steps: Partial<Record<CallStatus, CallStep>> = {
  requested: 'waiting',
  queued: 'waiting',
  dialing: 'dialing',
  started: 'dialing',
  ringing: 'dialing',
  forwarding: 'handing-over',
  'with-agent': 'with-person',
};
const stepsByTool: Readonly<Record<string, CallStep>> = {
  check_availability: 'offering',
  get_pricing: 'offering',
  schedule_appointment: 'booking',
};

/** What the AI is doing, told by what it did last. */
function stepOf(status: CallStatus, escalates: boolean, { lastTool, inTalk }: Facts): CallStep {
  const step = steps[status];
  if (step !== undefined) return step;
  if (escalates) return 'handing-over';
  const byTool = lastTool === null ? undefined : stepsByTool[lastTool];
  return byTool ?? (inTalk ? 'qualifying' : 'opening');
}

/** A call without an end after so long is one whose phone is gone (agents.ts). */
const LONGEST_CALL = `interval '2 hours'`;
const PHONE_LEAD = `CASE WHEN p.attempt_id IS NOT NULL
    THEN (SELECT x.lead_id FROM escalation_attempts a JOIN escalations x ON x.id = a.escalation_id WHERE a.id = p.attempt_id)
    ELSE (SELECT id FROM leads WHERE length(d.digits) >= 7 AND phone = ANY(ARRAY['+' || d.digits, '+52' || right(d.digits, 10), '+521' || right(d.digits, 10), '+1' || right(d.digits, 10)])
      ORDER BY phone = '+' || d.digits DESC, updated_at DESC LIMIT 1) END`;
const PHONE_CALL = `SELECT jsonb_build_object('phoneCallId', p.phone_call_id, 'leadId', m.id, 'leadName', CASE WHEN m.id IS NOT NULL THEN ${nameOfLead('m')} END,
      'number', p.number, 'direction', p.direction, 'ringing', p.answered_at IS NULL, 'since', ${iso('coalesce(p.answered_at, p.rang_at)')}, 'quality', NULL) AS call
    FROM phone_calls p CROSS JOIN LATERAL (SELECT regexp_replace(p.number, '\\D', '', 'g') AS digits) d
      LEFT JOIN leads m ON m.id = ${PHONE_LEAD}
    WHERE p.agent_id = u.id AND p.ended_at IS NULL AND coalesce(p.answered_at, p.rang_at) > now() - ${LONGEST_CALL}
      AND NOT EXISTS (SELECT 1 FROM escalation_attempts gone WHERE gone.id = p.attempt_id AND gone.status = 'ended')
    ORDER BY p.answered_at IS NULL, coalesce(p.answered_at, p.rang_at) DESC LIMIT 1`;
const TODAY = `SELECT agent_id, count(*)::int AS conversations, round(coalesce(sum(talk_ms), 0) / 1000)::int AS seconds FROM wrap_ups
    WHERE talk_ms > 0 AND ended_at >= ${startOfToday} AND ($1::uuid[] IS NULL OR agent_id = ANY($1)) GROUP BY agent_id`;

/** Everybody with an open account, or those of `ids`; whoever is missing in the answer has none. `call.quality` is null. */
export function boardAgents(db: Queryable, ids?: readonly string[]): Promise<BoardAgent[]> {
  return all<BoardAgent>(
    db,
    `SELECT ${AGENT_SUMMARY}, coalesce(s.seq, 0)::int AS rev, t.name AS team, u.languages, u.skills, p.call,
       jsonb_build_object('conversations', coalesce(d.conversations, 0), 'talkSeconds', coalesce(d.seconds, 0)) AS today
     FROM users u LEFT JOIN stream_heads s ON s.stream = 'agent:' || u.id LEFT JOIN teams t ON t.id = u.team_id
       LEFT JOIN (${TODAY}) d ON d.agent_id = u.id LEFT JOIN LATERAL (${PHONE_CALL}) p ON TRUE
     WHERE u.active AND ($1::uuid[] IS NULL OR u.id = ANY($1)) ORDER BY u.name, u.id`,
    [ids ?? null],
  );
}

/** Teams by name. */
export function boardTeams(db: Queryable): Promise<{ id: string; name: string }[]> {
  return all(db, `SELECT id, name FROM teams ORDER BY name, id`);
}
