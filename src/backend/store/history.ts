/** The calls of agents' phones and of the AI in one list. Each page is cut by indexes before anything is joined to it. */
import type { HistoryCall } from '../../shared/desk.ts';
import { callSummaries } from './console-calls.ts';
import { nameOfLead, startOfDay } from './console-columns.ts';
import { leadIdsWith } from './console-leads.ts';
import { all, type Queryable } from './database.ts';
import { wantedIn } from './plain-text.ts';

export interface HistoryFilter {
  /** Only calls of this agent, and of the AI with leads that this agent looks after or took over. */
  agentId?: string | undefined;
  leadId?: string | undefined;
  /** Part of a lead's name, or of a number in any writing. */
  q?: string | undefined;
  direction?: 'in' | 'out' | undefined;
  outcome?: string | undefined;
  /** Days (YYYY-MM-DD) of the house's clock, both included. */
  from?: string | undefined;
  to?: string | undefined;
  /** `at` of the last row of the page before. */
  before?: string | undefined;
  limit: number;
}

type Row = Omit<HistoryCall, 'call'>;

/** Newest first; calls of one and the same moment come together, so that the next page misses none. */
export async function listHistory(db: Queryable, filter: HistoryFilter): Promise<HistoryCall[]> {
  const values: unknown[] = [];
  const page = pageOf(await resolved(db, filter), (value) => `$${values.push(value)}`);
  const rows = await all<Row>(db, `${ROWS} FROM (${page}) h ${JOINS} ORDER BY h.began DESC, h.id`, values);
  const callIds = [...new Set(rows.flatMap(({ callId }) => callId ?? []))];
  const calls = new Map((await callSummaries(db, callIds)).map((call) => [call.id, call]));
  // Two people of two countries may share their last ten digits.
  const whose = rows.filter(({ leadId }) => filter.leadId === undefined || leadId === filter.leadId);
  return whose.map((row) => {
    const call = row.callId === null ? undefined : calls.get(row.callId);
    return { ...row, agentName: row.agentName ?? call?.agentName ?? null, call: call ?? null };
  });
}

/** A filter whose words have become leads and digits; undefined where they do not narrow. */
type Resolved = Omit<HistoryFilter, 'q' | 'leadId'> & { people?: People | undefined };
interface People {
  leadIds: string[];
  /** Part of a number; a blank text finds none. */
  digits: string;
}
/** Who searches by a part that so many bear types one letter more. */
const mostLeads = 500;

async function resolved(db: Queryable, { q, leadId, ...filter }: HistoryFilter): Promise<Resolved> {
  if (leadId !== undefined && !q) return { ...filter, people: { leadIds: [leadId], digits: '' } };
  if (!q) return filter;
  const found = await leadIdsWith(db, q, mostLeads);
  const leadIds = leadId === undefined ? found : found.filter((id) => id === leadId);
  return { ...filter, people: { leadIds, digits: leadId === undefined ? (wantedIn(q).digits ?? '') : '' } };
}

type Put = (value: unknown) => string;

function pageOf(filter: Resolved, put: Put): string {
  const limit = `FETCH FIRST (${put(filter.limit)}::int) ROWS WITH TIES`;
  return `SELECT * FROM ((${phonePage(filter, put)} ORDER BY began DESC ${limit}) UNION ALL (${aiPage(filter, put)} ORDER BY began DESC ${limit})) b
    ORDER BY began DESC ${limit}`;
}

const beganOf = (call: string): string => `least(${call}.rang_at, ${call}.answered_at, ${call}.ended_at)`;
const PHONE_BEGAN = beganOf('p');
const AI_BEGAN = 'coalesce(c.started_at, c.dialing_at)';
const AI_DIRECTION = `CASE WHEN c.intent_key LIKE 'inbound:%' THEN 'in' ELSE 'out' END`;

function phonePage(filter: Resolved, put: Put): string {
  const { agentId, direction, outcome, people } = filter;
  const conditions = [
    ...spanOf(PHONE_BEGAN, filter, put),
    ...(agentId === undefined ? [] : [`p.agent_id = ${put(agentId)}`]),
    ...(direction === undefined ? [] : [`p.direction = ${put(direction)}`]),
    ...(outcome === undefined ? [] : [`p.outcome = ${put(outcome)}`]),
    ...onceEach(filter, put),
  ];
  // One by one, by their key: an estimate that is far off must not lead to reading all calls.
  const calls =
    people === undefined
      ? 'phone_calls p'
      : `(${phoneCallsWith(people, put)}) k CROSS JOIN LATERAL (
      SELECT * FROM phone_calls WHERE agent_id = k.agent_id AND phone_call_id = k.phone_call_id OFFSET 0) p`;
  return `SELECT p.agent_id || ':' || p.phone_call_id AS id, ${PHONE_BEGAN} AS began, p.agent_id, p.phone_call_id, NULL::uuid AS ai_id
    FROM ${calls} WHERE ${conditions.join(' AND ')}`;
}

