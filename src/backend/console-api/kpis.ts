/** Figures over HTTP, for supervisors and administrators. The wire is src/shared/kpis.ts. */
import type { FastifyPluginCallback, FastifyRequest } from 'fastify';
import type pg from 'pg';
import { z } from 'zod';
import {
  kpiCasesQuery,
  kpiFilter,
  kpiKeys,
  kpis,
  kpiSeriesQuery,
  type KpiAnswer,
  type KpiCases,
  type KpiFilter,
  type KpiKey,
  type KpiSeries,
} from '../../shared/kpis.ts';
import { countingRules } from '../analytics/counting-rules.ts';
import { kpiCases } from '../analytics/kpi-cases.ts';
import { kpiSeries, kpiValues } from '../analytics/kpi-values.ts';
import { lengthOf } from '../analytics/period.ts';
import { countedTo } from '../analytics/roller.ts';
import type { Env } from '../env.ts';
import { ApiProblem, checked } from './api-problem.ts';

export interface FigureOptions {
  db: pg.Pool;
  env: Pick<Env, 'REPORTING_TIME_ZONE' | 'MXN_PER_USD'>;
  now: () => Date;
}

const maxDays = 731;
const path = z.object({ key: z.enum(kpiKeys as [KpiKey, ...KpiKey[]]) });
const valuesQuery = kpiFilter.extend({
  keys: z
    .string()
    .transform((list) => list.split(','))
    .pipe(z.array(z.enum(kpiKeys as [KpiKey, ...KpiKey[]])).max(kpiKeys.length))
    .optional(),
});

/** `GET /api/kpis`, `GET /api/kpis/:key/series`, `GET /api/kpis/:key/cases`. */
export function kpiRoutes({ db, env, now }: FigureOptions): FastifyPluginCallback {
  const rules = countingRules(env);
  const question = (filter: KpiFilter) => ({ db, filter, rules, now: now() });
  return (server, _options, done) => {
    server.get('/api/kpis', async ({ query }): Promise<KpiAnswer> => {
      const { keys, ...filter } = bounded(checked(valuesQuery, query));
      const at = await countedTo(db);
      return { countedTo: at, values: await kpiValues(question(filter), keys) };
    });
    server.get('/api/kpis/:key/series', async (request): Promise<KpiSeries> => {
      const key = keyOf(request);
      const { by, ...filter } = bounded(checked(kpiSeriesQuery, request.query));
      if (by !== 'day' && !(kpis[key].by as readonly string[]).includes(by))
        throw incorrect('by', `${key} cannot be split by ${by}`);
      return { key, by, points: await kpiSeries(question(filter), key, by) };
    });
    server.get('/api/kpis/:key/cases', async (request): Promise<KpiCases> => {
      const query = bounded(checked(kpiCasesQuery, request.query));
      return kpiCases(question(query), keyOf(request), query);
    });
    done();
  };
}

function keyOf({ params }: FastifyRequest): KpiKey {
  return checked(path, params).key;
}

/** A period that can be counted in one request. Throws ApiProblem `invalid`. */
export function bounded<F extends KpiFilter>(filter: F): F {
  const days = lengthOf(filter);
  if (days < 1) throw incorrect('to', 'the last day comes before the first');
  if (days > maxDays) throw incorrect('from,to', `ask for at most ${maxDays} days`);
  return filter;
}

function incorrect(fields: string, why: string): ApiProblem {
  return new ApiProblem('invalid', `Correct this and send it again. ${fields}: ${why}.`, {
    reason: 'incorrect',
    params: { fields },
  });
}
