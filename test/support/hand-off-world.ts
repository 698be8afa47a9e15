/** As much of the backend as tools and escalations need: real stores, a clock to turn, and a live control that listens. */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance } from 'fastify';
import type pg from 'pg';
import { pino } from 'pino';
import { connectRedis } from '../../src/backend/cache/connect.ts';
import type { Deps } from '../../src/backend/deps.ts';
import { readEnv } from '../../src/backend/env.ts';
import { createVapiGateway } from '../../src/backend/gateways/vapi.ts';
import { escalationHandlers } from '../../src/backend/journey/escalation/escalation-handlers.ts';
import { RunAgain, type Job, type JobHandler, type JobKind } from '../../src/backend/outbox/jobs.ts';
import { connectPostgres } from '../../src/backend/store/connect.ts';
import { claimJobs, finishJob, postponeJob, schedule } from '../../src/backend/store/outbox.ts';
import { storeWebhook } from '../../src/backend/store/webhooks.ts';
import { toolRoutes } from '../../src/backend/tools/tool-routes.ts';
import type { PhoneReport } from '../../src/shared/phone.ts';
import type { TestStores } from './stores.ts';

const log = pino({ level: process.env['TEST_LOG'] ?? 'silent' });
export const toolSecret = 'shared-secret-of-the-test';

/** Body of POST to a call's control URL. */
export type Command = Record<string, unknown> & { type: string };
type ReportType = Exclude<PhoneReport['type'], 'registration'>;

export interface HandOffWorld {
  deps: Deps;
  db: pg.Pool;
  app: FastifyInstance;
  /** What the live control was told, oldest first, with the call's id. */
  commands: (Command & { callId: string })[];
  /** HTTP statuses for the next commands; 0 breaks the connection. Afterwards everything is taken. */
  refusals: number[];
  /** Jobs of other parts of the backend that were scheduled. */
  elsewhere: Job[];
  clock: { now: Date };
  /** Runs what is due until nothing is. */
  work: () => Promise<void>;
  /** Turns the clock beyond the open attempt's time, and lets it expire. */
  expire: (escalationId: string) => Promise<void>;
  /** A report of an agent's phone, stored as the console API stores it, and processed. Returns what it did. */
  report: (agentId: string, report: Partial<PhoneReport> & { type: ReportType }) => Promise<string>;
  /** One row, or the first of many. */
  row: <T extends pg.QueryResultRow>(sql: string, values?: unknown[]) => Promise<T>;
  rows: <T extends pg.QueryResultRow>(sql: string, values?: unknown[]) => Promise<T[]>;
  stop: () => Promise<void>;
}

