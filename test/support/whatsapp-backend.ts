/** The lead's half of the backend on real stores, against simulated WhatsApp and LLM: what journey tests talk to. */
import fastify, { type FastifyInstance } from 'fastify';
import { createHmac, randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type pg from 'pg';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import type { Deps } from '../../src/backend/deps.ts';
import { readEnv, type Env } from '../../src/backend/env.ts';
import { createLlmGateway } from '../../src/backend/gateways/llm.ts';
import { createWhatsAppGateway } from '../../src/backend/gateways/whatsapp.ts';
import { leadHandlers } from '../../src/backend/journey/lead/lead-handlers.ts';
import type { Job, JobHandlers, JobKind } from '../../src/backend/outbox/jobs.ts';
import { startOutboxWorker, type OutboxWorker } from '../../src/backend/outbox/worker.ts';
import { recordLlmUsage } from '../../src/backend/store/llm-usage.ts';
import { whatsappWebhook } from '../../src/backend/webhooks/whatsapp.ts';
import { startLlmSimulator, type LlmSimulator } from '../../src/simulators/llm/llm.ts';
import {
  startWhatsAppSimulator,
  type WhatsAppOptions,
  type WhatsAppSimulator,
} from '../../src/simulators/whatsapp/whatsapp.ts';
import { openPool, type TestStores } from './stores.ts';
import { until } from './until.ts';

const APP_SECRET = 'the-app-secret-of-the-tests';
export const VERIFY_TOKEN = 'the-verify-token-of-the-tests';

export interface WhatsAppBackend {
  deps: Deps;
  db: pg.Pool;
  redis: Redis;
  whatsapp: WhatsAppSimulator;
  llm: LlmSimulator;
  /** Address of the webhook's server. */
  url: string;
  /** Jobs that other parts of the backend would have done. */
  handedOn: Job[];
  /** POSTs a body, signed unless told otherwise. */
  post: (body: unknown, signature?: string) => Promise<Response>;
  /** Waits until no job is due. */
  idle: () => Promise<void>;
  /** The same stores served by a worker of its own settings; the old one is stopped. */
  restartWorker: (deps?: Partial<Deps>) => Promise<void>;
  stopWorker: () => Promise<void>;
  close: () => Promise<void>;
}

export interface BackendOptions {
  env?: Record<string, string>;
  /** Simulated milliseconds run so much faster. */
  speed?: number;
  llm?: boolean;
  /** Templates that Meta approved; all where undefined. */
  templates?: WhatsAppOptions['templates'];
}

/** Starts everything; `close` ends it. */
export async function startWhatsAppBackend(
  stores: TestStores,
  { env = {}, speed = 50, llm: hasLlm = true, templates }: BackendOptions = {},
): Promise<WhatsAppBackend> {
  const [whatsapp, llm] = await Promise.all([
    startWhatsAppSimulator({
      ...{ appSecret: APP_SECRET, verifyToken: VERIFY_TOKEN, accessToken: 'token', speed, templates },
    }),
    startLlmSimulator({ apiKey: 'key' }),
  ]);
  const db = openPool(stores.databaseUrl, 15);
  const redis = new Redis(stores.redisUrl, { maxRetriesPerRequest: 2 });
  redis.on('error', () => undefined);
  const settings = testEnv({
    WHATSAPP_API_URL: whatsapp.url,
    OPENAI_BASE_URL: llm.url,
    ...(hasLlm ? {} : { OPENAI_BASE_URL: 'https://api.openai.com/v1', OPENAI_API_KEY: '' }),
    ...env,
  });
  const log = pino({ level: process.env['TEST_LOG'] ?? 'silent' });
  const deps = {
    db,
    redis,
    env: settings,
    log,
    whatsapp: createWhatsAppGateway(settings, { timeoutMs: 3_000 }),
    llm: createLlmGateway(settings, (entry) => recordLlmUsage(db, entry)),
    now: () => new Date(),
  } as unknown as Deps;
  const app: FastifyInstance = fastify();
  await app.register(whatsappWebhook(deps));
  await app.listen({ port: 0, host: '127.0.0.1' });
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  whatsapp.backendUrls = [url];

  const handedOn: Job[] = [];
  let worker: OutboxWorker | undefined;
  const startWorker = async (changed: Partial<Deps> = {}): Promise<void> => {
    worker = await startOutboxWorker({
      db,
      databaseUrl: stores.databaseUrl,
      handlers: allHandlers(handedOn),
      deps: { ...deps, ...changed },
      log,
    });
  };
  await startWorker();

  return {
    deps,
    db,
    redis,
    whatsapp,
    llm,
    url,
    handedOn,
    post: (body, signature) => postSigned(url, body, signature),
    idle: () => waitUntilIdle(db, whatsapp),
    stopWorker: async () => worker?.stop(),
    restartWorker: async (changed) => {
      await worker?.stop();
      await startWorker(changed);
    },
    close: async () => {
      await worker?.stop();
      await app.close();
      await Promise.all([whatsapp.close(), llm.close()]);
      await db.end();
      redis.disconnect();
    },
  };
}

/** A configuration with everything that has no default. */
export function testEnv(changes: Record<string, string> = {}): Env {
  return readEnv({
    SECRET_KEY: 'x'.repeat(32),
    WHATSAPP_PHONE_NUMBER_ID: '106540352242922',
    WHATSAPP_ACCESS_TOKEN: 'token',
    WHATSAPP_APP_SECRET: APP_SECRET,
    WHATSAPP_VERIFY_TOKEN: VERIFY_TOKEN,
    WHATSAPP_CONFIRM_GRACE_MS: '1500',
    VAPI_API_KEY: 'vapi',
    VAPI_PHONE_NUMBER_ID: randomUUID(),
    VAPI_SERVER_SECRET: 'a-secret-of-sixteen',
    OPENAI_API_KEY: 'key',
    LLM_TIMEOUT_MS: '4000',
    CALL_HOURS: '00:00-00:00',
    ...changes,
  });
}

function allHandlers(handedOn: Job[]): JobHandlers<Deps> {
  const kinds: JobKind[] = ['call.request', 'appointment.confirm'];
  const others = kinds.map((kind) => [kind, (job: Job) => Promise.resolve(void handedOn.push(job))]);
  return { ...Object.fromEntries(others), ...leadHandlers } as JobHandlers<Deps>;
}

/** `X-Hub-Signature-256` of a body. */
export function sign(raw: string, secret = APP_SECRET): string {
  return `sha256=${createHmac('sha256', secret).update(raw).digest('hex')}`;
}

function postSigned(url: string, body: unknown, signature?: string): Promise<Response> {
  const raw = typeof body === 'string' ? body : JSON.stringify(body);
  return fetch(`${url}/webhooks/whatsapp`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': signature ?? sign(raw) },
    body: raw,
  });
}

async function waitUntilIdle(db: pg.Pool, whatsapp: WhatsAppSimulator): Promise<void> {
  await until(
    async () => {
      await whatsapp.settled();
      const { rows } = await db.query<{ busy: number }>(
        `SELECT count(*)::int AS busy FROM outbox WHERE done_at IS NULL AND run_at < now() + interval '5 seconds'`,
      );
      return rows[0]?.busy === 0;
    },
    { what: 'the outbox to be empty', timeoutMs: 60_000 },
  );
}
