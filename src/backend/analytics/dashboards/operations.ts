/** How the floor goes: services, the line of calls, who talks with whom, and how long people wait. */
import type { OperationsDashboard } from '../../../shared/dashboards.ts';
import { all, single, type Queryable } from '../../store/database.ts';
import { narrowed, Parameters, type Dimension } from '../filter.ts';
import { kpiValues, type KpiQuestion } from '../kpi-values.ts';
import { countedTo } from '../roller.ts';
import type { DashboardWorld } from './world.ts';

const keys = [
  ...(['calls', 'callSuccess', 'escalation', 'serviceLevel'] as const),
  ...(['answerSpeed', 'abandonment', 'handleTime', 'occupancy'] as const),
];
const ofLead: readonly Dimension[] = ['source', 'campaign', 'propertyType', 'language'];

export async function operationsDashboard(
  question: KpiQuestion,
  world: DashboardWorld,
): Promise<OperationsDashboard> {
  const { db } = question;
  const at = await countedTo(db);
  const [values, services, now, hours, waits, outcomes, blocks] = await Promise.all([
    kpiValues(question, keys),
    world.services(),
    readNow(question),
    readHours(question),
    readWaits(question),
    readOutcomes(question),
    readBlocks(question),
  ]);
  const { queue, live, agents } = now;
  return {
    ...{ countedTo: at, kpis: values, services, queue, agents },
    live: { ...live, capacity: world.lines },
    ...{ hours, waits, outcomes, blocks },
  };
}

interface Now {
  queue: OperationsDashboard['queue'];
  live: Omit<OperationsDashboard['live'], 'capacity'>;
  agents: OperationsDashboard['agents'];
}

function readNow({ db, rules, now }: KpiQuestion): Promise<Now> {
  const calls = (...statuses: string[]): string =>
    `(SELECT count(*)::int FROM calls WHERE status IN (${statuses.map((status) => `'${status}'`).join(', ')}))`;
  const agents = (state: string): string => `count(*) FILTER (WHERE state = '${state}')::int`;
  return single<Now>(
    db as Queryable,
    `SELECT json_build_object('waiting', ${calls('queued')},
         'oldestQueuedAt', (SELECT to_char(min(queued_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') FROM calls WHERE status = 'queued'),
         'blockedToday', (SELECT count(*)::int FROM analytics.calls WHERE day = ($2::timestamptz AT TIME ZONE $1)::date AND blocked IS NOT NULL)) AS queue,
       json_build_object('ai', ${calls('started', 'ringing', 'in-progress', 'forwarding')}, 'withAgent', ${calls('with-agent')},
         'escalating', (SELECT count(*)::int FROM escalations WHERE status IN ('requested', 'reserved', 'transferring', 'ringing'))) AS live,
       (SELECT json_build_object('available', ${agents('available')}, 'busy', ${agents('busy')}, 'wrapUp', ${agents('wrap-up')},
         'away', ${agents('away')}, 'offline', ${agents('offline')}) FROM users WHERE active AND (role = 'agent' OR extension IS NOT NULL)) AS agents`,
    [rules.timeZone, now],
  );
}

/** The hours of the period's last day, all 24. */
function readHours({ db, filter, rules }: KpiQuestion): Promise<OperationsDashboard['hours']> {
  const parameters = new Parameters();
  const day = parameters.add('to', filter.to, 'date');
  const zone = parameters.add('zone', rules.timeZone, 'text');
  return all(
    db,
    `SELECT lpad(h::text, 2, '0') AS hour, count(f.call_id)::int AS placed, count(*) FILTER (WHERE f.talked)::int AS answered,
       count(*) FILTER (WHERE f.person)::int AS escalated
     FROM generate_series(0, 23) h LEFT JOIN (SELECT * FROM analytics.calls f WHERE f.day = ${day} AND f.placed_at IS NOT NULL
       ${narrowed(filter, parameters, { by: ofLead, prefix: 'f.' })}) f ON extract(hour FROM f.placed_at AT TIME ZONE ${zone}) = h
     GROUP BY h ORDER BY h`,
    parameters.values,
  );
}

/** The mean is that of the answered, as the KPI's; the longest is anybody's, also of who gave up or waits until now. */
function readWaits(question: KpiQuestion): Promise<OperationsDashboard['waits']> {
  return ofPeriod(
    question,
    (
      rows,
    ) => `SELECT to_char(day, 'YYYY-MM-DD') AS day, round(avg(wait_ms) FILTER (WHERE f.answered_at IS NOT NULL) / 1000.0, 1)::float8 AS "meanSeconds",
      round((max(coalesce(f.wait_ms, extract(epoch FROM clock_timestamp() - x.requested_at) * 1000)) / 1000.0)::numeric, 1)::float8 AS "maxSeconds"
      FROM analytics.escalations f
      LEFT JOIN escalations x ON x.id = f.escalation_id AND x.status IN ('requested', 'reserved', 'transferring', 'ringing')
      WHERE ${rows} AND (f.wait_ms IS NOT NULL OR x.id IS NOT NULL) GROUP BY f.day ORDER BY f.day`,
  );
}

function readOutcomes(question: KpiQuestion): Promise<OperationsDashboard['outcomes']> {
  return ofPeriod(
    question,
    (
      rows,
    ) => `SELECT outcome, count(*)::int AS count FROM analytics.escalations f WHERE ${rows} AND outcome IS NOT NULL
      GROUP BY outcome ORDER BY 2 DESC, 1`,
  );
}

function readBlocks(question: KpiQuestion): Promise<OperationsDashboard['blocks']> {
  return ofPeriod(
    question,
    (
      rows,
    ) => `SELECT blocked AS rule, count(*)::int AS count FROM analytics.calls f WHERE ${rows} AND blocked IS NOT NULL
      GROUP BY blocked ORDER BY 2 DESC, 1`,
    ofLead,
  );
}

/** Facts of the period, narrowed. */
function ofPeriod<R extends object>(
  { db, filter }: KpiQuestion,
  sql: (rows: string) => string,
  by: readonly Dimension[] = [...ofLead, 'agent'],
): Promise<R[]> {
  const parameters = new Parameters();
  const rows = `f.day BETWEEN ${parameters.add('from', filter.from, 'date')} AND ${parameters.add('to', filter.to, 'date')}`;
  return all(db, sql(`${rows}${narrowed(filter, parameters, { by, prefix: 'f.' })}`), parameters.values);
}
