/** What a monitoring system reads (Prometheus text format): how long things take, and how much waits. */
import type { FastifyInstance, FastifyPluginCallback } from 'fastify';
import type pg from 'pg';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { AgentState } from '../shared/push.ts';
import { readStanding, type Standing } from './store/console-health.ts';
import { outboxState } from './store/outbox.ts';
import { deliveryState } from './store/webhook-deliveries.ts';

/** Measures of one backend; several backends are added up by whoever reads them. */
export interface Metrics {
  /** The whole exposition, its gauges read just now. */
  read: () => Promise<{ text: string; contentType: string }>;
  /** Times every request of `server` by its route's pattern. */
  observeRequests: (server: FastifyInstance) => void;
  /** A tool of the AI has answered; milliseconds. */
  observeTool: (tool: { name: string; success: boolean; cached: boolean; ms: number }) => void;
  /** The outside world has answered us, or failed to; milliseconds. */
  observeGateway: (gateway: string, ms: number, failed: boolean) => void;
  /** Who can say how many sockets this backend holds. */
  observeSockets: (count: () => { console: number; phone: number }) => void;
}

const seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** A registry of its own, so that two backends in one process do not meet. */
export function createMetrics({ db }: { db: pg.Pool }): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const requests = new Histogram({
    name: 'vidanta_http_request_duration_seconds',
    help: 'Time from request to answer, by route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: seconds,
    registers,
  });
  const tools = new Histogram({
    name: 'vidanta_tool_duration_seconds',
    help: 'Time the tools of the AI took to answer',
    labelNames: ['tool', 'success', 'cached'],
    buckets: seconds,
    registers,
  });
  const webhooks = new Counter({
    name: 'vidanta_webhook_requests_total',
    help: 'Requests of providers by route and status',
    labelNames: ['route', 'status'],
    registers,
  });
  const gateways = new Histogram({
    name: 'vidanta_gateway_duration_seconds',
    help: 'Time the outside world (WhatsApp, Vapi, the LLM) took to answer us',
    labelNames: ['gateway', 'outcome'],
    buckets: seconds,
    registers,
  });
  const refresh = addGauges(registry, db);
  return {
    read: async () => {
      await refresh();
      return { text: await registry.metrics(), contentType: registry.contentType };
    },
    observeTool: ({ name, success, cached, ms }) =>
      tools.observe({ tool: name, success: String(success), cached: String(cached) }, ms / 1000),
    observeGateway: (gateway, ms, failed) =>
      gateways.observe({ gateway, outcome: failed ? 'failed' : 'ok' }, ms / 1000),
    observeSockets: (count) => addSocketGauge(registry, count),
    observeRequests: (server) => {
      server.addHook('onResponse', (request, reply, done) => {
        const route = request.routeOptions.url ?? 'none';
        const status = String(reply.statusCode);
        requests.observe({ method: request.method, route, status }, reply.elapsedTime / 1000);
        if (route.startsWith('/webhooks/')) webhooks.inc({ route, status });
        done();
      });
    },
  };
}

const gauges: readonly { name: string; help: string; value: (standing: Standing) => number }[] = [
  { name: 'vidanta_queue_depth', help: 'Calls waiting to be placed', value: (s) => s.queuedCalls },
  {
    name: 'vidanta_queue_age_seconds',
    help: 'How long the call that is due longest has waited for a line',
    value: (s) => s.oldestQueuedMs / 1000,
  },
  { name: 'vidanta_ai_calls', help: 'Conversations that the AI has now', value: (s) => s.aiCalls },
  {
    name: 'vidanta_escalations_waiting',
    help: 'Escalations that no person has answered yet',
    value: (s) => s.escalationsWaiting,
  },
  {
    name: 'vidanta_publisher_lag_seconds',
    help: 'How long the oldest event that no console was told of has waited',
    value: (s) => s.publisherLagMs / 1000,
  },
  { name: 'vidanta_open_calls', help: 'Calls being placed or on a line', value: (s) => s.openCalls },
  { name: 'vidanta_open_escalations', help: 'Escalations not over yet', value: (s) => s.openEscalations },
  {
    name: 'vidanta_events_unpublished',
    help: 'Events no console was told of yet',
    value: (s) => s.unpublishedEvents,
  },
  {
    name: 'vidanta_agents_available',
    help: 'Agents who say that they are available',
    value: (s) => s.agentsAvailable,
  },
  {
    name: 'vidanta_analytics_uncounted',
    help: 'Leads and agents whose figures are out of date',
    value: (s) => s.uncounted,
  },
  {
    name: 'vidanta_analytics_lag_seconds',
    help: 'How long figures have been out of date',
    value: (s) => s.uncountedSeconds,
  },
  {
    name: 'vidanta_llm_cost_usd_today',
    help: 'US dollars spent on the LLM since midnight UTC',
    value: (s) => s.llmCostToday,
  },
];

