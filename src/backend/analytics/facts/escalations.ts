/** One row for each time the AI asked for a person: how long that took, and who came. */
import {
  dayOf,
  dimensions,
  dimensionsOfLead,
  leadIds,
  leadScope,
  leadWithCampaign,
  type Fact,
} from './fact.ts';

const types = `('escalation.requested', 'escalation.reserved', 'escalation.answered', 'escalation.exhausted', 'escalation.abandoned', 'escalation.closed')`;
const first = (type: string): string => `min(e.at) FILTER (WHERE e.type = 'escalation.${type}')`;
/** The agent whom the last event of this type names. */
const agent = (type: string): string =>
  `(array_agg(e.data->>'agentId' ORDER BY e.stream_seq DESC) FILTER (WHERE e.type = 'escalation.${type}' AND e.data->>'agentId' IS NOT NULL))[1]::uuid`;

/** When the waiting was over; null while it lasts. What closed without an answer a supervisor ended. */
const over = 'coalesce(t.answered_at, t.exhausted_at, t.abandoned_at, t.closed_at)';

/** `$1` ids of leads, `$2` the house's zone. */
export const escalationFacts: Fact = {
  table: 'analytics.escalations',
  key: ['escalation_id'],
  columns: [
    ...['call_id', 'lead_id', 'day', ...dimensions],
    ...['agent_id', 'requested_at', 'answered_at', 'wait_ms', 'outcome'],
  ],
  scope: leadScope,
  fresh: `SELECT t.escalation_id, t.call_id, l.id, ${dayOf('t.requested_at')}, ${dimensionsOfLead}, coalesce(t.answered_by, t.offered_to),
      t.requested_at, t.answered_at,
      CASE WHEN ${over} IS NOT NULL THEN greatest(0, extract(epoch FROM ${over} - t.requested_at) * 1000) END::integer,
      CASE WHEN t.answered_at IS NOT NULL THEN 'answered' WHEN t.exhausted_at IS NOT NULL THEN 'callback' WHEN t.abandoned_at IS NOT NULL THEN 'abandoned'
        WHEN t.closed_at IS NOT NULL THEN 'closed' END
    FROM (SELECT e.lead_id, e.call_id, (e.data->>'escalationId')::uuid AS escalation_id,
        ${first('requested')} AS requested_at, ${first('answered')} AS answered_at,
        ${first('exhausted')} AS exhausted_at, ${first('abandoned')} AS abandoned_at, ${first('closed')} AS closed_at,
        ${agent('answered')} AS answered_by, ${agent('reserved')} AS offered_to
      FROM (${leadIds}) s JOIN events e ON e.lead_id = s.lead_id AND e.call_id IS NOT NULL AND e.type IN ${types}
      GROUP BY 1, 2, 3) t
    JOIN ${leadWithCampaign} ON l.id = t.lead_id
    WHERE t.requested_at IS NOT NULL`,
};