/** Starts it on the given stores. */
export async function startHandOffWorld(
  stores: TestStores,
  { env: changes = {}, at = new Date() }: { env?: Record<string, string>; at?: Date } = {},
): Promise<HandOffWorld> {
  const commands: HandOffWorld['commands'] = [];
  const refusals: number[] = [];
  const elsewhere: Job[] = [];
  const clock = { now: at };
  const control = await startControl(commands, refusals);
  const env = readEnv({
    SECRET_KEY: 'x'.repeat(32),
    WHATSAPP_PHONE_NUMBER_ID: '1',
    WHATSAPP_ACCESS_TOKEN: 'token',
    WHATSAPP_APP_SECRET: 'secret',
    WHATSAPP_VERIFY_TOKEN: 'verify',
    VAPI_API_URL: control.url,
    VAPI_API_KEY: 'vapi-key-of-the-test',
    VAPI_PHONE_NUMBER_ID: 'number-of-the-test',
    VAPI_SERVER_SECRET: toolSecret,
    PBX_TRUNK: '127.0.0.1:5060',
    CALL_HOURS: '00:00-24:00',
    ...changes,
  });
  const db = await connectPostgres(stores.databaseUrl, { max: 12, log });
  const redis = await connectRedis(stores.redisUrl, { log });
  const vapi = createVapiGateway(env, { timeoutMs: 2_000 });
  const deps = { db, redis, env, log, vapi, now: () => clock.now } as Deps;
  const app = Fastify();
  await app.register(toolRoutes(deps));
  const rows: HandOffWorld['rows'] = async (sql, values = []) => (await db.query(sql, values)).rows as never;
  const work = (): Promise<void> => workOff(deps, elsewhere);
  return {
    deps,
    db,
    app,
    commands,
    refusals,
    elsewhere,
    clock,
    work,
    expire: async (escalationId) => {
      const [attempt] = await rows<{ id: string; expires_at: Date }>(
        `SELECT id, expires_at FROM escalation_attempts WHERE escalation_id = $1 AND status <> 'ended'`,
        [escalationId],
      );
      if (attempt === undefined) return;
      clock.now = new Date(Math.max(clock.now.getTime(), attempt.expires_at.getTime()) + 1);
      await db.query(`UPDATE outbox SET run_at = now() WHERE key LIKE $1 AND done_at IS NULL`, [
        `escalation.expire:${attempt.id}%`,
      ]);
      await work();
    },
    report: async (agentId, report) => {
      const body = {
        ...blankReport(clock.now),
        // One call of a phone keeps its name from the first report to the last.
        phoneCallId: `${agentId.slice(0, 8)}:${(report as { attemptId?: string }).attemptId ?? (report as { number?: string }).number ?? ''}`,
        ...report,
        agentId,
      } as PhoneReport & { agentId: string };
      const { id, fresh } = await storeWebhook(db, {
        source: 'phone',
        naturalKey: body.id,
        type: body.type,
        body,
      });
      if (fresh)
        await schedule(db, {
          kind: 'phone.process',
          key: `phone.process:${id}`,
          lane: `phone:${agentId}`,
          payload: { webhookId: id },
        });
      await work();
      const [stored] = await rows<{ effect: string }>(`SELECT effect FROM webhooks WHERE id = $1`, [id]);
      return stored?.effect ?? '';
    },
    row: async (sql, values) => {
      const [found] = await rows(sql, values);
      if (found === undefined) throw new Error(`no row: ${sql}`);
      return found as never;
    },
    rows,
    stop: async () => {
      await app.close();
      await control.close();
      redis.disconnect();
      await db.end();
    },
  };
}

function blankReport(now: Date): Record<string, unknown> {
  return {
    id: randomUUID(),
    at: now.getTime(),
    sipCallId: randomUUID(),
    direction: 'in',
    escalationId: null,
    attemptId: null,
    match: 'none',
    number: 'anonymous',
    held: false,
    outcome: 'no-answer',
    sipStatus: null,
    cause: '',
    talkMs: 0,
    quality: null,
  };
}

