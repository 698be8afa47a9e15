/**
 * Every figure that we report: its unit, which way is good, and what it is counted over. The formulas are SQL
 * (src/backend/analytics/); docs/kpis.md says each in words. The first eight are the seed's, the next five a contact centre's.
 */
import { z } from 'zod';

/**
 * `percent` is 0 to 100, `seconds` and `ms` are durations, `usd` whole US dollars, `ratio` a plain factor (return on
 * ad spend), `count` whole things.
 */
export type KpiUnit = 'percent' | 'seconds' | 'ms' | 'usd' | 'ratio' | 'count';

/** What the denominator counts, and so which day a case belongs to: the day on which that thing began. */
export type KpiBase = 'leads' | 'calls' | 'escalations' | 'conversations' | 'tools' | 'time' | 'spend';

interface KpiDefinition {
  unit: KpiUnit;
  /** Whether more of it is better. */
  better: 'up' | 'down';
  base: KpiBase;
  /** Filters that have a meaning for it; `day` always has. */
  by: readonly KpiDimension[];
}

export const kpiDimensions = ['source', 'campaign', 'propertyType', 'language', 'agent'] as const;
export type KpiDimension = (typeof kpiDimensions)[number];
/** The value of those that have none: no campaign, no type, a channel nobody knows. It can be filtered by like any other. */
export const ofNone = 'unknown';

const ofLead = ['source', 'campaign', 'propertyType', 'language'] as const;
const ofAll = kpiDimensions;

export const kpis = {
  leadToCall: { unit: 'percent', better: 'up', base: 'leads', by: ofLead },
  callSuccess: { unit: 'percent', better: 'up', base: 'calls', by: ofLead },
  escalation: { unit: 'percent', better: 'down', base: 'calls', by: ofLead },
  appointment: { unit: 'percent', better: 'up', base: 'calls', by: ofLead },
  callDuration: { unit: 'seconds', better: 'up', base: 'calls', by: ofLead },
  toolSuccess: { unit: 'percent', better: 'up', base: 'tools', by: [] },
  toolTimeMedian: { unit: 'ms', better: 'down', base: 'tools', by: [] },
  toolTimeP95: { unit: 'ms', better: 'down', base: 'tools', by: [] },
  uptime: { unit: 'percent', better: 'up', base: 'time', by: [] },

  serviceLevel: { unit: 'percent', better: 'up', base: 'escalations', by: ofAll },
  answerSpeed: { unit: 'seconds', better: 'down', base: 'escalations', by: ofAll },
  handleTime: { unit: 'seconds', better: 'down', base: 'conversations', by: ofAll },
  abandonment: { unit: 'percent', better: 'down', base: 'escalations', by: ofLead },
  occupancy: { unit: 'percent', better: 'up', base: 'time', by: ['agent'] },

  leads: { unit: 'count', better: 'up', base: 'leads', by: ofLead },
  qualifiedLeads: { unit: 'count', better: 'up', base: 'leads', by: ofLead },
  calls: { unit: 'count', better: 'up', base: 'calls', by: ofLead },
  appointments: { unit: 'count', better: 'up', base: 'leads', by: ofLead },
  sales: { unit: 'count', better: 'up', base: 'leads', by: ofLead },
  revenue: { unit: 'usd', better: 'up', base: 'leads', by: ofLead },
  adReturn: { unit: 'ratio', better: 'up', base: 'spend', by: ['source', 'campaign'] },
} as const satisfies Record<string, KpiDefinition>;

export type KpiKey = keyof typeof kpis;
export const kpiKeys = Object.keys(kpis) as KpiKey[];

/**
 * One figure of a period. `value` is null where nothing was counted (a share of nothing is not 0 %). For a share
 * `value` = 100 × `numerator` / `denominator`; for a mean `numerator` is the sum.
 */
export interface KpiValue {
  key: KpiKey;
  value: number | null;
  numerator: number;
  denominator: number;
  /** The same over the period before, of equal length. */
  previous: number | null;
  target: number | null;
}

/** One point of a curve, or one row of a breakdown: `key` is a day (YYYY-MM-DD) or the dimension's value. */
export interface KpiPoint {
  key: string;
  /** What people call it (a campaign's or agent's name); absent for days and codes that the console names. */
  label?: string;
  value: number | null;
  numerator: number;
  denominator: number;
}

const day = z.iso.date();
/** A period and what it is narrowed to. Both days are included, in the time zone of REPORTING_TIME_ZONE. */
export const kpiFilter = z.object({
  from: day,
  to: day,
  source: z.string().max(50).optional(),
  campaign: z.union([z.uuid(), z.literal(ofNone)]).optional(),
  propertyType: z.string().max(40).optional(),
  language: z.enum(['es', 'en']).optional(),
  agent: z.union([z.uuid(), z.literal(ofNone)]).optional(),
});
export type KpiFilter = z.output<typeof kpiFilter>;

/** GET /api/kpis?from=&to=&…&keys=a,b → KpiAnswer; at most 731 days. Supervisors and administrators. */
export interface KpiAnswer {
  /** ISO 8601; what was committed before this is counted. */
  countedTo: string;
  values: KpiValue[];
}
/** GET /api/kpis/:key/series?from=&to=&…&by=day|source|campaign|propertyType|language|agent → KpiSeries */
export const kpiSeriesQuery = kpiFilter.extend({ by: z.enum(['day', ...kpiDimensions]).default('day') });
export interface KpiSeries {
  key: KpiKey;
  by: 'day' | KpiDimension;
  points: KpiPoint[];
}
/** GET /api/kpis/:key/cases?from=&to=&…&limit=&before= → KpiCases: what stands behind the number, newest first. */
export const kpiCasesQuery = kpiFilter.extend({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  /** `at` and `id` of the last one shown. */
  before: z.string().max(80).optional(),
  /** Only those that count (`hit`) or only those that do not (`miss`). */
  only: z.enum(['hit', 'miss']).optional(),
  /** Only those of this `outcome`: a lead's stage, a call's end, a tool's name. */
  outcome: z.string().max(60).optional(),
});
export interface KpiCase {
  /** Id of the lead, call, escalation or sale. */
  id: string;
  leadId: string | null;
  callId: string | null;
  leadName: string | null;
  at: string;
  /** Whether it stands in the numerator. */
  hit: boolean;
  /** Its part in a sum or a mean (seconds, ms, dollars); null for shares. */
  amount: number | null;
  outcome: string | null;
  agentName: string | null;
}
export interface KpiCases {
  cases: KpiCase[];
  /** Pass it as `before` for the next page; null at the end. */
  next: string | null;
}
