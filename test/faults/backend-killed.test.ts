/** The backend is killed again and again while leads write, are called and ask for people: nobody is lost, nobody is bothered twice. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type pg from 'pg';
import { expect, it } from 'vitest';
import { api, startAgent, type Agent } from '../../scripts/lib/agent.ts';
import { startProduct, type Product } from '../../scripts/lib/product.ts';
import { demoAccounts } from '../../src/shared/demo.ts';
import { openPool, testStores, type TestStores } from '../support/stores.ts';
import { until } from '../support/until.ts';

/** 2 in the ordinary suite, 20 by `npm run test:faults`. */
const rounds = Number(process.env['FAULT_ROUNDS'] ?? 2);
const leadCount = Math.max(10, Math.ceil(rounds * 2.5));
const personas = [
  'buyer',
  'undecided',
  'direct',
  'opt-out',
  'booker',
  'bilingual',
  'no-answer',
  'media',
  'rude',
  'silent',
];
/** Those who are called in the end. */
const callers = new Set(['buyer', 'direct', 'booker', 'bilingual', 'no-answer']);
const deadlineMs = 120_000 + 30_000 * rounds;

interface Lead {
  phone: string;
  persona: string;
}
interface World {
  product: Product;
  db: pg.Pool;
  leads: Lead[];
}