/**
 * A call that rang in vain at several phones, or several times, is one line: the leg that was answered, else the last
 * one. Among everybody's calls a hand-over that nobody took is the AI's own line, unless that one is filtered away.
 */
function onceEach({ agentId, direction, outcome }: Resolved, put: Put): string[] {
  const listed = agentId === undefined ? 'TRUE' : `n.agent_id = ${put(agentId)}`;
  const others = `SELECT 1 FROM phone_calls n WHERE ${listed} AND (n.answered_at IS NOT NULL
    OR (${beganOf('n')}, n.agent_id, n.phone_call_id) > (${PHONE_BEGAN}, p.agent_id, p.phone_call_id))`;
  const rang = `p.answered_at IS NULL AND p.direction = 'in'`;
  const isAiLine = agentId === undefined && direction === undefined && outcome === undefined;
  return [
    `NOT (${rang} AND p.attempt_id IS NOT NULL AND ${isAiLine ? 'TRUE' : `EXISTS (${others} AND ${OF_SAME_CALL})`})`,
    `NOT (${rang} AND p.attempt_id IS NULL AND ${lastDigits('p')} <> '' AND EXISTS (${others} AND ${RANG_TOGETHER}))`,
  ];
}

/** Legs of one and the same call that the AI wanted to hand over. */
const OF_SAME_CALL = `n.attempt_id IN (SELECT s.id FROM escalation_attempts s JOIN escalations f ON f.id = s.escalation_id
  WHERE f.call_id = (SELECT e.call_id FROM escalation_attempts a JOIN escalations e ON e.id = a.escalation_id WHERE a.id = p.attempt_id))`;
/** A group rings its phones at once: nobody calls twice at one time. */
const RANG_TOGETHER = `n.direction = 'in' AND n.attempt_id IS NULL AND (n.agent_id, n.phone_call_id) <> (p.agent_id, p.phone_call_id)
  AND ${lastDigits('n')} = ${lastDigits('p')} AND n.rang_at <= coalesce(p.ended_at, now()) AND coalesce(n.answered_at, n.ended_at, now()) >= p.rang_at`;

/** Calls of the phones with these people: as it was settled afterwards, as the hand-over said, or by the number. */
function phoneCallsWith({ leadIds, digits }: People, put: Put): string {
  const ids = `${put(leadIds)}::uuid[]`;
  const byPart = (): string =>
    `UNION SELECT agent_id, phone_call_id FROM phone_calls WHERE ${DIGITS} LIKE ${put(`%${digits}%`)}`;
  return `SELECT agent_id, phone_call_id FROM wrap_ups WHERE lead_id = ANY(${ids})
    UNION SELECT n.agent_id, n.phone_call_id FROM escalations e JOIN escalation_attempts a ON a.escalation_id = e.id
      JOIN phone_calls n ON n.attempt_id = a.id WHERE e.lead_id = ANY(${ids})
    UNION SELECT agent_id, phone_call_id FROM phone_calls WHERE right(${DIGITS}, 10) = ANY(
      SELECT right(phone, 10) FROM leads WHERE id = ANY(${ids}) AND length(phone) > 10) ${digits === '' ? '' : byPart()}`;
}
const DIGITS = `regexp_replace(number, '\\D', '', 'g')`;

/** As the index has them. */
function lastDigits(call: string): string {
  return `right(regexp_replace(${call}.number, '\\D', '', 'g'), 10)`;
}

