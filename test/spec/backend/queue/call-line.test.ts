import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { pino } from 'pino';
import { restoreQueue } from '../../../../src/backend/journey/call/restore-queue.ts';
import { createCallQueue } from '../../../../src/backend/queue/call-queue.ts';
import { openLines } from '../../../../src/backend/store/call-line.ts';
import { withClient } from '../../../support/shared-postgres.ts';
import { testStores } from '../../../support/stores.ts';
import { until } from '../../../support/until.ts';
import {
  newAgent,
  newLead,
  startVapiBackend,
  wantCall,
  type TestBackend,
} from '../../../support/vapi-backend.ts';
import { startVapiProvider, type VapiProvider } from '../../../support/vapi-provider.ts';
import { relayTo } from '../../../support/vapi-relay.ts';

const log = pino({ level: 'silent' });
const stores = await testStores();
let provider: VapiProvider;
let raw: Redis;
const running: TestBackend[] = [];

async function backend(options: { concurrency?: string; working?: boolean } = {}): Promise<TestBackend> {
  const started = await startVapiBackend(stores, provider, {
    working: options.working ?? true,
    env: { VAPI_CONCURRENCY: options.concurrency ?? '1000' },
  });
  running.push(started);
  return started;
}

beforeAll(async () => {
  provider = await startVapiProvider();
  raw = new Redis(stores.redisUrl);
  const first = await backend({ working: false });
  await newAgent(first.db);
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop()));
  await withClient(stores.databaseUrl, (client) =>
    client.query(`UPDATE calls SET status = 'cancelled' WHERE outcome IS NULL`),
  );
  await raw.flushall();
});
afterAll(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop()));
  raw.disconnect();
  await provider.close();
});

const dialled = (): string[] =>
  provider.requests.map((body) => (body['customer'] as { externalId: string }).externalId);
async function callIdOf(at: TestBackend, leadId: string): Promise<string> {
  const { rows } = await at.db.query(`SELECT id FROM calls WHERE lead_id = $1`, [leadId]);
  return rows[0]?.id as string;
}
async function statusesOf(at: TestBackend, leadIds: string[]): Promise<string[]> {
  const { rows } = await at.db.query(`SELECT status FROM calls WHERE lead_id = ANY($1) ORDER BY queued_at`, [
    leadIds,
  ]);
  return rows.map((row: { status: string }) => row.status);
}
async function leadsInLine(at: TestBackend, count: number): Promise<string[]> {
  const leads: string[] = [];
  for (let i = 0; i < count; i += 1) leads.push(await newLead(at.db));
  for (const leadId of leads) await wantCall(at.db, leadId);
  return leads;
}
async function hangUp(at: TestBackend, leadIds: string[]): Promise<void> {
  await at.db.query(
    `UPDATE calls SET status = 'ended', outcome = 'completed', ended_at = now() WHERE lead_id = ANY($1)`,
    [leadIds],
  );
}

/** Ends the calls that are under way; true once all have had theirs. */
async function finish(at: TestBackend, leads: string[]): Promise<boolean> {
  const { rows } = await at.db.query(
    `SELECT lead_id FROM calls WHERE status = 'started' AND lead_id = ANY($1)`,
    [leads],
  );
  await hangUp(
    at,
    rows.map((row: { lead_id: string }) => row.lead_id),
  );
  const statuses = await statusesOf(at, leads);
  return statuses.length === leads.length && statuses.every((status) => status === 'ended');
}

