/** How the machinery goes: times, errors, how much is taken in, and what waits. */
import type { TechnicalDashboard } from '../../../shared/dashboards.ts';
import { iso } from '../../store/console-columns.ts';
import { all } from '../../store/database.ts';
import { outboxState } from '../../store/outbox.ts';
import { kpiValues, type KpiQuestion } from '../kpi-values.ts';
import { lengthOf } from '../period.ts';
import { countedTo, uncounted } from '../roller.ts';
import { percentiles } from '../tool-times.ts';
import { uptimeSeries } from '../uptime.ts';
import type { DashboardWorld } from './world.ts';

const keys = ['toolSuccess', 'toolTimeMedian', 'toolTimeP95', 'uptime'] as const;
/** A period of so few days is shown by the hour. */
const DAYS_BY_HOUR = 2;

export async function technicalDashboard(
  question: KpiQuestion,
  world: DashboardWorld,
): Promise<TechnicalDashboard> {
  const { db } = question;
  const at = await countedTo(db);
  const [kpis, tools, gateways, errors, throughput, outbox, behind, stores, uptime] = await Promise.all([
    kpiValues(question, keys),
    readTools(question),
    readGateways(question),
    readErrors(question),
    readThroughput(question),
    outboxState(db),
    uncounted(db),
    world.stores(),
    uptimeSeries(question),
  ]);
  return {
    ...{ countedTo: at, kpis, tools, gateways, errors, throughput, stores, uptime },
    outbox: {
      pending: outbox.pending,
      dead: outbox.dead,
      oldestSeconds: Math.max(0, Math.round(outbox.oldestMs / 1000)),
    },
    events: { unpublished: behind.unpublished, uncounted: behind.uncounted },
  };
}

/** Per cent. */
const shares = { medianMs: 50, p95Ms: 95, p99Ms: 99 };

function readTools({ db, filter }: KpiQuestion): Promise<TechnicalDashboard['tools']> {
  const rows = `SELECT name, bucket, sum(calls)::integer AS n FROM analytics.tool_days WHERE day BETWEEN $1 AND $2 GROUP BY 1, 2`;
  return all(
    db,
    `SELECT p.name, p.total AS calls, t.failures, t.cached, p."medianMs", p."p95Ms", p."p99Ms" FROM (${percentiles(rows, 'name', shares)}) p
     JOIN (SELECT name, sum(failures)::float8 AS failures, sum(cached)::float8 AS cached FROM analytics.tool_days WHERE day BETWEEN $1 AND $2 GROUP BY 1) t
       USING (name) ORDER BY p.total DESC, p.name`,
    [filter.from, filter.to],
  );
}

function readGateways({ db, filter }: KpiQuestion): Promise<TechnicalDashboard['gateways']> {
  const rows = `SELECT gateway, bucket, sum(requests)::integer AS n FROM analytics.gateway_days WHERE day BETWEEN $1 AND $2 GROUP BY 1, 2`;
  return all(
    db,
    `SELECT p.gateway AS name, p.total AS requests, t.failures, p."medianMs", p."p95Ms" FROM (${percentiles(rows, 'gateway', shares)}) p
     JOIN (SELECT gateway, sum(failures)::float8 AS failures FROM analytics.gateway_days WHERE day BETWEEN $1 AND $2 GROUP BY 1) t USING (gateway)
     ORDER BY p.total DESC, p.gateway`,
    [filter.from, filter.to],
  );
}

/** Each kind's count and last time: failed calls, messages, tools, questions to the LLM, and jobs that were given up. */
function readErrors({ db, filter, rules }: KpiQuestion): Promise<TechnicalDashboard['errors']> {
  const during = (column: string): string =>
    `${column} >= ($1::date::timestamp AT TIME ZONE $3) AND ${column} < (($2::date + 1)::timestamp AT TIME ZONE $3)`;
  return all(
    db,
    `SELECT kind, count::int, ${iso('last_at')} AS "lastAt" FROM (
       SELECT 'call.failed' AS kind, count(*), max(at) AS last_at FROM events WHERE type = 'call.failed' AND ${during('at')}
       UNION ALL SELECT 'message.failed', count(*), max(at) FROM events WHERE type = 'message.changed' AND data->>'status' = 'failed' AND ${during('at')}
       UNION ALL SELECT 'tool.' || name, count(*), max(at) FROM analytics.tool_calls WHERE NOT success AND day BETWEEN $1 AND $2 GROUP BY name
       UNION ALL SELECT 'llm.' || purpose, count(*), max(at) FROM llm_usage WHERE NOT ok AND ${during('at')} GROUP BY purpose
       UNION ALL SELECT 'job.' || kind, count(*), max(done_at) FROM outbox WHERE result = 'dead' AND ${during('done_at')} GROUP BY kind) e
     WHERE count > 0 ORDER BY 2 DESC, 1`,
    [filter.from, filter.to, rules.timeZone],
  );
}

function readThroughput({ db, filter, rules }: KpiQuestion): Promise<TechnicalDashboard['throughput']> {
  const key = lengthOf(filter) <= DAYS_BY_HOUR ? iso('hour') : `to_char(hour AT TIME ZONE $3, 'YYYY-MM-DD')`;
  return all(
    db,
    `SELECT ${key} AS key, sum(webhooks)::int AS webhooks, sum(events)::int AS events FROM analytics.volume_hours
     WHERE hour >= ($1::date::timestamp AT TIME ZONE $3) AND hour < (($2::date + 1)::timestamp AT TIME ZONE $3) GROUP BY 1 ORDER BY 1`,
    [filter.from, filter.to, rules.timeZone],
  );
}
