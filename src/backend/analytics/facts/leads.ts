/** One row for each lead: when they came, how far they came, and where they stand. */
import {
  dayOf,
  dimensions,
  dimensionsOfLead,
  leadIds,
  leadScope,
  leadWithCampaign,
  type Fact,
} from './fact.ts';

const told = `SELECT s.lead_id, min(e.at) FILTER (WHERE e.type = 'lead.created') AS arrived_at,
    coalesce(bool_or(e.type = 'lead.changed' AND e.data->>'status' = 'qualified'), FALSE)
      OR coalesce(bool_or(e.type = 'lead.discovered' AND e.data->>'nextAction' IN ('schedule_call', 'direct_transfer')), FALSE) AS qualified
  FROM (${leadIds}) s LEFT JOIN events e ON e.lead_id = s.lead_id AND e.type IN ('lead.created', 'lead.changed', 'lead.discovered')
  GROUP BY 1`;

/** `$3` is how many pesos a dollar is. */
const budgetUsd = `coalesce(round((((l.profile->'budget'->>'min')::numeric + (l.profile->'budget'->>'max')::numeric) / 2)
  / CASE WHEN l.profile->'budget'->>'currency' = 'MXN' THEN $3::numeric ELSE 1 END), 0)`;

const has = (table: string, condition: string): string =>
  `EXISTS (SELECT FROM ${table} x WHERE x.lead_id = l.id AND ${condition})`;

/** `$1` ids of leads, `$2` the house's zone, `$3` pesos to the dollar. All other facts of the leads come first. */
export const leadFacts: Fact = {
  table: 'analytics.leads',
  key: ['lead_id'],
  columns: [
    ...['day', ...dimensions, 'arrived_at', 'status'],
    ...['qualified', 'called', 'reached', 'booked', 'visited', 'sold', 'step', 'value'],
  ],
  scope: leadScope,
  fresh: `SELECT w.lead_id, w.day, w.source, w.campaign_id, w.property_type, w.language, w.arrived_at, w.status,
      w.qualified, w.called, w.reached, w.booked, w.visited, w.sold, CASE WHEN sold THEN 6 WHEN visited THEN 5 WHEN booked THEN 4 WHEN reached THEN 3 WHEN called THEN 2
      WHEN qualified THEN 1 ELSE 0 END::smallint, w.value
    FROM (SELECT l.id AS lead_id, ${dayOf('coalesce(t.arrived_at, l.created_at)')} AS day, ${dimensionsOfLead},
        coalesce(t.arrived_at, l.created_at) AS arrived_at, l.status::text AS status, t.qualified,
        ${has('analytics.calls', 'x.placed_at IS NOT NULL')} AS called,
        ${has('analytics.calls', 'x.talked')} AS reached,
        ${has('analytics.appointments', 'TRUE')} AS booked,
        ${has('analytics.appointments', 'x.held')} AS visited,
        ${has('analytics.sales', 'TRUE')} AS sold, ${budgetUsd} AS value
      FROM (${told}) t JOIN ${leadWithCampaign} ON l.id = t.lead_id) w`,
};
