/** The single things behind a figure, newest first. */
import { kpis, type KpiCase, type KpiCases, type KpiFilter, type KpiKey } from '../../shared/kpis.ts';
import { iso, nameOfLead } from '../store/console-columns.ts';
import { all } from '../store/database.ts';
import { serviceLevelSeconds } from './counting-rules.ts';
import { narrowed, Parameters } from './filter.ts';
import { formulas } from './kpi-definitions.ts';
import { hasMeaning, type KpiQuestion } from './kpi-values.ts';

interface Columns {
  id: string;
  at: string;
  callId: string;
  outcome: string;
  agentId: string;
}

const nobody = 'NULL::uuid';
/** SQL by table of facts: what a case shows. */
const columns: Record<string, Columns> = {
  leads: { id: 'f.lead_id', at: 'f.arrived_at', callId: nobody, outcome: 'f.status', agentId: nobody },
  calls: {
    ...{ id: 'f.call_id', at: 'coalesce(f.placed_at, f.requested_at)', callId: 'f.call_id' },
    outcome: 'f.outcome',
    agentId: `(SELECT x.agent_id FROM analytics.escalations x WHERE x.call_id = f.call_id AND x.answered_at IS NOT NULL LIMIT 1)`,
  },
  escalations: {
    ...{ id: 'f.escalation_id', at: 'f.requested_at', callId: 'f.call_id' },
    ...{ outcome: 'f.outcome', agentId: 'f.agent_id' },
  },
  conversations: {
    ...{ id: `f.phone_call_id`, at: 'f.began_at', callId: 'f.call_id' },
    outcome: `(SELECT w.disposition FROM wrap_ups w WHERE w.agent_id = f.agent_id AND w.phone_call_id = f.phone_call_id)`,
    agentId: 'f.agent_id',
  },
  tool_calls: { id: 'f.tool_call_id', at: 'f.at', callId: 'f.call_id', outcome: 'f.name', agentId: nobody },
  appointments: {
    ...{ id: 'f.appointment_id', at: 'f.booked_at', callId: 'f.call_id' },
    outcome: `CASE WHEN f.held THEN 'done' WHEN NOT f.held THEN 'no-show' WHEN f.cancelled THEN 'cancelled' ELSE 'booked' END`,
    agentId: 'f.agent_id',
  },
  sales: {
    ...{ id: 'f.sale_id', at: 'f.recorded_at', callId: nobody },
    ...{ outcome: `NULL::text`, agentId: `(SELECT s.agent_id FROM sales s WHERE s.id = f.sale_id)` },
  },
};

interface Page {
  limit: number;
  before?: string | undefined;
  only?: 'hit' | 'miss' | undefined;
  outcome?: string | undefined;
}

/** One page; empty for a figure that stands on no single things (time, uptime). */
export async function kpiCases(
  question: KpiQuestion,
  key: KpiKey,
  { limit, before, only, outcome }: Page,
): Promise<KpiCases> {
  const cases = casesOf(key);
  const shown = columns[cases?.table ?? ''];
  if (cases === null || shown === undefined || !hasMeaning(question.filter, key))
    return { cases: [], next: null };
  const { db, filter } = question;
  const parameters = new Parameters();
  const seconds = await serviceLevelSeconds(db);
  const sql = (text: string): string =>
    text.replaceAll('$limit', () => parameters.add('limit', seconds, 'numeric'));
  const hit = sql(cases.hit);
  const conditions = [
    `f.day BETWEEN ${parameters.add('from', filter.from, 'date')} AND ${parameters.add('to', filter.to, 'date')}`,
    `(${sql(cases.counts)})`,
    ...(only === undefined ? [] : [only === 'hit' ? `(${hit})` : `NOT (${hit})`]),
    ...(outcome === undefined ? [] : [`${shown.outcome} = ${parameters.add('outcome', outcome, 'text')}`]),
    ...afterOf(before, shown, parameters),
  ];
  const by = kpis[key].by as readonly (keyof KpiFilter & 'source')[];
  const rows = await all<KpiCase & { cursor: string }>(
    db,
    `SELECT p.id, p.lead_id AS "leadId", p.call_id AS "callId", ${nameOfLead('l')} AS "leadName", ${iso('p.at')} AS at, p.hit,
       to_char(p.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS cursor,
       p.amount::float8 AS amount, p.outcome, u.name AS "agentName"
     FROM (SELECT ${shown.id}::text AS id, f.lead_id, ${shown.callId} AS call_id, ${shown.at} AS at, (${hit}) AS hit,
         (${cases.amount}) AS amount, ${shown.outcome} AS outcome, ${shown.agentId} AS agent_id
       FROM analytics.${cases.table} f WHERE ${conditions.join(' AND ')}${narrowed(filter, parameters, { by, prefix: 'f.' })}
       ORDER BY ${shown.at} DESC, ${shown.id}::text DESC LIMIT ${limit}) p
     LEFT JOIN leads l ON l.id = p.lead_id LEFT JOIN users u ON u.id = p.agent_id
     ORDER BY p.at DESC, p.id DESC`,
    parameters.values,
  );
  const last = rows.at(-1);
  return {
    cases: rows.map(({ cursor: _, ...one }) => one),
    next: rows.length < limit || last === undefined ? null : `${last.cursor} ${last.id}`,
  };
}

function casesOf(key: KpiKey): (typeof formulas)['leads']['cases'] {
  if (key === 'uptime') return null;
  if (key === 'toolTimeMedian' || key === 'toolTimeP95') return formulas.toolSuccess.cases;
  return formulas[key].cases;
}

/** Rows after the one that `next` named, in microseconds as PostgreSQL has them; what cannot be read is the beginning. */
function afterOf(before: string | undefined, { at, id }: Columns, parameters: Parameters): string[] {
  const [time = '', ...rest] = (before ?? '').split(' ');
  if (before === undefined || Number.isNaN(Date.parse(time))) return [];
  return [
    `(${at}, ${id}::text) < (${parameters.add('at', time, 'timestamptz')}, ${parameters.add('id', rest.join(' '), 'text')})`,
  ];
}
