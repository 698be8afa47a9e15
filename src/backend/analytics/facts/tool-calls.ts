/** One row for each time the AI used a tool in a call. */
import { dayOf, leadIds, leadScope, type Fact } from './fact.ts';

/** `$1` ids of leads, `$2` the house's zone. */
export const toolCallFacts: Fact = {
  table: 'analytics.tool_calls',
  key: ['call_id', 'tool_call_id'],
  columns: ['lead_id', 'day', 'at', 'name', 'ms', 'success', 'cached'],
  scope: leadScope,
  fresh: `SELECT DISTINCT ON (e.call_id, e.data->>'toolCallId') e.call_id, e.data->>'toolCallId', e.lead_id, ${dayOf('e.at')}, e.at,
      e.data->>'name', round((e.data->>'ms')::numeric)::integer, (e.data->>'success')::boolean, (e.data->>'cached')::boolean
    FROM (${leadIds}) s JOIN leads l ON l.id = s.lead_id
    JOIN events e ON e.lead_id = s.lead_id AND e.call_id IS NOT NULL AND e.type = 'tool.called'
    ORDER BY e.call_id, e.data->>'toolCallId', e.stream_seq`,
};