async function startControl(
  commands: HandOffWorld['commands'],
  refusals: number[],
): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const status = refusals.shift() ?? 200;
      const callId = request.url?.split('/')[2] ?? '';
      if (status === 200)
        commands.push({ callId, ...(JSON.parse(Buffer.concat(chunks).toString()) as Command) });
      if (status === 0) return void request.socket.destroy();
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(status === 200 ? '{}' : '{"message":"no"}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** The outbox, one job after another; jobs that nobody here handles are noted and done. */
async function workOff(deps: Deps, elsewhere: Job[]): Promise<void> {
  const handlers: Partial<Record<JobKind, unknown>> = escalationHandlers;
  for (;;) {
    const jobs = await claimJobs(deps.db, `test-${process.pid}`, 50, 60_000);
    if (jobs.length === 0) return;
    for (const job of jobs) {
      const handler = handlers[job.kind] as JobHandler<JobKind, Deps> | undefined;
      if (handler === undefined) elsewhere.push(job);
      try {
        await handler?.(job, deps);
        await finishJob(deps.db, job.id, 'done');
      } catch (error) {
        if (!(error instanceof RunAgain)) throw error;
        // Later by the test's clock, which does not move by itself.
        await postponeJob(deps.db, job.id, Math.max(error.delayMs, 3_600_000), {
          error: error.message,
          counted: false,
        });
      }
    }
  }
}

let count = 0;

export interface NewPerson {
  language?: 'es' | 'en';
  profile?: Record<string, unknown>;
  phone?: string | null;
  firstName?: string;
  status?: string;
}

/** A lead with a call in progress. */
export async function newCall(
  world: HandOffWorld,
  person: NewPerson = {},
  { status = 'in-progress', controlUrl = true }: { status?: string; controlUrl?: boolean } = {},
): Promise<{ leadId: string; callId: string; vapiCallId: string; phone: string }> {
  count += 1;
  const phone = person.phone ?? `+5255${String(20_000_000 + count)}`;
  const [leadId, callId, vapiCallId] = [randomUUID(), randomUUID(), randomUUID()];
  await world.db.query(
    `INSERT INTO leads (id, phone, whatsapp_id, first_name, last_name, status, language, profile, lead_source)
     VALUES ($1, $2, $3, $4, 'Robles', $5, $6, $7, 'ad')`,
    [
      leadId,
      phone,
      `wa-${leadId}`,
      person.firstName ?? 'Mariana',
      person.status ?? 'calling',
      person.language ?? 'es',
      JSON.stringify(person.profile ?? {}),
    ],
  );
  await world.db.query(
    `INSERT INTO calls (id, lead_id, vapi_call_id, status, intent_key, reason, control_url, started_at, answered_at)
     VALUES ($1, $2, $3, $4, $5, 'prueba', $6, now(), now())`,
    [
      callId,
      leadId,
      vapiCallId,
      status,
      `test:${callId}`,
      controlUrl ? `${world.deps.env.VAPI_API_URL}/control/${callId}` : null,
    ],
  );
  return { leadId, callId, vapiCallId, phone };
}

export interface NewAgent {
  name?: string;
  languages?: string[];
  skills?: string[];
  state?: string;
  registered?: boolean;
  /** How long ago the phone was heard of. */
  silentS?: number;
  /** How long ago the console was heard of. */
  consoleSilentS?: number;
  /** How long ago the last call ended. */
  idleS?: number;
}

/** An agent at a desk, by default one who could take a call. Phone and console count as seen for the next hour. */
export async function newAgent(world: HandOffWorld, agent: NewAgent = {}): Promise<string> {
  count += 1;
  const id = randomUUID();
  await world.db.query(
    `INSERT INTO users (id, username, name, role, password_hash, languages, skills, extension, state, phone_registered, phone_seen_at, console_seen_at, last_call_ended_at)
     VALUES ($1, $2, $3, 'agent', 'none', $4, $5, $6, $7, $8, now() - make_interval(secs => $9), now() - make_interval(secs => $11), now() - make_interval(secs => $10))`,
    [
      id,
      `agent-${id}`,
      agent.name ?? `Agente ${count}`,
      agent.languages ?? ['es', 'en'],
      agent.skills ?? [],
      String(70_000 + count),
      agent.state ?? 'available',
      agent.registered ?? true,
      agent.silentS ?? -3600,
      agent.idleS ?? 60,
      agent.consoleSilentS ?? -3600,
    ],
  );
  return id;
}

/** Nobody is at a desk any more: tests of one file share a database. */
export async function sendAgentsHome(world: HandOffWorld): Promise<void> {
  await world.db.query(`UPDATE users SET state = 'offline'`);
}

/** A `tool-calls` message of a call. */
export function toolMessage(
  vapiCallId: string,
  calls: Record<string, unknown>[],
  message: Record<string, unknown> = {},
): Record<string, unknown> {
  return { message: { type: 'tool-calls', call: { id: vapiCallId }, toolCallList: calls, ...message } };
}

/** One tool call in Vapi's commonest shape. */
export function toolCall(
  name: string,
  args: unknown,
  id = `call_${randomUUID()}`,
): Record<string, unknown> & { id: string } {
  return { id, type: 'function', function: { name, arguments: args } };
}

export interface ToolResults {
  results: { toolCallId: string; name: string; result?: string; error?: string }[];
}

/** Posts a message to a tool's address as Vapi does. */
export async function postTool(
  world: HandOffWorld,
  body: unknown,
  { path = '/api/tools/availability', secret = toolSecret }: { path?: string; secret?: string } = {},
): Promise<{ status: number; body: ToolResults }> {
  const answer = await world.app.inject({
    method: 'POST',
    url: path,
    headers: { 'content-type': 'application/json', 'x-vapi-secret': secret },
    payload: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: answer.statusCode, body: answer.json() };
}

/** Asks one tool and returns what it said. */
export async function askTool(
  world: HandOffWorld,
  vapiCallId: string,
  { name, args = {}, id }: { name: string; args?: unknown; id?: string },
): Promise<{ result?: string; error?: string; toolCallId: string; name: string }> {
  const { status, body } = await postTool(world, toolMessage(vapiCallId, [toolCall(name, args, id)]));
  const [result] = body.results ?? [];
  if (status !== 200 || result === undefined) throw new Error(`HTTP ${status} ${JSON.stringify(body)}`);
  return result;
}
