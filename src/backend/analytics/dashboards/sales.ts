/** What comes of it: from message to sale, by campaign, and what campaigns bring for their money. */
import { funnelSteps, type SalesDashboard } from '../../../shared/dashboards.ts';
import type { KpiFilter } from '../../../shared/kpis.ts';
import { all, first } from '../../store/database.ts';
import { narrowed, Parameters, type Dimension } from '../filter.ts';
import { kpiSeries, kpiValues, type KpiQuestion } from '../kpi-values.ts';
import { daysInMonth, daysOf, previousOf } from '../period.ts';
import { countedTo } from '../roller.ts';
import { monthlyTarget } from '../targets.ts';

const keys = [
  ...(['leads', 'qualifiedLeads', 'leadToCall', 'appointment'] as const),
  ...(['appointments', 'sales', 'revenue', 'adReturn'] as const),
];
const by: readonly Dimension[] = ['source', 'campaign', 'propertyType', 'language'];

export async function salesDashboard(question: KpiQuestion): Promise<SalesDashboard> {
  const at = await countedTo(question.db);
  const [kpis, funnel, pipeline, appointments, campaigns, signed] = await Promise.all([
    kpiValues(question, keys),
    readFunnel(question),
    readPipeline(question),
    readAppointments(question),
    readCampaigns(question),
    readSigned(question),
  ]);
  return { countedTo: at, kpis, funnel, pipeline, appointments, campaigns, signed };
}

async function readFunnel(question: KpiQuestion): Promise<SalesDashboard['funnel']> {
  const [now, then] = await Promise.all([
    countSteps(question, question.filter),
    countSteps(question, { ...question.filter, ...previousOf(question.filter) }),
  ]);
  return funnelSteps.map((step, index) => ({ step, count: now[index] ?? 0, previous: then[index] ?? 0 }));
}

async function countSteps({ db }: KpiQuestion, filter: KpiFilter): Promise<number[]> {
  const { where, values } = ofPeriod(filter);
  const came = [1, 2, 3, 4, 5, 6].map((step) => `coalesce(sum(came${step}), 0)`).join(', ');
  const row = await first<{ steps: number[] }>(
    db,
    `SELECT ARRAY[coalesce(sum(leads), 0), ${came}]::float8[] AS steps FROM analytics.lead_days WHERE ${where}`,
    values,
  );
  return row?.steps ?? [];
}

/** What may still become a sale: who said no is not worth anything any more. */
function readPipeline({ db, filter }: KpiQuestion): Promise<SalesDashboard['pipeline']> {
  const { where, values } = ofPeriod(filter);
  return all(
    db,
    `SELECT status AS stage, sum(leads)::int AS leads, round(sum(value))::float8 AS value FROM analytics.stage_days WHERE ${where} AND status NOT IN ('lost', 'opted-out')
     GROUP BY status ORDER BY 2 DESC`,
    values,
  );
}

function readAppointments({ db, filter }: KpiQuestion): Promise<SalesDashboard['appointments']> {
  const { where, values } = ofPeriod(filter);
  return all(
    db,
    `SELECT to_char(date_trunc('week', day::timestamp), 'YYYY-MM-DD') AS week, sum(booked_by_ai)::int AS ai, sum(booked_by_agent)::int AS agent
     FROM analytics.result_days WHERE ${where} GROUP BY 1 HAVING sum(booked_by_ai + booked_by_agent) > 0 ORDER BY 1`,
    values,
  );
}

/** Every campaign that cost or brought anything, the dearest first. */
function readCampaigns({ db, filter, rules }: KpiQuestion): Promise<SalesDashboard['campaigns']> {
  const parameters = new Parameters();
  const previous = previousOf(filter);
  const from = parameters.add('from', filter.from, 'date');
  const to = parameters.add('to', filter.to, 'date');
  const before = parameters.add('before', previous.from, 'date');
  const rate = parameters.add('rate', rules.mxnPerUsd, 'numeric');
  const narrow = narrowed(filter, parameters, { by });
  const only = narrowed(filter, parameters, { by: ['campaign'] });
  const sum = (field: string): string => `coalesce(sum(${field}) FILTER (WHERE day >= ${from}), 0)`;
  const past = (field: string): string => `coalesce(sum(${field}) FILTER (WHERE day < ${from}), 0)`;
  const period = `campaign_id IS NOT NULL AND day BETWEEN ${before} AND ${to}`;
  return all(
    db,
    `SELECT c.id, c.name, c.source, round(t.spend)::float8 AS spend, t.leads, t.qualified, t.appointments, t.sales,
       round(t.revenue)::float8 AS revenue, (t.revenue / nullif(t.spend, 0))::float8 AS "adReturn",
       (t.past_revenue / nullif(t.past_spend, 0))::float8 AS "previousReturn"
     FROM (SELECT campaign_id, ${sum('spend')} AS spend, ${sum('leads')}::int AS leads, ${sum('qualified')}::int AS qualified,
         ${sum('appointments')}::int AS appointments, ${sum('sales')}::int AS sales, ${sum('revenue')} AS revenue,
         ${past('spend')} AS past_spend, ${past('revenue')} AS past_revenue
       FROM (SELECT campaign_id, day, 0::numeric AS spend, leads, qualified, 0 AS appointments, 0 AS sales, 0::numeric AS revenue
           FROM analytics.lead_days WHERE ${period}${narrow}
         UNION ALL SELECT campaign_id, day, 0, 0, 0, booked_by_ai + booked_by_agent, sales, revenue FROM analytics.result_days WHERE ${period}${narrow}
         UNION ALL SELECT campaign_id, day, CASE currency WHEN 'MXN' THEN amount / ${rate} ELSE amount END, 0, 0, 0, 0, 0
           FROM campaign_spend WHERE ${period}${only}) r
       GROUP BY campaign_id) t
     JOIN campaigns c ON c.id = t.campaign_id
     WHERE (t.spend > 0 OR t.leads > 0 OR t.sales > 0)${narrowed(filter, parameters, { by: ['source'], prefix: 'c.' })}
     ORDER BY t.spend DESC, t.leads DESC, c.name`,
    parameters.values,
  );
}

async function readSigned(question: KpiQuestion): Promise<SalesDashboard['signed']> {
  const [points, target] = await Promise.all([
    kpiSeries(question, 'revenue', 'day'),
    monthlyTarget(question.db, 'revenue'),
  ]);
  let total = 0;
  let wanted = 0;
  const amounts = new Map(points.map((point) => [point.key, point.numerator]));
  return daysOf(question.filter).map((day) => {
    total += amounts.get(day) ?? 0;
    wanted += (target ?? 0) / daysInMonth(day);
    return { day, total: Math.round(total), target: target === null ? null : Math.round(wanted) };
  });
}

function ofPeriod(filter: KpiFilter): { where: string; values: unknown[] } {
  const parameters = new Parameters();
  const where = `day BETWEEN ${parameters.add('from', filter.from, 'date')} AND ${parameters.add('to', filter.to, 'date')}`;
  return { where: `${where}${narrowed(filter, parameters, { by })}`, values: parameters.values };
}
