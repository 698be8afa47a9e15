/** Every dashboard and every question about a figure, asked again and again of other periods and parts. */
import { performance } from 'node:perf_hooks';
import type pg from 'pg';
import { executiveDashboard } from '../../src/backend/analytics/dashboards/executive.ts';
import { operationsDashboard } from '../../src/backend/analytics/dashboards/operations.ts';
import { salesDashboard } from '../../src/backend/analytics/dashboards/sales.ts';
import { technicalDashboard } from '../../src/backend/analytics/dashboards/technical.ts';
import type { DashboardWorld } from '../../src/backend/analytics/dashboards/world.ts';
import { kpiCases } from '../../src/backend/analytics/kpi-cases.ts';
import { kpiSeries, kpiValues, type KpiQuestion } from '../../src/backend/analytics/kpi-values.ts';
import { addDays } from '../../src/backend/analytics/period.ts';
import { kpiKeys, kpis, type KpiFilter, type KpiKey } from '../../src/shared/kpis.ts';

type Ask = (question: KpiQuestion) => Promise<unknown>;

const world: DashboardWorld = { services: async () => [], stores: async () => [], lines: 10 };

/** By name: the four dashboards, all figures at once, and each figure's value, curve, breakdowns and cases. */
export function analyticsQueries(): Map<string, Ask> {
  const queries = new Map<string, Ask>([
    ['dashboard operations', (question) => operationsDashboard(question, world)],
    ['dashboard sales', salesDashboard],
    ['dashboard technical', (question) => technicalDashboard(question, world)],
    ['dashboard executive', executiveDashboard],
    ['all figures', (question) => kpiValues(question)],
  ]);
  for (const key of kpiKeys) {
    queries.set(`${key} value`, (question) => kpiValues(question, [key]));
    queries.set(`${key} by day`, (question) => kpiSeries(question, key, 'day'));
    for (const by of kpis[key].by) queries.set(`${key} by ${by}`, (question) => kpiSeries(question, key, by));
    queries.set(`${key} cases`, (question) => kpiCases(question, key, { limit: 50 }));
  }
  return queries;
}

/** 7 days, a month, a quarter, a year; all, or one source, campaign, type or language. */
export async function variedQuestions(db: pg.Pool, to: string, count: number): Promise<KpiQuestion[]> {
  const { rows } = await db.query<{ id: string }>(`SELECT id FROM campaigns ORDER BY name LIMIT 24`);
  const parts: Partial<KpiFilter>[] = [
    {},
    { source: 'meta' },
    { propertyType: 'villa' },
    { language: 'en' },
    ...rows.slice(0, 3).map(({ id }) => ({ campaign: id })),
  ];
  const lengths = [7, 30, 91, 365];
  return Array.from({ length: count }, (_, index) => {
    const length = lengths[index % lengths.length] ?? 7;
    const last = addDays(to, length === 365 ? 0 : -((index * 37) % (365 - length)));
    const filter = {
      ...parts[Math.floor(index / lengths.length) % parts.length],
      from: addDays(last, 1 - length),
      to: last,
    };
    return {
      db,
      filter,
      rules: { timeZone: 'America/Mexico_City', mxnPerUsd: 18.4 },
      now: new Date(`${to}T23:00:00Z`),
    };
  });
}

/** Milliseconds of each question, one after the other. */
export async function timeQuery(ask: Ask, questions: readonly KpiQuestion[]): Promise<number[]> {
  const times: number[] = [];
  for (const question of questions) {
    const startedAt = performance.now();
    await ask(question);
    times.push(performance.now() - startedAt);
  }
  return times;
}

/** What a figure's breakdowns and cases have in common, for the table: `value`, `by day`, `by …`, `cases`, `dashboard …`. */
export function kindOf(name: string): string {
  if (name.startsWith('dashboard') || name === 'all figures') return name;
  const [key = '', ...kind] = name.split(' ');
  return kpiKeys.includes(key as KpiKey) ? `figure: ${kind.join(' ')}` : name;
}