function aiPage(filter: Resolved, put: Put): string {
  const { agentId, direction, outcome, people } = filter;
  const conditions = [
    ...spanOf(AI_BEGAN, filter, put),
    ...(agentId === undefined ? [] : [concerns(put(agentId))]),
    ...(direction === undefined ? [] : [`${AI_DIRECTION} = ${put(direction)}`]),
    ...(outcome === undefined ? [] : [`c.outcome = ${put(outcome)}`]),
    // What was handed over, or rang at this agent in vain, is listed once, as the agent's call; unless that one is filtered away.
    ...(direction === undefined && outcome === undefined ? [notHandedOver(agentId, put)] : []),
  ];
  const calls =
    people === undefined
      ? 'calls c'
      : `unnest(${put(people.leadIds)}::uuid[]) k(lead) CROSS JOIN LATERAL (SELECT * FROM calls WHERE lead_id = k.lead OFFSET 0) c`;
  return `SELECT c.id::text AS id, ${AI_BEGAN} AS began, NULL::uuid, NULL::text, c.id FROM ${calls} WHERE ${conditions.join(' AND ')}`;
}

const ATTEMPTED = `SELECT 1 FROM escalations e JOIN escalation_attempts a ON a.escalation_id = e.id`;

function concerns(agentId: string): string {
  return `(c.lead_id IN (SELECT id FROM leads WHERE owner_id = ${agentId})
    OR EXISTS (${ATTEMPTED} WHERE e.call_id = c.id AND a.agent_id = ${agentId} AND a.answered_at IS NOT NULL))`;
}

function notHandedOver(agentId: string | undefined, put: Put): string {
  const listed = agentId === undefined ? 'n.answered_at IS NOT NULL' : `n.agent_id = ${put(agentId)}`;
  return `NOT EXISTS (${ATTEMPTED} JOIN phone_calls n ON n.attempt_id = a.id WHERE e.call_id = c.id AND ${listed})`;
}

function spanOf(began: string, { before, from, to }: Resolved, put: Put): string[] {
  return [
    `${began} IS NOT NULL`,
    ...(before === undefined ? [] : [`${began} < ${put(before)}::timestamptz`]),
    ...(from === undefined ? [] : [`${began} >= ${startOfDay(`${put(from)}::date`)}`]),
    ...(to === undefined ? [] : [`${began} < ${startOfDay(`(${put(to)}::date + 1)`)}`]),
  ];
}

/** With microseconds: a page continues exactly where the last one ended. */
const ROWS = `SELECT h.id, CASE WHEN h.ai_id IS NULL THEN 'phone' ELSE 'ai' END AS kind, coalesce(p.direction, ${AI_DIRECTION}) AS direction,
  to_char(h.began AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at, coalesce(p.number, l.phone) AS number, l.id AS "leadId",
  CASE WHEN l.id IS NOT NULL THEN ${nameOfLead('l')} END AS "leadName", u.name AS "agentName",
  CASE WHEN h.ai_id IS NULL THEN round(p.talk_ms / 1000.0)::int ELSE c.duration_seconds END AS "talkSeconds",
  CASE WHEN h.ai_id IS NULL THEN p.outcome ELSE c.outcome END AS outcome,
  CASE WHEN d.key IS NOT NULL THEN jsonb_build_object('es', d.label_es, 'en', d.label_en) END AS disposition,
  (p.quality->>'mosAverage')::float8 AS mos, c.id AS "callId", c.recording_url IS NOT NULL AS "hasRecording"`;

const JOINS = `LEFT JOIN phone_calls p ON p.agent_id = h.agent_id AND p.phone_call_id = h.phone_call_id
  LEFT JOIN users u ON u.id = h.agent_id
  LEFT JOIN wrap_ups w ON w.agent_id = h.agent_id AND w.phone_call_id = h.phone_call_id
  LEFT JOIN dispositions d ON d.key = w.disposition
  LEFT JOIN escalation_attempts a ON a.id = p.attempt_id
  LEFT JOIN escalations e ON e.id = a.escalation_id
  LEFT JOIN calls c ON c.id = coalesce(h.ai_id, e.call_id, w.call_id)
  LEFT JOIN LATERAL (SELECT regexp_replace(p.number, '\\D', '', 'g') AS digits) n ON TRUE
  LEFT JOIN LATERAL (SELECT id FROM leads WHERE length(n.digits) >= 10
    AND phone = ANY(ARRAY['+' || n.digits, '+52' || right(n.digits, 10), '+521' || right(n.digits, 10), '+1' || right(n.digits, 10)])
    ORDER BY phone = '+' || n.digits DESC, updated_at DESC LIMIT 1) known ON TRUE
  LEFT JOIN leads l ON l.id = coalesce(w.lead_id, e.lead_id, c.lead_id, known.id)`;
