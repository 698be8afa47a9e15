import { pino } from 'pino';
import { afterAll, expect, it } from 'vitest';
import { connectRedis } from '../../../../src/backend/cache/connect.ts';
import { readDay, writeDay } from '../../../../src/backend/cache/metrics.ts';
import { DayCounters } from '../../../../src/backend/console-api/day-counters.ts';
import { connectPostgres } from '../../../../src/backend/store/connect.ts';
import { testStores } from '../../../support/stores.ts';
import { addLead } from '../../../support/told-history.ts';

const stores = await testStores();
const log = pino({ level: 'silent' });
const db = await connectPostgres(stores.databaseUrl, { log });
const redis = await connectRedis(stores.redisUrl, { log });
afterAll(async () => {
  redis.disconnect();
  await db.end();
});
const now = new Date('2026-03-10T20:00:00Z');
const key = 'metrics:2026-03-10';
const counters = new DayCounters({ db, redis, log });

it('writes a day anew whose counters are not what PostgreSQL has, and leaves a right one alone', async () => {
  for (const hour of ['08', '09', '10']) await addLead(db, { at: `2026-03-10T${hour}:00:00Z` });
  await db.query(`UPDATE events SET published_at = at`);
  await writeDay(redis, key, { leads: 7, calls_started: 1 });
  expect((await counters.reconcile(now, 0)).toSorted()).toEqual(['calls_started', 'leads']);
  expect(await readDay(redis, key)).toEqual({ leads: 3 });
  expect(await counters.reconcile(now, 0)).toEqual([]);
});

it('makes a day that Redis has lost', async () => {
  await redis.del(key);
  expect(await counters.reconcile(now, 0)).toEqual(['leads']);
  expect(await readDay(redis, key)).toEqual({ leads: 3 });
});

it('waits for whoever is still counting', async () => {
  await redis.del(key);
  const reconciled = counters.reconcile(now, 200);
  await writeDay(redis, key, { leads: 3 });
  expect(await reconciled).toEqual([]);
});