async function withWorld(
  backends: number,
  work: (world: World, stores: TestStores) => Promise<void>,
): Promise<void> {
  const stores = await testStores();
  const dataDir = mkdtempSync(join(tmpdir(), 'faults-'));
  const db = openPool(stores.databaseUrl, 3);
  db.on('error', () => undefined);
  const agents: Agent[] = [];
  const product = await startProduct({
    dataDir,
    databaseUrl: stores.databaseUrl,
    redisUrl: stores.redisUrl,
    speed: 20,
    phones: 3,
    backends,
    env: { WHATSAPP_CONFIRM_GRACE_MS: '8000', VAPI_RECONCILE_GRACE_MS: '2000', RING_TIMEOUT_MS: '5000' },
  });
  try {
    for (const [index, phone] of product.phones.entries()) {
      const { username, password } = demoAccounts[index] ?? { username: '', password: '' };
      agents.push(
        await startAgent({ backendUrl: product.backendUrl, phone, username, password, behaviour: 'answer' }),
      );
    }
    await armFaults(product);
    const leads = await startLeads(product);
    await work({ product, db, leads }, stores);
  } finally {
    for (const agent of agents) agent.stop();
    await product.stop();
    await db.end();
    await stores.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/**
 * A kill seldom falls between a provider's deed and its answer, so the providers also cut the line there: for
 * one message in two and one call in four it was done, and nobody was told.
 */
async function armFaults(product: Product): Promise<void> {
  const { controlUrl } = product.simulators;
  const arm = (provider: string, fault: object): Promise<unknown> =>
    api(controlUrl, `/${provider}/faults`, { body: fault });
  await arm('whatsapp', { kind: 'accept-then-drop', times: leadCount });
  await arm('vapi', { kind: 'placed-then-drop', times: Math.ceil(leadCount / 8) });
  await arm('vapi', { kind: 'hang', times: Math.ceil(leadCount / 25) });
  await arm('vapi', { kind: 'placed-then-status', status: 503, times: Math.ceil(leadCount / 25) });
}

async function startLeads(product: Product): Promise<Lead[]> {
  const leads: Lead[] = [];
  for (let index = 0; index < leadCount; index += 1) {
    const persona = personas[index % personas.length] ?? 'buyer';
    const answer = await api<{ leads: { phone: string }[] }>(product.simulators.controlUrl, '/leads', {
      body: { persona, count: 1 },
    });
    for (const { phone } of answer.leads) leads.push({ phone, persona });
  }
  return leads;
}

/** Leads whose story is not over: not answered, not called though they should be, or somewhere in the middle of a call. */
async function unfinished(db: pg.Pool, leads: Lead[]): Promise<string[]> {
  const { rows } = await db.query<{ phone: string; called: boolean; open: boolean; answered: boolean }>(
    `SELECT l.phone,
       EXISTS (SELECT 1 FROM calls c WHERE c.lead_id = l.id AND c.status IN ('ended', 'failed', 'cancelled', 'blocked')) AS called,
       EXISTS (SELECT 1 FROM calls c WHERE c.lead_id = l.id AND c.not_before <= now()
         AND c.status NOT IN ('ended', 'failed', 'cancelled', 'blocked'))
       OR EXISTS (SELECT 1 FROM escalations e WHERE e.lead_id = l.id AND e.status NOT IN ('closed', 'callback', 'abandoned'))
       OR EXISTS (SELECT 1 FROM interactions i WHERE i.lead_id = l.id AND i.status IN ('pending', 'sending'))
       OR EXISTS (SELECT 1 FROM interactions i WHERE i.lead_id = l.id AND i.type = 'whatsapp' AND i.author = 'lead'
         AND i.discovered_at IS NULL AND l.status <> 'opted-out') AS open,
       EXISTS (SELECT 1 FROM interactions i WHERE i.lead_id = l.id AND i.author = 'ai' AND i.status IN ('sent', 'delivered', 'read'))
       OR l.status = 'opted-out' AS answered
     FROM leads l`,
  );
  const known = new Map(rows.map((row) => [row.phone, row]));
  return leads.flatMap(({ phone, persona }) => {
    const row = known.get(phone);
    if (row === undefined) return [`${persona}: never registered`];
    if (!row.answered) return [`${persona}: never answered`];
    if (row.open) return [`${persona}: in the middle of something`];
    return callers.has(persona) && !row.called ? [`${persona}: never called`] : [];
  });
}

/** What the outside world got more than once for one reason. */
async function repeated({ product }: World): Promise<string[]> {
  const { controlUrl } = product.simulators;
  const messages = await api<{ repeated: { callbackData: string; count: number }[] }>(
    controlUrl,
    '/whatsapp/messages',
  );
  const { calls } = await api<{ calls: { customer?: { externalId?: string } }[] }>(controlUrl, '/vapi/calls');
  const dialled = Map.groupBy(calls, (call) => call.customer?.externalId ?? 'without an id');
  return [
    ...messages.repeated.map(({ callbackData, count }) => `message ${callbackData} sent ${count} times`),
    ...[...dialled].flatMap(([id, list]) =>
      list.length > 1 ? [`call ${id} dialled ${list.length} times`] : [],
    ),
  ];
}

async function expectGoodEnd(world: World): Promise<void> {
  await until(async () => (await unfinished(world.db, world.leads)).length === 0, {
    timeoutMs: deadlineMs,
    what: 'every lead to reach an end',
  }).catch(async (error: unknown) => {
    throw new Error(`${String(error)}\n${(await unfinished(world.db, world.leads)).join('\n')}`);
  });
  expect(await repeated(world)).toEqual([]);
  const dead = await world.db.query(`SELECT key, last_error FROM outbox WHERE result = 'dead'`);
  expect(dead.rows).toEqual([]);
  const gaps = await world.db.query(
    `SELECT stream FROM events GROUP BY stream HAVING max(stream_seq) <> count(*)`,
  );
  expect(gaps.rows).toEqual([]);
}

it(
  `brings ${leadCount} leads to their ends though the backend is killed ${rounds} times, and sends and dials nothing twice`,
  async () => {
    await withWorld(1, async (world) => {
      for (let round = 0; round < rounds; round += 1) {
        await sleep(300 + Math.random() * 2_500); // any moment is a good one for a power cut
        await world.product.crashBackend();
      }
      await expectGoodEnd(world);
    });
  },
  deadlineMs * 2,
);

it(
  'loses nothing when Redis is emptied in the middle, with two backends at work and one of them killed',
  async () => {
    await withWorld(2, async (world, stores) => {
      const redis = new Redis(stores.redisUrl);
      for (let round = 0; round < rounds * 2; round += 1) {
        await sleep(200 + Math.random() * 1_500);
        await redis.flushdb();
        if (round === 1) await world.product.crashBackend(1);
      }
      redis.disconnect();
      await expectGoodEnd(world);
    });
  },
  deadlineMs * 2,
);