describe('the line of calls', () => {
  it("is the seed's list in Redis, first in, first out", async () => {
    const queue = createCallQueue(stores.redisUrl, log);
    await until(async () => (await raw.ping()) === 'PONG');
    for (const id of ['first', 'second', 'third']) await until(() => queue.enqueue(id).then(() => true));
    await queue.enqueue('second');
    expect((await raw.lrange('queue:calls:wait', 0, -1)).toReversed()).toEqual(['first', 'second', 'third']);
    expect(await queue.depth()).toBe(3);
    const taken: string[] = [];
    queue.startWorker(async (id) => {
      taken.push(id);
      return undefined;
    }, 1);
    await until(() => taken.length === 3);
    expect(taken).toEqual(['first', 'second', 'third']);
    await until(async () => (await queue.depth()) === 0);
    await queue.close();
  });

  it('dials in the order in which the calls were put in line', async () => {
    const at = await backend({ concurrency: '1' });
    const leads = await leadsInLine(at, 6);
    await until(() => finish(at, leads), { what: 'everybody to be called' });
    const { rows } = await at.db.query(`SELECT id FROM calls WHERE lead_id = ANY($1) ORDER BY queued_at`, [
      leads,
    ]);
    const inLine = rows.map((row: { id: string }) => row.id);
    expect(dialled().filter((id) => inLine.includes(id))).toEqual(inLine);
  });

  it('never takes more lines than there are, with two backends at work', async () => {
    const [one, two] = [await backend({ concurrency: '3' }), await backend({ concurrency: '3' })];
    const leads = await leadsInLine(one, 12);
    let most = 0;
    let over = false;
    const watch = (async () => {
      while (!over) most = Math.max(most, await openLines(one.db));
    })();
    await until(() => finish(two, leads), { what: 'everybody to be called' }).finally(() => (over = true));
    await watch;
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(3);
    for (const leadId of leads) {
      const id = await callIdOf(one, leadId);
      expect(dialled().filter((each) => each === id)).toHaveLength(1);
    }
  });

  it('loses nothing and repeats nothing when Redis is emptied in the middle', async () => {
    const at = await backend({ concurrency: '2' });
    const leads = await leadsInLine(at, 10);
    await until(async () => (await statusesOf(at, leads)).length === leads.length);
    for (let round = 0; round < 5; round += 1) {
      await raw.flushall();
      await until(async () => (await statusesOf(at, leads)).some((status) => status !== 'queued'), {
        what: 'calls to go on',
      });
      if (await finish(at, leads)) break;
    }
    await until(() => finish(at, leads), { what: 'everybody to be called' });
    for (const leadId of leads) {
      const id = await callIdOf(at, leadId);
      expect(dialled().filter((each) => each === id)).toHaveLength(1);
    }
  });

  it('is put back from PostgreSQL once, in order, and leaves alone what stands there', async () => {
    const at = await backend({ working: false });
    const { requestCall } = await import('../../../../src/backend/journey/call/request-call.ts');
    const leads: string[] = [];
    for (let i = 0; i < 3; i += 1) {
      const leadId = await newLead(at.db);
      leads.push(leadId);
      const payload = { leadId, intentKey: `restore:${leadId}`, reason: 'prueba', mode: 'qualify' as const };
      await requestCall({ payload } as Parameters<typeof requestCall>[0], at.deps);
    }
    const ids = await Promise.all(leads.map((leadId) => callIdOf(at, leadId)));
    expect(await until(() => restoreQueue(at.deps))).toBe(3);
    expect(await restoreQueue(at.deps)).toBe(0);
    expect((await raw.lrange('queue:calls:wait', 0, -1)).toReversed()).toEqual(ids);
    await hangUp(at, leads);
  });

  it('waits in PostgreSQL while Redis is away, and goes on when it is back', async () => {
    const relay = await relayTo(stores.redisUrl);
    const at = await startVapiBackend({ ...stores, redisUrl: relay.url }, provider, {
      env: { VAPI_CONCURRENCY: '1000' },
    });
    running.push(at);
    await relay.cut();
    const leads = await leadsInLine(at, 3);
    await until(
      async () => (await statusesOf(at, leads)).filter((status) => status === 'queued').length === 3,
      { what: 'the calls to wait' },
    );
    await relay.mend();
    await until(async () => (await statusesOf(at, leads)).every((status) => status === 'started'), {
      what: 'the calls to be placed',
    });
    for (const leadId of leads) {
      const id = await callIdOf(at, leadId);
      expect(dialled().filter((each) => each === id)).toHaveLength(1);
    }
    await hangUp(at, leads);
    await Promise.all(running.splice(0).map((each) => each.stop()));
    await relay.close();
  });
});
