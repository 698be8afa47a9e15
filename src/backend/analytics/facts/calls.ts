/** One row for each call of the AI: whether it was placed, whether somebody spoke, and what came of it. */
import {
  dayOf,
  dimensions,
  dimensionsOfLead,
  leadIds,
  leadScope,
  leadWithCampaign,
  unansweredOutcomes,
  type Fact,
} from './fact.ts';

const types = `('call.requested', 'call.blocked', 'call.started', 'call.changed', 'call.ended', 'call.failed', 'call.cancelled')`;
const first = (condition: string): string => `min(e.at) FILTER (WHERE ${condition})`;
/** The last word of the stream on it. */
const last = (field: string, type: string): string =>
  `(array_agg(e.data->>'${field}' ORDER BY e.stream_seq DESC) FILTER (WHERE e.type = '${type}' AND e.data->>'${field}' IS NOT NULL))[1]`;

const told = `SELECT e.lead_id, e.call_id,
    coalesce(${first(`e.type = 'call.requested'`)}, min(e.at)) AS requested_at,
    ${first(`e.type = 'call.started'`)} AS placed_at,
    ${first(`e.type = 'call.changed' AND e.data->>'status' IN ('in-progress', 'forwarding', 'with-agent')`)} AS answered_at,
    ${first(`e.type IN ('call.ended', 'call.failed')`)} AS ended_at,
    bool_or(e.type = 'call.failed') AS failed, bool_or(e.type = 'call.cancelled') AS cancelled,
    ${last('durationSeconds', 'call.ended')}::integer AS seconds,
    ${last('rule', 'call.blocked')} AS rule
  FROM (${leadIds}) s JOIN events e ON e.lead_id = s.lead_id AND e.call_id IS NOT NULL AND e.type IN ${types}
  GROUP BY 1, 2`;

/** What follows from what was told; an outcome is written once, when the books of a call are closed. */
const judged = `SELECT t.*, coalesce(c.outcome, CASE WHEN t.failed THEN 'failed' END)::text AS outcome,
    t.placed_at IS NOT NULL AND (t.answered_at IS NOT NULL OR coalesce(t.seconds, 0) > 0)
      AND coalesce(c.outcome, '') NOT IN ${unansweredOutcomes} AND NOT t.failed AS talked
  FROM (${told}) t JOIN calls c ON c.id = t.call_id`;

/** Why it was not placed: the gate's rule, or that somebody took it back, or that dialling failed. */
const blocked = `CASE WHEN t.placed_at IS NULL THEN coalesce(t.rule, CASE WHEN t.cancelled THEN 'cancelled' WHEN t.failed THEN 'failed' END) END`;

/** `$1` ids of leads, `$2` the house's zone. Appointments and escalations come first. */
export const callFacts: Fact = {
  table: 'analytics.calls',
  key: ['call_id'],
  columns: [
    ...['lead_id', 'day', ...dimensions],
    ...['requested_at', 'placed_at', 'answered_at', 'ended_at', 'seconds', 'outcome', 'blocked'],
    ...['concluded', 'talked', 'person', 'booked'],
  ],
  scope: leadScope,
  fresh: `SELECT t.call_id, l.id, ${dayOf('coalesce(t.placed_at, t.requested_at)')}, ${dimensionsOfLead},
      t.requested_at, t.placed_at, t.answered_at, t.ended_at, t.seconds, t.outcome, ${blocked},
      t.placed_at IS NOT NULL AND t.ended_at IS NOT NULL AND t.outcome IS NOT NULL, t.talked,
      EXISTS (SELECT FROM analytics.escalations x WHERE x.call_id = t.call_id AND x.answered_at IS NOT NULL),
      EXISTS (SELECT FROM analytics.appointments a WHERE a.call_id = t.call_id AND a.agent_id IS NULL)
    FROM (${judged}) t JOIN ${leadWithCampaign} ON l.id = t.lead_id`,
};
