/** The four dashboards over HTTP, for supervisors and administrators. The wire is src/shared/dashboards.ts. */
import type { FastifyPluginCallback } from 'fastify';
import type { Redis } from 'ioredis';
import type pg from 'pg';
import { z } from 'zod';
import { dashboardNames, type DashboardAnswer, type DashboardName } from '../../shared/dashboards.ts';
import { kpiFilter, type KpiFilter } from '../../shared/kpis.ts';
import { countingRules } from '../analytics/counting-rules.ts';
import { executiveDashboard } from '../analytics/dashboards/executive.ts';
import { operationsDashboard } from '../analytics/dashboards/operations.ts';
import { salesDashboard } from '../analytics/dashboards/sales.ts';
import { technicalDashboard } from '../analytics/dashboards/technical.ts';
import type { DashboardWorld } from '../analytics/dashboards/world.ts';
import type { KpiQuestion } from '../analytics/kpi-values.ts';
import type { Env } from '../env.ts';
import { lookAtAll, type HealthCheck, type Look } from '../health.ts';
import { single } from '../store/database.ts';
import { checked } from './api-problem.ts';
import { csvOf } from './dashboard-csv.ts';
import type { Words } from './dashboard-csv-words.ts';
import { bounded } from './kpis.ts';

export interface DashboardOptions {
  db: pg.Pool;
  redis: Redis;
  env: Pick<Env, 'REPORTING_TIME_ZONE' | 'MXN_PER_USD' | 'VAPI_CONCURRENCY'>;
  now: () => Date;
  checks?: HealthCheck[];
}

const path = z.object({ name: z.enum(dashboardNames) });
const exportQuery = kpiFilter.omit({ language: true }).extend({
  language: z.enum(['es', 'en']).optional(),
  /** Of the words in the file, else what the request accepts; `language` is a filter of the figures. */
  words: z.enum(['es', 'en']).optional(),
});

const readers: {
  [N in DashboardName]: (question: KpiQuestion, world: DashboardWorld) => Promise<DashboardAnswer[N]>;
} = {
  operations: operationsDashboard,
  sales: salesDashboard,
  technical: technicalDashboard,
  executive: executiveDashboard,
};

/** `GET /api/dashboards/:name`, `GET /api/dashboards/:name/export`. */
export function dashboardRoutes(options: DashboardOptions): FastifyPluginCallback {
  const { db, env, now } = options;
  const rules = countingRules(env);
  const world = worldOf(options);
  const read = (name: DashboardName, filter: KpiFilter): Promise<DashboardAnswer[DashboardName]> =>
    readers[name]({ db, filter, rules, now: now() }, world);
  return (server, _options, done) => {
    server.get('/api/dashboards/:name', ({ params, query }) =>
      read(checked(path, params).name, bounded(checked(kpiFilter, query))),
    );
    server.get('/api/dashboards/:name/export', async ({ params, query, headers }, reply) => {
      const { name } = checked(path, params);
      const { words = acceptedWords(headers['accept-language']), ...filter } = bounded(
        checked(exportQuery, query),
      );
      const file = `${name}-${filter.from}-${filter.to}.csv`;
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="${file}"`)
        .send(csvOf({ name, dashboard: await read(name, filter), filter, words, timeZone: rules.timeZone }));
    });
    done();
  };
}

/** English where it comes before Spanish in what a browser or a program says it accepts. */
function acceptedWords(accepted = ''): Words {
  return accepted.toLowerCase().match(/\b(es|en)\b/)?.[1] === 'en' ? 'en' : 'es';
}

function worldOf(options: DashboardOptions): DashboardWorld {
  return {
    lines: options.env.VAPI_CONCURRENCY,
    services: async () =>
      (await lookAtAll(options)).map((look) => ({
        ...{ name: look.name, state: stateOf(look), detail: look.detail },
        latencyMs: look.latencyMs,
      })),
    stores: async () => [await lookAtPostgres(options.db), await lookAtRedis(options.redis)],
  };
}

function stateOf({ ok, critical }: Look): 'up' | 'degraded' | 'down' {
  if (ok) return 'up';
  return critical ? 'down' : 'degraded';
}

type StoreLook = Awaited<ReturnType<DashboardWorld['stores']>>[number];

async function lookAtPostgres(db: pg.Pool): Promise<StoreLook> {
  const startedAt = performance.now();
  await db.query('SELECT 1');
  const latencyMs = Math.round(performance.now() - startedAt);
  const { bytes } = await single<{ bytes: number }>(
    db,
    `SELECT pg_database_size(current_database())::float8 AS bytes`,
  );
  return { name: 'postgresql', ok: true, latencyMs, sizeBytes: bytes };
}

async function lookAtRedis(redis: Redis): Promise<StoreLook> {
  const away: StoreLook = { name: 'redis', ok: false, latencyMs: null, sizeBytes: null };
  if (redis.status !== 'ready') return away;
  try {
    const startedAt = performance.now();
    await redis.ping();
    const latencyMs = Math.round(performance.now() - startedAt);
    const used = /used_memory:(\d+)/.exec(await redis.info('memory').catch(() => ''))?.[1];
    return { name: 'redis', ok: true, latencyMs, sizeBytes: used === undefined ? null : Number(used) };
  } catch {
    return away;
  }
}
