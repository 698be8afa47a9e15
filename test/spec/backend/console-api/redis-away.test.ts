/** Redis only carries pushes between backends and counts a day: without it consoles are still told. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StreamEvent } from '../../../../src/shared/events.ts';
import {
  addPerson,
  ask,
  connectConsole,
  connectPhone,
  signInAs,
  startConsoleBackend,
  type ConsoleBackend,
  type ConsoleClient,
} from '../../../support/console-backend.ts';
import { say, writeStory, type Story } from '../../../support/console-story.ts';
import { testDatabase } from '../../../support/stores.ts';
import { startOwnRedis, type TestRedis } from '../../../support/test-redis.ts';
import { until } from '../../../support/until.ts';

let database: Awaited<ReturnType<typeof testDatabase>>;
let redis: TestRedis;
let one: ConsoleBackend;
let two: ConsoleBackend;
beforeAll(async () => {
  [database, redis] = await Promise.all([testDatabase(), startOwnRedis()]);
  const stores = { databaseUrl: database.url, redisUrl: redis.url };
  one = await startConsoleBackend(stores);
  two = await startConsoleBackend(stores);
  await addPerson(one.db, 'andrea', 'agent', '4127');
});
afterAll(async () => {
  await Promise.all([one.close(), two.close()]);
  await redis.stop();
  await database.drop();
});

async function follow(
  url: string,
  token: string,
  story: Story,
): Promise<{ client: ConsoleClient; texts: string[] }> {
  const client = await connectConsole(url, token);
  const texts: string[] = [];
  client.on('event', (event: StreamEvent) => {
    if (event.type === 'transcript.added') texts.push(event.data.text);
  });
  await client.emitWithAck('watch', { stream: `call:${story.callId}`, after: 0 });
  return { client, texts };
}

const today = () => `metrics:${new Date().toISOString().slice(0, 10)}`;

test('what happened is counted by day for a week, and counted anew when Redis was flushed', async () => {
  await writeStory(one.db);
  await writeStory(one.db);
  const counts = await until(
    async () => {
      const day = await one.redis.hgetall(today());
      return day['leads'] === '2' && day['calls_started'] === '2' && day;
    },
    { what: 'two leads and two calls to be counted' },
  );
  expect(counts['escalations']).toBeUndefined();
  const ttl = await one.redis.ttl(today());
  expect(ttl).toBeGreaterThan(7 * 86_400 - 120);
  expect(ttl).toBeLessThanOrEqual(7 * 86_400);
  await one.redis.flushall();
  await writeStory(one.db);
  await until(async () => (await one.redis.hget(today(), 'leads')) === '3', {
    what: 'the whole day to be counted anew',
  });
});

test('after a flush the backends still reach each other’s consoles', async () => {
  const { token } = await signInAs(one.url, 'andrea');
  const story = await writeStory(one.db);
  const near = await follow(one.url, token, story);
  const far = await follow(two.url, token, story);
  await one.redis.flushall();
  await say(one.db, story, 'después de vaciar');
  await until(() => near.texts.length === 1 && far.texts.length === 1, { what: 'both consoles' });
  near.client.close();
  far.client.close();
});

test('a backend that loses Redis for a moment leaves nothing out on its consoles', async () => {
  const { token } = await signInAs(one.url, 'andrea');
  const story = await writeStory(one.db);
  const far = await follow(two.url, token, story);
  two.redis.disconnect(true);
  const texts = Array.from({ length: 20 }, (_, i) => `renglón ${i}`);
  for (const text of texts) await say(one.db, story, text);
  await until(() => new Set(far.texts).size === 20, { what: 'every line' });
  await until(() => two.redis.status === 'ready', { what: 'Redis to be back' });
  await say(one.db, story, 'de vuelta');
  await until(() => far.texts.includes('de vuelta'), { what: 'the line after it' });
  far.client.close();
});

test('what Redis did not take while a backend’s pushes were cut reaches the consoles of the other backend', async () => {
  const { token } = await signInAs(one.url, 'andrea');
  const story = await writeStory(one.db);
  const followers = [await follow(one.url, token, story), await follow(two.url, token, story)];
  const texts = Array.from({ length: 40 }, (_, i) => `cortado ${i}`);
  for (const [i, text] of texts.entries()) {
    if (i % 10 === 5) await cutPushes();
    await say(one.db, story, text);
  }
  for (const { client, texts: heard } of followers) {
    await until(() => new Set(heard).size === texts.length, { what: 'every line' });
    client.close();
  }
});

test('what Redis refuses for longer than a moment, although it answers, reaches the other backend once it takes it', async () => {
  const { token } = await signInAs(one.url, 'andrea');
  const story = await writeStory(one.db);
  const followers = [await follow(one.url, token, story), await follow(two.url, token, story)];
  await one.redis.config('SET', 'maxmemory', '1');
  try {
    await say(one.db, story, 'sin lugar');
    const aged = `SELECT 1 FROM events WHERE call_id = $1 AND data->>'text' = 'sin lugar' AND at < clock_timestamp() - interval '8 seconds'`;
    await until(async () => (await one.db.query(aged, [story.callId])).rowCount === 1, {
      what: 'the line to be older than what is repeated at first',
    });
    expect(followers.map(({ texts }) => texts.length)).toContain(0);
  } finally {
    await one.redis.config('SET', 'maxmemory', '0');
  }
  for (const { client, texts } of followers) {
    await until(() => texts.includes('sin lugar'), { what: 'the line on both backends' });
    client.close();
  }
});

/** Ends the connections by which both backends push; they come back by themselves. */
async function cutPushes(): Promise<void> {
  const clients = (await one.redis.client('LIST')) as string;
  const ids = clients.split('\n').filter((line) => line.includes('name=socket-pushes'));
  expect(ids.length).toBeLessThanOrEqual(2);
  for (const line of ids) await one.redis.client('KILL', 'ID', /id=(\d+)/.exec(line)![1]!);
}

test('while Redis is gone the consoles of every backend are told all the same, and nothing ends', async () => {
  const { token, phoneToken } = await signInAs(one.url, 'andrea');
  const story = await writeStory(one.db);
  const near = await follow(one.url, token, story);
  const far = await follow(two.url, token, story);
  const phone = await connectPhone(one.url, phoneToken!);
  await redis.stop();
  await until(() => one.redis.status !== 'ready' && two.redis.status !== 'ready', {
    what: 'Redis to be noticed as gone',
  });
  const texts = Array.from({ length: 10 }, (_, i) => `sin Redis ${i}`);
  for (const text of texts) await say(one.db, story, text);
  for (const { texts: heard } of [near, far])
    await until(() => new Set(heard).size === 10, { what: 'every line to reach both consoles' });
  for (const { client } of [near, far]) {
    const answer = await client.emitWithAck('watch', { stream: `call:${story.callId}`, after: 1 });
    if (!answer.ok) throw new Error(answer.error);
    expect(answer.events.map(({ data }) => (data as { text: string }).text)).toEqual(texts);
  }
  expect(await phone.emitWithAck('account')).toMatchObject({ ok: true });
  const again = await connectConsole(two.url, token);
  expect(again.connected).toBe(true);
  const ready = await ask<{ ok: boolean; reasons: string[] }>(one.url, '/health/ready');
  expect(ready.status).toBe(503);
  expect(ready.body.reasons.join()).toContain('redis: not connected');
  await ask(one.url, '/api/session', { method: 'DELETE', token });
  await until(() => !near.client.connected && !far.client.connected && !phone.connected, {
    what: 'a revoked session to end everywhere all the same',
  });
  for (const socket of [near.client, far.client, again, phone]) socket.close();
});
