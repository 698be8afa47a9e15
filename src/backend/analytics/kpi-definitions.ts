/**
 * Every figure's formula, once. `numerator` and `denominator` are SQL sums over the rows of a source, so that a figure
 * of any period, filter and breakdown is the same formula over other rows; `cases` says which single things stand behind
 * it. docs/kpis.md puts each into words.
 */
import type { KpiKey } from '../../shared/kpis.ts';

/** Rows by day and what they may be narrowed to; a column that a source lacks is null. */
export type SourceName = keyof typeof sources;

const noDimensions =
  'NULL::text AS source, NULL::uuid AS campaign_id, NULL::text AS property_type, NULL::text AS language';

/** SQL tables with `day`, the four dimensions of a lead, `agent_id`, and what is summed. */
export const sources = {
  leads: `(SELECT *, NULL::uuid AS agent_id FROM analytics.lead_days)`,
  calls: `(SELECT *, NULL::uuid AS agent_id FROM analytics.call_days)`,
  results: `(SELECT *, NULL::uuid AS agent_id FROM analytics.result_days)`,
  escalations: `analytics.escalations`,
  conversations: `analytics.conversations`,
  tools: `(SELECT *, ${noDimensions}, NULL::uuid AS agent_id FROM analytics.tool_days)`,
  agentDays: `(SELECT *, ${noDimensions} FROM analytics.agent_days)`,
  /** Spend and what its campaigns sold, both under the campaign's source. `$rate` is pesos to the dollar. */
  ads: `(SELECT day, source, campaign_id, NULL::text AS property_type, NULL::text AS language, NULL::uuid AS agent_id, 0 AS spend, revenue
      FROM analytics.result_days WHERE campaign_id IS NOT NULL
    UNION ALL SELECT s.day, c.source, s.campaign_id, NULL, NULL, NULL, CASE s.currency WHEN 'MXN' THEN s.amount / $rate ELSE s.amount END, 0
      FROM campaign_spend s JOIN campaigns c ON c.id = s.campaign_id)`,
} as const;

/** What stands behind a figure: rows `f` of a table of facts. */
interface Cases {
  table: 'leads' | 'calls' | 'escalations' | 'conversations' | 'tool_calls' | 'appointments' | 'sales';
  /** SQL: it stands in the denominator. */
  counts: string;
  /** SQL: it stands in the numerator. */
  hit: string;
  /** SQL: its part in a sum or mean; null for shares. */
  amount: string;
}

/** `share`: 100 × numerator / denominator. `mean` and `ratio`: numerator / denominator. `sum`: the numerator. */
export interface KpiFormula {
  kind: 'share' | 'mean' | 'ratio' | 'sum';
  from: SourceName;
  numerator: string;
  denominator: string;
  cases: Cases | null;
}

const none = 'NULL::numeric';
const talked = { table: 'calls', counts: 'f.talked', amount: none } as const;
/** Of those who gave up before the limit, or whose call a supervisor ended, nobody can say whether they would have been answered in time. */
const notGivenUpEarly = `NOT (outcome IN ('abandoned', 'closed') AND wait_ms < $limit * 1000)`;
const inTime = `answered_at IS NOT NULL AND wait_ms <= $limit * 1000`;
const over = 'outcome IS NOT NULL';