/** The gauges are set from PostgreSQL when they are asked for: no counter of ours can drift from the truth. */
function addGauges(registry: Registry, db: pg.Pool): () => Promise<void> {
  const registers = [registry];
  const simple = gauges.map(({ value, ...about }) => ({ value, gauge: new Gauge({ ...about, registers }) }));
  const stored = new Gauge({
    name: 'vidanta_webhook_items',
    help: 'Items stored in the last 24 hours, by source and kind of count',
    labelNames: ['source', 'count'],
    registers,
  });
  const jobs = new Gauge({
    name: 'vidanta_outbox_jobs',
    help: 'Jobs pending or given up',
    labelNames: ['state'],
    registers,
  });
  const lag = new Gauge({
    name: 'vidanta_outbox_lag_seconds',
    help: 'How long the oldest due job has waited',
    registers,
  });
  const agents = new Gauge({
    name: 'vidanta_agents',
    help: 'People who may sign in, by what they do now',
    labelNames: ['state'],
    registers,
  });
  const refreshDeliveries = addDeliveryGauges(registry, db);
  return async () => {
    const [standing, outbox] = await Promise.all([readStanding(db), outboxState(db), refreshDeliveries()]);
    for (const state of agentStates) agents.set({ state }, 0);
    for (const { state, people } of standing.agents) agents.set({ state }, people);
    for (const { gauge, value } of simple) gauge.set(value(standing));
    for (const { source, ...counts } of standing.webhooks)
      for (const [count, number] of Object.entries(counts)) stored.set({ source, count }, number);
    jobs.set({ state: 'pending' }, outbox.pending);
    jobs.set({ state: 'dead' }, outbox.dead);
    lag.set(outbox.oldestMs / 1000);
  };
}

/** Asked whenever the exposition is read. */
function addSocketGauge(registry: Registry, count: () => Record<string, number>): void {
  const sockets = new Gauge({
    name: 'vidanta_sockets',
    help: 'Consoles and phones connected to this backend',
    labelNames: ['kind'],
    registers: [registry],
    collect: () => {
      for (const [kind, open] of Object.entries(count())) sockets.set({ kind }, open);
    },
  });
}

const agentStates: readonly AgentState[] = ['available', 'busy', 'wrap-up', 'away', 'offline'];

/** Our own webhooks: what is owed to others. */
function addDeliveryGauges(registry: Registry, db: pg.Pool): () => Promise<void> {
  const registers = [registry];
  const deliveries = new Gauge({
    name: 'vidanta_webhook_deliveries',
    help: 'Deliveries of our own webhooks that wait, or were given up',
    labelNames: ['state'],
    registers,
  });
  const lag = new Gauge({
    name: 'vidanta_webhook_delivery_lag_seconds',
    help: 'How long the oldest delivery that could be sent now has waited',
    registers,
  });
  const failing = new Gauge({
    name: 'vidanta_webhook_endpoints_failing',
    help: 'Endpoints that nothing gets through to',
    registers,
  });
  return async () => {
    const state = await deliveryState(db);
    deliveries.set({ state: 'pending' }, state.pending);
    deliveries.set({ state: 'dead' }, state.dead);
    lag.set(state.oldestMs / 1000);
    failing.set(state.failingEndpoints);
  };
}

/** `GET /metrics`; the guard lets in this machine and administrators only. */
export function metricsRoutes(metrics: Metrics): FastifyPluginCallback {
  return (server, _options, done) => {
    server.get('/metrics', async (_request, reply) => {
      const { text, contentType } = await metrics.read();
      return reply.type(contentType).send(text);
    });
    done();
  };
}
