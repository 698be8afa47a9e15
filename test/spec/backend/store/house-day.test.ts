/** "Today" begins at midnight where the house is (REPORTING_TIME_ZONE), on the floor, on the desk and in the agenda. */
import { DateTime } from 'luxon';
import { pino } from 'pino';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { boardAgents } from '../../../../src/backend/store/board.ts';
import { readFigures } from '../../../../src/backend/store/board-figures.ts';
import { startOfDay } from '../../../../src/backend/store/console-columns.ts';
import { connectPostgres } from '../../../../src/backend/store/connect.ts';
import { single } from '../../../../src/backend/store/database.ts';
import { todayOf } from '../../../../src/backend/store/today.ts';
import { addPerson, ask, signInAs, startConsoleBackend } from '../../../support/console-backend.ts';
import { testStores } from '../../../support/stores.ts';

const stores = await testStores();
const log = pino({ level: 'silent' });
/** Their midnights are an hour apart, or 23. */
const zones = ['Pacific/Kiritimati', 'Pacific/Pago_Pago'] as const;
const pools = new Map<string, pg.Pool>();
const midnightIn = (zone: string) => DateTime.now().setZone(zone).startOf('day').toMillis();
/** Whose day began first, and whose later. */
const [early, late] = zones.toSorted((a, b) => midnightIn(a) - midnightIn(b)) as [string, string];
const between = new Date((midnightIn(early) + midnightIn(late)) / 2);
let agentId: string;

beforeAll(async () => {
  for (const zone of zones)
    pools.set(zone, await connectPostgres(stores.databaseUrl, { max: 2, houseZone: zone, log }));
  const db = poolOf(early);
  agentId = await addPerson(db, 'lucia', 'agent', '4102');
  await db.query(
    `INSERT INTO phone_calls (agent_id, phone_call_id, sip_call_id, direction, number, match, rang_at, answered_at, ended_at, talk_ms)
     VALUES ($1, 'p1', 's1', 'in', '+525512345678', 'none', $2, $2, $2, 30000)`,
    [agentId, between],
  );
  await db.query(
    `WITH l AS (INSERT INTO leads (whatsapp_id) VALUES ('one') RETURNING id),
       c AS (INSERT INTO calls (lead_id, intent_key, reason) SELECT id, 'one', 'test' FROM l RETURNING id, lead_id),
       w AS (INSERT INTO wrap_ups (agent_id, phone_call_id, lead_id, number, direction, talk_ms, ended_at) SELECT $1, 'p1', id, '+525512345678', 'in', 30000, $2 FROM l)
     INSERT INTO escalations (call_id, lead_id, status, reason, brief, outcome, requested_at, ended_at)
     SELECT id, lead_id, 'abandoned', 'asked', '{}', 'abandoned', $2, $2::timestamptz + interval '1 minute' FROM c`,
    [agentId, between],
  );
});
afterAll(() => Promise.all([...pools.values()].map((pool) => pool.end())));

function poolOf(zone: string): pg.Pool {
  const pool = pools.get(zone);
  if (pool === undefined) throw new Error(`no pool for ${zone}`);
  return pool;
}

describe('what happened after the one midnight and before the other', () => {
  test('is of today on the floor only where the day had begun', async () => {
    const shares = await Promise.all(
      [early, late].map((zone) => readFigures(poolOf(zone), { withinSeconds: 20, capacity: 10 })),
    );
    expect(shares.map(({ abandonmentPct }) => abandonmentPct)).toEqual([100, null]);
    const people = await Promise.all([early, late].map((zone) => boardAgents(poolOf(zone), [agentId])));
    expect(people.map(([person]) => person?.today.conversations)).toEqual([1, 0]);
  });

  test('is in an agent’s own day only where it had begun', async () => {
    const days = await Promise.all([early, late].map((zone) => todayOf(poolOf(zone), agentId)));
    expect(days.map(({ calls }) => calls)).toEqual([1, 0]);
  });
});

test('a day that somebody asks for begins at midnight at the house, in central Mexico where nothing is set', async () => {
  const sql = `SELECT ${startOfDay(`'2026-03-10'::date`)} AS at`;
  const unset = await connectPostgres(stores.databaseUrl, { max: 1, log });
  const at = await Promise.all([unset, ...zones.map(poolOf)].map((db) => single<{ at: Date }>(db, sql)));
  await unset.end();
  expect(at.map((row) => row.at.toISOString())).toEqual([
    '2026-03-10T06:00:00.000Z',
    '2026-03-09T10:00:00.000Z',
    '2026-03-10T11:00:00.000Z',
  ]);
});

test('the agenda opens with today where the house is', async () => {
  // The one's date is always behind the other's.
  const day = DateTime.now().setZone('Pacific/Pago_Pago').toISODate();
  await poolOf(early).query(
    `INSERT INTO appointments (lead_id, property_id, during)
     SELECT l.id, p.id, tstzrange(noon, noon + interval '1 hour') FROM leads l, LATERAL (SELECT id, ($1::date + time '12:00') AT TIME ZONE time_zone AS noon FROM properties LIMIT 1) p`,
    [day],
  );
  const seen = async (zone: string): Promise<number> => {
    const backend = await startConsoleBackend(stores, { env: { REPORTING_TIME_ZONE: zone } });
    const name = zone.toLowerCase().replace(/\W/g, '-');
    await addPerson(backend.db, name, 'supervisor');
    const { token } = await signInAs(backend.url, name);
    const { body } = await ask<{ appointments: unknown[] }>(backend.url, '/api/appointments', { token });
    await backend.close();
    return body.appointments.length;
  };
  expect(await seen('Pacific/Kiritimati')).toBe(0);
  expect(await seen('Pacific/Pago_Pago')).toBe(1);
});
