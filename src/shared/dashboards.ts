/**
 * The four dashboards over HTTP: one request draws one screen. Supervisors and administrators. Every answer bears the
 * figures of the period and of the one before; `countedTo` says until when. Amounts are whole US dollars.
 */
import type { KpiPoint, KpiValue } from './kpis.ts';
import type { LeadStatus } from './lead.ts';

export const dashboardNames = ['operations', 'sales', 'technical', 'executive'] as const;
export type DashboardName = (typeof dashboardNames)[number];

interface Dashboard {
  countedTo: string;
  kpis: KpiValue[];
}

/** GET /api/dashboards/operations?<KpiFilter> */
export interface OperationsDashboard extends Dashboard {
  /** Each part of the system, now; `detail` is English for the log, `state` is what a screen says. */
  services: { name: string; state: 'up' | 'degraded' | 'down'; detail: string; latencyMs: number | null }[];
  /** Now. */
  queue: { waiting: number; oldestQueuedAt: string | null; blockedToday: number };
  live: { ai: number; capacity: number; escalating: number; withAgent: number };
  agents: { available: number; busy: number; wrapUp: number; away: number; offline: number };
  /** By hour of the period's last day ('00' to '23'): calls placed, those answered, and the most at once. */
  hours: { hour: string; placed: number; answered: number; escalated: number }[];
  /** Mean wait of those who were answered, and the longest of anybody (who gave up and who still waits included), by day. */
  waits: { day: string; meanSeconds: number | null; maxSeconds: number | null }[];
  /** How escalations ended, most frequent first. */
  outcomes: { outcome: string; count: number }[];
  /** Why a call was not placed: a rule of the gate, `cancelled` before it was dialled, or `failed`. */
  blocks: { rule: string; count: number }[];
}

/** GET /api/dashboards/sales?<KpiFilter> */
export interface SalesDashboard extends Dashboard {
  /** From message to sale, leads that arrived in the period; each step counts those that came at least so far. */
  funnel: { step: FunnelStep; count: number; previous: number }[];
  /** Leads that may still buy (neither lost nor opted out), by where they stand now, and what they may be worth: the middle of their budget, in US dollars. */
  pipeline: { stage: LeadStatus; leads: number; value: number }[];
  /** Visits booked, by week (its Monday) and by who booked. */
  appointments: { week: string; ai: number; agent: number }[];
  campaigns: {
    id: string;
    name: string;
    source: string;
    spend: number;
    leads: number;
    qualified: number;
    appointments: number;
    sales: number;
    revenue: number;
    /** revenue / spend; null without spend. */
    adReturn: number | null;
    previousReturn: number | null;
  }[];
  /** Signed so far, by day of the period, added up; and where the target would be on that day. */
  signed: { day: string; total: number; target: number | null }[];
}
export const funnelSteps = [
  'wrote',
  'qualified',
  'called',
  'reached',
  'appointment',
  'visited',
  'sold',
] as const;
export type FunnelStep = (typeof funnelSteps)[number];

/** GET /api/dashboards/technical?<KpiFilter> */
export interface TechnicalDashboard extends Dashboard {
  tools: {
    name: string;
    calls: number;
    failures: number;
    cached: number;
    medianMs: number | null;
    p95Ms: number | null;
    p99Ms: number | null;
  }[];
  /** Towards whom, e.g. `vapi`, `whatsapp`, `llm`: what we asked of them. */
  gateways: {
    name: string;
    requests: number;
    failures: number;
    medianMs: number | null;
    p95Ms: number | null;
  }[];
  errors: { kind: string; count: number; lastAt: string }[];
  /** Webhooks and events taken in, by day (or by hour for a period of one or two days: key is ISO 8601). */
  throughput: { key: string; webhooks: number; events: number }[];
  outbox: { pending: number; dead: number; oldestSeconds: number };
  events: { unpublished: number; uncounted: number };
  stores: { name: 'postgresql' | 'redis'; ok: boolean; latencyMs: number | null; sizeBytes: number | null }[];
  uptime: KpiPoint[];
}

/** GET /api/dashboards/executive?<KpiFilter> */
export interface ExecutiveDashboard extends Dashboard {
  /** One curve for each figure on top, by day. */
  trends: { key: KpiValue['key']; points: KpiPoint[] }[];
  /** To the end of the month in which the period ends: what has come so far, and what will if it goes on as in the last 28 days, by weekday. */
  forecast: {
    key: 'leads' | 'calls' | 'appointments' | 'sales' | 'revenue';
    soFar: number;
    expected: number;
    /** Half the width of the band into which four of five such forecasts fell. */
    spread: number;
    target: number | null;
    points: { day: string; total: number | null; expected: number | null }[];
  }[];
}

export type DashboardAnswer = {
  operations: OperationsDashboard;
  sales: SalesDashboard;
  technical: TechnicalDashboard;
  executive: ExecutiveDashboard;
};
/** GET /api/dashboards/:name/export?<KpiFilter>&words=es|en (of the titles; `language` is a filter) → text/csv (RFC 4180, UTF-8 with a mark so that Excel reads accents). */
