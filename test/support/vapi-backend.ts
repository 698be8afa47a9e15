/** As much of the backend as a call needs: real stores, the outbox, the line and the webhook, and a provider to call through. */
import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyInstance } from 'fastify';
import { pino } from 'pino';
import type pg from 'pg';
import { connectRedis } from '../../src/backend/cache/connect.ts';
import type { Deps } from '../../src/backend/deps.ts';
import { readEnv, type Env } from '../../src/backend/env.ts';
import { createVapiGateway } from '../../src/backend/gateways/vapi.ts';
import { callHandlers } from '../../src/backend/journey/call/call-handlers.ts';
import { dialNext } from '../../src/backend/journey/call/dial-call.ts';
import { requestCall } from '../../src/backend/journey/call/request-call.ts';
import { startQueueRestore } from '../../src/backend/journey/call/restore-queue.ts';
import type { Job, JobHandlers } from '../../src/backend/outbox/jobs.ts';
import { startOutboxWorker } from '../../src/backend/outbox/worker.ts';
import { createCallQueue } from '../../src/backend/queue/call-queue.ts';
import { connectPostgres } from '../../src/backend/store/connect.ts';
import { schedule } from '../../src/backend/store/outbox.ts';
import { vapiWebhook } from '../../src/backend/webhooks/vapi.ts';
import type { TestStores } from './stores.ts';
import { until } from './until.ts';
import type { VapiProvider } from './vapi-provider.ts';

export const vapiSecret = 'shared-secret-of-the-test';
export const vapiHmacSecret = 'hmac-secret-of-the-test';
const log = pino({ level: process.env['TEST_LOG'] ?? 'silent' });

/** A complete configuration; calls are allowed around the clock unless a test says otherwise. */
export function vapiEnv(provider: Pick<VapiProvider, 'url'>, changes: Record<string, string> = {}): Env {
  return readEnv({
    SECRET_KEY: 'x'.repeat(32),
    WHATSAPP_PHONE_NUMBER_ID: '1',
    WHATSAPP_ACCESS_TOKEN: 'token',
    WHATSAPP_APP_SECRET: 'secret',
    WHATSAPP_VERIFY_TOKEN: 'verify',
    VAPI_API_URL: provider.url,
    VAPI_API_KEY: 'vapi-key-of-the-test',
    VAPI_PHONE_NUMBER_ID: 'number-of-the-test',
    VAPI_SERVER_SECRET: vapiSecret,
    VAPI_HMAC_SECRET: vapiHmacSecret,
    VAPI_RECONCILE_GRACE_MS: '300',
    PUBLIC_URL: 'https://ai.vidanta.example',
    CALL_HOURS: '00:00-24:00',
    ...changes,
  });
}

export interface TestBackend {
  deps: Deps;
  db: pg.Pool;
  app: FastifyInstance;
  /** A server message, with the shared secret; resolves with the status of the answer. */
  hear: (message: Record<string, unknown>) => Promise<number>;
  stop: () => Promise<void>;
}

/** Kinds of jobs that other parts of the backend do: here they are done at once. */
const elsewhere = new Proxy(callHandlers, {
  get: (handlers, kind) => Reflect.get(handlers, kind) ?? (async () => undefined),
}) as unknown as JobHandlers<Deps>;

/**
 * Starts it on the given stores; `working: false` leaves the outbox and the line alone, so that a test takes each
 * step itself.
 */
export async function startVapiBackend(
  stores: TestStores,
  provider: VapiProvider,
  options: { env?: Record<string, string>; working?: boolean; now?: () => Date } = {},
): Promise<TestBackend> {
  const { working = true } = options;
  const env = vapiEnv(provider, options.env);
  const db = await connectPostgres(stores.databaseUrl, { max: 12, log });
  const redis = await connectRedis(stores.redisUrl, { log });
  const queue = createCallQueue(stores.redisUrl, log);
  const deps = {
    db,
    redis,
    env,
    log,
    queue,
    vapi: createVapiGateway(env, { dialTimeoutMs: 1_500 }),
    now: options.now ?? (() => new Date()),
  } as Deps;
  const app = Fastify();
  await app.register(vapiWebhook(deps));
  const worker = working
    ? await startOutboxWorker({ db, databaseUrl: stores.databaseUrl, handlers: elsewhere, deps, log })
    : undefined;
  const stopRestore = working ? startQueueRestore(deps, { everyMs: 300 }) : undefined;
  if (working) queue.startWorker((_, signal) => dialNext(deps, signal), 4);
  return {
    deps,
    db,
    app,
    hear: async (message) => {
      const answer = await app.inject({
        method: 'POST',
        url: '/webhooks/vapi',
        headers: { 'x-vapi-secret': vapiSecret, 'content-type': 'application/json' },
        payload: { message },
      });
      return answer.statusCode;
    },
    stop: async () => {
      await stopRestore?.();
      await queue.close();
      await worker?.stop(2_000);
      await app.close();
      redis.disconnect();
      await db.end();
    },
  };
}

