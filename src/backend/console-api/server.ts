/** The HTTP server around everybody's routes: limits, headers, the guard, and one shape for every refusal. */
import { randomUUID } from 'node:crypto';
import { getHeapStatistics } from 'node:v8';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import underPressure from '@fastify/under-pressure';
import Fastify, {
  LogController,
  type FastifyInstance,
  type FastifyPluginAsync,
  type FastifyPluginCallback,
  type FastifyRequest,
} from 'fastify';
import type { Redis } from 'ioredis';
import type pg from 'pg';
import type { Logger } from 'pino';
import type { Env } from '../env.ts';
import { healthRoutes, type HealthCheck } from '../health.ts';
import { metricsRoutes, type Metrics } from '../metrics.ts';
import { accessOf } from './access.ts';
import { agentRoutes } from './agents.ts';
import { answerProblem, ApiProblem } from './api-problem.ts';
import { auditRoutes } from './audit.ts';
import { boardRoutes } from './board.ts';
import { callRoutes } from './calls.ts';
import { choiceRoutes } from './choices.ts';
import { configRoutes } from './config.ts';
import { diallingRoutes } from './dialling.ts';
import { dashboardRoutes } from './dashboards.ts';
import { directoryRoutes } from './directory.ts';
import { escalationRoutes } from './escalations.ts';
import { addGuard } from './guard.ts';
import { historyRoutes } from './history.ts';
import { kpiRoutes } from './kpis.ts';
import { leadRoutes } from './leads.ts';
import { noteRoutes } from './notes.ts';
import { addOrigins } from './origins.ts';
import { addRenderer } from './renderer.ts';
import { contentSecurityPolicy, permissionsPolicy } from './page-policy.ts';
import { superviseAgentRoutes } from './supervise-agents.ts';
import { saleRoutes } from './sales.ts';
import { searchRoutes } from './search.ts';
import { sessionRoutes } from './session.ts';
import { taskRoutes } from './tasks.ts';
import { todayRoutes } from './today.ts';
import { wrapUpRoutes } from './wrap-ups.ts';
import { visitRoutes } from './visits.ts';

export interface ServerOptions {
  db: pg.Pool;
  redis: Redis;
  env: Pick<
    Env,
    | 'TRUST_PROXY'
    | 'DEMO'
    | 'RENDERER_DIR'
    | 'ALLOWED_ORIGINS'
    | 'WRAP_UP_SECONDS'
    | 'REPORTING_TIME_ZONE'
    | 'MXN_PER_USD'
    | 'VAPI_CONCURRENCY'
  >;
  log: Logger;
  metrics: Metrics;
  /** The routes of others: webhooks and the AI's tools. */
  plugins?: (FastifyPluginAsync | FastifyPluginCallback)[];
  /** What readiness asks beside the stores and the outbox. */
  checks?: HealthCheck[];
  version?: string;
  now?: () => Date;
  /** Requests are turned away while the event loop is late by more than this on average. */
  maxEventLoopDelayMs?: number;
}

const bodyLimitBytes = 256 * 1024;
const requestTimeoutMs = 30_000;
const requestsPerMinute = 1_200;
const retryAfterS = 5;
const maxEventLoopDelayMs = 1_000;

/** Builds the server; the caller listens. Throws where a route has no entry in the table of access. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const { db, env, log, metrics, version = '0.1.0', now = () => new Date() } = options;
  const server = Fastify({
    loggerInstance: log as FastifyInstance['log'],
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: env.TRUST_PROXY,
    bodyLimit: bodyLimitBytes,
    requestTimeout: requestTimeoutMs,
    genReqId: () => randomUUID(),
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 100 },
  });
  server.setErrorHandler(answerProblem);
  addOrigins(server, env.ALLOWED_ORIGINS);
  await protect(server, options.maxEventLoopDelayMs ?? maxEventLoopDelayMs);
  addGuard(server, db);
  metrics.observeRequests(server);
  logRequests(server);
  const deps = { db };
  for (const routes of [
    configRoutes({ demo: env.DEMO, version, reportingTimeZone: env.REPORTING_TIME_ZONE }),
    sessionRoutes({ db, now }),
    leadRoutes(deps),
    callRoutes(deps),
    escalationRoutes(deps),
    agentRoutes(deps),
    taskRoutes(deps),
    choiceRoutes({ db, env }),
    wrapUpRoutes(deps),
    noteRoutes(deps),
    todayRoutes(deps),
    visitRoutes({ db, env, now }),
    saleRoutes({ db, env, now }),
    directoryRoutes(deps),
    searchRoutes(deps),
    historyRoutes(deps),
    boardRoutes(deps),
    superviseAgentRoutes(deps),
    diallingRoutes(deps),
    auditRoutes(deps),
    kpiRoutes({ db, env, now }),
    dashboardRoutes({ ...options, now }),
    healthRoutes(options),
    metricsRoutes(metrics),
    ...(options.plugins ?? []),
  ])
    await server.register(routes);
  await addRenderer(server, { dir: env.RENDERER_DIR });
  return server;
}

async function protect(server: FastifyInstance, maxEventLoopDelay: number): Promise<void> {
  await server.register(underPressure, {
    maxEventLoopDelay,
    maxHeapUsedBytes: Math.floor(getHeapStatistics().heap_size_limit * 0.9),
    pressureHandler: async (request, reply, _type, value) => {
      // Without a sample the plugin says Infinity; health must answer just then.
      if (!Number.isFinite(value) || isWatched(request)) return;
      void reply.header('retry-after', retryAfterS);
      throw new ApiProblem('unavailable', 'The server is very busy. Try again in a few seconds.', {
        reason: 'server-busy',
      });
    },
  });
  await server.register(helmet, { contentSecurityPolicy, hsts: { maxAge: 15_552_000 } });
  server.addHook('onSend', async (_request, reply) => {
    void reply.header('permissions-policy', permissionsPolicy);
  });
  await server.register(rateLimit, {
    max: requestsPerMinute,
    timeWindow: 60_000,
    keyGenerator: (request) => request.session?.tokenHash ?? request.ip,
    allowList: isNotCounted,
    errorResponseBuilder: () =>
      new ApiProblem('too-many', 'Too many requests. Wait a minute and try again.', { reason: 'too-many' }),
  });
}

function isWatched(request: FastifyRequest): boolean {
  return /^\/(health\/|metrics)/.test(request.routeOptions.url ?? '');
}

/** Providers send in bursts and are checked by signature; files and health are cheap. */
function isNotCounted(request: FastifyRequest): boolean {
  const { url } = request.routeOptions;
  if (url === undefined) return false;
  return accessOf(request.method, url) === 'provider' || !url.startsWith('/api/');
}

/** One line a request: the route's pattern, never its parameters. */
function logRequests(server: FastifyInstance): void {
  server.addHook('onResponse', (request, reply, done) => {
    const level = reply.statusCode >= 500 ? 'warn' : 'debug';
    const { url: route } = request.routeOptions;
    request.log[level](
      { method: request.method, route, status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
      'request',
    );
    done();
  });
}
