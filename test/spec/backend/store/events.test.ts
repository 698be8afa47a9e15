/** Numbers without gaps and publishing without loss are what every screen relies on. */
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectPostgres } from '../../../../src/backend/store/connect.ts';
import { inTransaction, single } from '../../../../src/backend/store/database.ts';
import {
  appendCallEvent,
  eventsAfter,
  streamHead,
  takeUnpublished,
} from '../../../../src/backend/store/events.ts';
import { testStores } from '../../../support/stores.ts';

const stores = await testStores();
const db = await connectPostgres(stores.databaseUrl, { max: 12, log: pino({ level: 'silent' }) });
const ids = { id: '', leadId: '' };

beforeAll(async () => {
  ids.leadId = (
    await single<{ id: string }>(db, `INSERT INTO leads (phone) VALUES ('+526640000001') RETURNING id`)
  ).id;
  ids.id = (
    await single<{ id: string }>(
      db,
      `INSERT INTO calls (lead_id, intent_key, reason) VALUES ($1, 'k', 'r') RETURNING id`,
      [ids.leadId],
    )
  ).id;
});
afterAll(() => db.end());

const append = (fail = false): Promise<number> =>
  inTransaction(db, async (tx) => {
    const seq = await appendCallEvent(tx, ids, 'call.dialing', { attempt: 1 });
    if (fail) throw new Error('rolled back');
    return seq;
  });

it('numbers the events of one stream without gaps, however many write at once and some roll back', async () => {
  const before = await streamHead(db, `call:${ids.id}`);
  const outcomes = await Promise.allSettled(
    Array.from({ length: 60 }, (_, index) => append(index % 3 === 0)),
  );
  const written = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  expect(written.toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: 40 }, (_, index) => before + index + 1),
  );
  const events = await eventsAfter(db, `call:${ids.id}`, before);
  expect(events.map((event) => event.seq)).toEqual(
    Array.from({ length: 40 }, (_, index) => before + index + 1),
  );
});

it('publishes every event exactly once, with two publishers and writers at work', async () => {
  const published: string[] = [];
  const publish = async (): Promise<void> => {
    for (let round = 0; round < 40; round += 1) {
      const events = await inTransaction(db, (tx) => takeUnpublished(tx, 7));
      published.push(...events.map((event) => `${event.stream}#${event.seq}`));
    }
  };
  await Promise.all([publish(), publish(), ...Array.from({ length: 30 }, () => append())]);
  for (;;) {
    const rest = await inTransaction(db, (tx) => takeUnpublished(tx, 100));
    if (rest.length === 0) break;
    published.push(...rest.map((event) => `${event.stream}#${event.seq}`));
  }
  const { count } = await single<{ count: number }>(db, `SELECT count(*)::int AS count FROM events`);
  expect(new Set(published).size).toBe(published.length);
  expect(published).toHaveLength(count);
});

it('gives back what a publisher took when its transaction fails', async () => {
  await append();
  await expect(
    inTransaction(db, async (tx) => {
      expect(await takeUnpublished(tx, 100)).not.toHaveLength(0);
      throw new Error('died before commit');
    }),
  ).rejects.toThrow('died');
  expect(await inTransaction(db, (tx) => takeUnpublished(tx, 100))).not.toHaveLength(0);
});