let people = 0;

/** A lead who may be called; returns its id. */
export async function newLead(
  db: pg.Pool,
  changes: {
    phone?: string | null;
    consent?: boolean | null;
    timeZone?: string;
    status?: string;
    profile?: unknown;
  } = {},
): Promise<string> {
  people += 1;
  const id = randomUUID();
  const phone = changes.phone === undefined ? `+5255${String(10_000_000 + people)}` : changes.phone;
  await db.query(
    `INSERT INTO leads (id, phone, whatsapp_id, whatsapp_name, first_name, status, time_zone, profile)
     VALUES ($1, $2, $3, 'Ana', 'Ana', $4, $5, $6)`,
    [
      id,
      phone,
      `wa-${id}`,
      changes.status ?? 'qualified',
      changes.timeZone ?? 'America/Mexico_City',
      JSON.stringify(changes.profile ?? {}),
    ],
  );
  const consent = changes.consent === undefined ? true : changes.consent;
  if (consent !== null)
    await db.query(
      `INSERT INTO consents (lead_id, kind, granted, evidence, evidence_key) VALUES ($1, 'call', $2, 'sí, llámame', 'test')`,
      [id, consent],
    );
  return id;
}

/** An agent who can own tasks; returns the id. */
export async function newAgent(db: pg.Pool): Promise<string> {
  const id = randomUUID();
  await db.query(
    `INSERT INTO users (id, username, name, role, password_hash) VALUES ($1, $2, 'Andrea', 'agent', 'none')`,
    [id, `agent-${id}`],
  );
  return id;
}

/** Asks for a call as discovery would. */
export async function wantCall(
  db: pg.Pool,
  leadId: string,
  options: { intentKey?: string; mode?: 'qualify' | 'direct' } = {},
): Promise<void> {
  const intentKey = options.intentKey ?? `test:${leadId}`;
  await schedule(db, {
    kind: 'call.request',
    key: `call.request:${leadId}:${intentKey}`,
    payload: { leadId, intentKey, reason: 'prueba', mode: options.mode ?? 'qualify' },
  });
}

/** A call that Vapi has taken: our id, Vapi's id, the lead's. */
export interface TakenCall {
  id: string;
  vapiId: string;
  leadId: string;
}

/** Has a new lead called; resolves once the provider has the call. */
export async function takenCall(
  { db, deps }: TestBackend,
  provider: VapiProvider,
  options: { mode?: 'qualify' | 'direct' } = {},
): Promise<TakenCall> {
  const leadId = await newLead(db);
  const payload = { leadId, intentKey: `taken:${leadId}`, reason: 'prueba', mode: options.mode ?? 'qualify' };
  await requestCall({ payload } as Job<'call.request'>, deps);
  const id = await until(
    async () => {
      const { rows } = await db.query(`SELECT id FROM calls WHERE lead_id = $1 AND status = 'started'`, [
        leadId,
      ]);
      return rows[0]?.id as string | undefined;
    },
    { what: 'the call to start' },
  );
  return { id, leadId, vapiId: provider.placed.find((each) => each.customer.externalId === id)?.id ?? '' };
}

/** What a server message says of which call it is about. */
export function aboutCall(call: Pick<TakenCall, 'id' | 'vapiId'>): Record<string, unknown> {
  return { call: { id: call.vapiId, customer: { externalId: call.id } } };
}

/** The newest stored item of a type, once it left what it did. */
export function effectOf(
  { db }: TestBackend,
  match: { type: string; callId?: string },
): Promise<{ effect: string; deliveries: number }> {
  return until(
    async () => {
      const { rows } = await db.query(
        `SELECT effect, deliveries FROM webhooks WHERE type = $1 AND natural_key LIKE $2 AND effect IS NOT NULL ORDER BY id DESC LIMIT 1`,
        [match.type, `%${match.callId ?? ''}%`],
      );
      return rows[0] as { effect: string; deliveries: number } | undefined;
    },
    { what: `an effect of ${match.type}` },
  );
}