/** `$limit` is the service level's seconds. Time of tools and uptime are no sums: tool-times.ts, uptime.ts. */
export const formulas: Record<Exclude<KpiKey, 'toolTimeMedian' | 'toolTimeP95' | 'uptime'>, KpiFormula> = {
  /** Leads that arrived in the period and had a call placed (accepted by Vapi), at any time since, of all that arrived. */
  leadToCall: {
    kind: 'share',
    from: 'leads',
    numerator: 'sum(called)',
    denominator: 'sum(leads)',
    cases: { table: 'leads', counts: 'TRUE', hit: 'f.called', amount: none },
  },
  /** Calls placed that are over and in which somebody spoke with the AI (not: no answer, busy, voicemail, failed), of all placed that are over. */
  callSuccess: {
    kind: 'share',
    from: 'calls',
    numerator: 'sum(succeeded)',
    denominator: 'sum(concluded)',
    cases: { table: 'calls', counts: 'f.concluded', hit: 'f.talked', amount: none },
  },
  /** Calls in which an agent answered, of those in which somebody spoke with the AI. */
  escalation: {
    kind: 'share',
    from: 'calls',
    numerator: 'sum(person)',
    denominator: 'sum(talked)',
    cases: { ...talked, hit: 'f.person' },
  },
  /** Calls in which the AI booked a visit, of those in which somebody spoke with it; a visit called off later counts. */
  appointment: {
    kind: 'share',
    from: 'calls',
    numerator: 'sum(booked)',
    denominator: 'sum(talked)',
    cases: { ...talked, hit: 'f.booked' },
  },
  /** Mean seconds of calls in which somebody spoke with the AI, from its answer to its end, an agent's part included. */
  callDuration: {
    kind: 'mean',
    from: 'calls',
    numerator: 'sum(seconds)',
    denominator: 'sum(timed)',
    cases: { table: 'calls', counts: 'f.talked AND f.seconds IS NOT NULL', hit: 'TRUE', amount: 'f.seconds' },
  },
  /** Tool calls of the AI that were answered without an error, of all; those answered from the cache count. */
  toolSuccess: {
    kind: 'share',
    from: 'tools',
    numerator: 'sum(calls - failures)',
    denominator: 'sum(calls)',
    cases: { table: 'tool_calls', counts: 'TRUE', hit: 'f.success', amount: 'f.ms' },
  },
  /** Escalations that an agent answered within the limit, of all that are over but those given up, or ended by a supervisor, before the limit. */
  serviceLevel: {
    kind: 'share',
    from: 'escalations',
    numerator: `count(*) FILTER (WHERE ${inTime})`,
    denominator: `count(*) FILTER (WHERE ${over} AND ${notGivenUpEarly})`,
    cases: {
      table: 'escalations',
      counts: `${over} AND ${notGivenUpEarly}`,
      hit: `coalesce(${inTime}, FALSE)`,
      amount: 'f.wait_ms / 1000.0',
    },
  },
  /** Mean seconds from the AI's request for a person until an agent answered, of those that were answered. */
  answerSpeed: {
    kind: 'mean',
    from: 'escalations',
    numerator: `sum(wait_ms) FILTER (WHERE answered_at IS NOT NULL) / 1000.0`,
    denominator: `count(*) FILTER (WHERE answered_at IS NOT NULL)`,
    cases: {
      table: 'escalations',
      counts: 'f.answered_at IS NOT NULL',
      hit: 'TRUE',
      amount: 'f.wait_ms / 1000.0',
    },
  },
  /** Mean seconds that an agent's conversation with a client took: talk, and the wrap-up that followed. */
  handleTime: {
    kind: 'mean',
    from: 'conversations',
    numerator: 'sum(talk_ms::bigint + wrap_up_ms) / 1000.0',
    denominator: 'count(*)',
    cases: {
      table: 'conversations',
      counts: 'TRUE',
      hit: 'TRUE',
      amount: '(f.talk_ms::bigint + f.wrap_up_ms) / 1000.0',
    },
  },
  /** Escalations in which the lead hung up before anybody answered, of all that are over. */
  abandonment: {
    kind: 'share',
    from: 'escalations',
    numerator: `count(*) FILTER (WHERE outcome = 'abandoned')`,
    denominator: `count(*) FILTER (WHERE ${over})`,
    cases: {
      table: 'escalations',
      counts: over,
      hit: `f.outcome = 'abandoned'`,
      amount: 'f.wait_ms / 1000.0',
    },
  },
  /** Time in calls and wrap-up, of the time signed in and not away. */
  occupancy: {
    kind: 'share',
    from: 'agentDays',
    numerator: 'sum(talk_ms + wrap_up_ms) / 1000.0',
    denominator: 'sum(signed_in_ms - away_ms) / 1000.0',
    cases: null,
  },
  /** Leads that arrived. */
  leads: {
    kind: 'sum',
    from: 'leads',
    numerator: 'sum(leads)',
    denominator: '0',
    cases: { table: 'leads', counts: 'TRUE', hit: 'TRUE', amount: none },
  },
  /** Leads that arrived in the period and were found ready for a call or a person, at any time since. */
  qualifiedLeads: {
    kind: 'sum',
    from: 'leads',
    numerator: 'sum(qualified)',
    denominator: '0',
    cases: { table: 'leads', counts: 'f.qualified', hit: 'TRUE', amount: none },
  },
  /** Calls of the AI that were placed (accepted by Vapi), those in which a lead called us included. */
  calls: {
    kind: 'sum',
    from: 'calls',
    numerator: 'sum(placed)',
    denominator: '0',
    cases: { table: 'calls', counts: 'f.placed_at IS NOT NULL', hit: 'TRUE', amount: none },
  },
  /** Visits booked in the period, by the AI or an agent, whenever the lead arrived; one called off later counts. */
  appointments: {
    kind: 'sum',
    from: 'results',
    numerator: 'sum(booked_by_ai + booked_by_agent)',
    denominator: '0',
    cases: { table: 'appointments', counts: 'TRUE', hit: 'TRUE', amount: none },
  },
  /** Sales dated in the period, whenever the lead arrived. */
  sales: {
    kind: 'sum',
    from: 'results',
    numerator: 'sum(sales)',
    denominator: '0',
    cases: { table: 'sales', counts: 'TRUE', hit: 'TRUE', amount: 'f.amount_usd' },
  },
  /** Their amounts, in US dollars. */
  revenue: {
    kind: 'sum',
    from: 'results',
    numerator: 'sum(revenue)',
    denominator: '0',
    cases: { table: 'sales', counts: 'TRUE', hit: 'TRUE', amount: 'f.amount_usd' },
  },
  /** Sales dated in the period to leads of a campaign, by what campaigns cost in the period. */
  adReturn: {
    kind: 'ratio',
    from: 'ads',
    numerator: 'sum(revenue)',
    denominator: 'sum(spend)',
    cases: { table: 'sales', counts: 'f.campaign_id IS NOT NULL', hit: 'TRUE', amount: 'f.amount_usd' },
  },
};

/** What a figure comes to; null where nothing was counted. */
export function valueOf(
  kind: KpiFormula['kind'],
  { numerator, denominator }: { numerator: number; denominator: number },
): number | null {
  if (kind === 'sum') return numerator;
  if (denominator <= 0) return null;
  return (kind === 'share' ? 100 : 1) * (numerator / denominator);
}
