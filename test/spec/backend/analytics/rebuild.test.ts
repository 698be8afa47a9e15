import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Logger } from 'pino';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { rebuild, rebuildOnce } from '../../../../src/backend/analytics/rebuild.ts';
import { rollOnce } from '../../../../src/backend/analytics/roller.ts';
import { countVolume } from '../../../../src/backend/analytics/volume.ts';
import { connectPostgres } from '../../../../src/backend/store/connect.ts';
import { all, first, single } from '../../../../src/backend/store/database.ts';
import { testStores } from '../../../support/stores.ts';
import { addCall, addLead, tell } from '../../../support/told-history.ts';
import { until } from '../../../support/until.ts';

const { databaseUrl } = await testStores();
const db = await connectPostgres(databaseUrl, { log: { warn: () => undefined } });
afterAll(() => db.end());
const rules = { timeZone: 'America/Mexico_City', mxnPerUsd: 18 };
const at = '2026-02-01T12:00:00-06:00';

beforeEach(() =>
  db.query(`TRUNCATE leads, calls, events, stream_heads, webhooks, analytics.changed, analytics.leads, analytics.calls, analytics.lead_days,
    analytics.rebuilds, analytics.rebuild_progress, analytics.volume_hours CASCADE`),
);

interface Said {
  level: 'info' | 'error';
  data: Record<string, unknown>;
}

/** A log that keeps what is said, with its data. */
function listening(): { said: Said[] } & Pick<Logger, 'info' | 'error'> {
  const said: Said[] = [];
  const at = (level: Said['level']) =>
    ((data: Record<string, unknown>) => void said.push({ level, data })) as Logger['info'];
  return { said, info: at('info'), error: at('error') };
}

/** A lead of whose story one word cannot be read. */
async function addSpoiltLead(): Promise<string> {
  const leadId = await addLead(db, { at });
  const data = { appointmentId: 'not-a-uuid' } as never;
  await tell(db, { stream: `lead:${leadId}`, type: 'appointment.booked', data, at, leadId });
  return leadId;
}

/** Two leads to whom the same visit was told: each would write its row. */
async function addTwins(): Promise<string[]> {
  const appointmentId = randomUUID();
  const ids = [await addLead(db, { at }), await addLead(db, { at })];
  for (const leadId of ids)
    await tell(db, {
      ...{ stream: `lead:${leadId}`, type: 'appointment.booked', at, leadId },
      data: { appointmentId } as never,
    });
  return ids;
}

async function counted(): Promise<string[]> {
  const rows = await all<{ id: string }>(db, 'SELECT lead_id AS id FROM analytics.leads ORDER BY 1');
  return rows.map(({ id }) => id);
}

it('counts all but the history that cannot be counted, and names that lead', async () => {
  const good = [await addLead(db, { at }), await addLead(db, { at }), await addLead(db, { at })];
  const spoilt = await addSpoiltLead();
  const log = listening();
  expect(await rebuild({ db, rules, log })).toBe(4);
  expect(await counted()).toEqual(good.toSorted());
  expect(log.said.filter(({ level }) => level === 'error').map(({ data }) => data['id'])).toEqual([spoilt]);
  expect(
    await first(db, `SELECT sum(leads)::int AS leads FROM analytics.lead_days WHERE day = '2026-02-01'`),
  ).toEqual({ leads: 3 });
});

it('goes on rolling past a history that cannot be counted, and past two that claim the same', async () => {
  const spoilt = await addSpoiltLead();
  const twins = await addTwins();
  const good = [await addLead(db, { at }), await addLead(db, { at })];
  for (const id of [spoilt, ...twins, ...good])
    await db.query('INSERT INTO analytics.changed (lead_id, at) VALUES ($1, $2)', [id, at]);
  const log = listening();
  expect(await rollOnce({ db, rules, log })).toBe(5);
  expect(await counted()).toEqual(expect.arrayContaining(good));
  expect(await counted()).not.toContain(spoilt);
  expect(log.said.map(({ data }) => data['leadId'])).toContain(spoilt);
  expect(await rollOnce({ db, rules, log })).toBe(0);
});

it('goes on where a count that was cut off had come to', async () => {
  const [done, open] = [await addLead(db, { at }), await addLead(db, { at })].toSorted();
  await db.query(
    `INSERT INTO analytics.rebuild_progress (rules, part, after, leads) VALUES ($1, 'leads', $2, 1)`,
    [JSON.stringify(rules), done],
  );
  await rebuildOnce({ db, rules });
  expect(await counted()).toEqual([open]);
  expect(await first(db, 'SELECT FROM analytics.rebuild_progress')).toBeUndefined();
});

it('begins anew where a count that was cut off went by other rules', async () => {
  const ids = [await addLead(db, { at }), await addLead(db, { at })].toSorted();
  await db.query(
    `INSERT INTO analytics.rebuild_progress (rules, part, after, leads) VALUES ($1, 'leads', $2, 1)`,
    [JSON.stringify({ ...rules, mxnPerUsd: 20 }), ids[0]],
  );
  await rebuildOnce({ db, rules });
  expect(await counted()).toEqual(ids);
});

it('keeps how far it came when its connection is cut, and goes on from there', async () => {
  await addLead(db, { at });
  const log = listening();
  const cut = ((data: { part: string }) => {
    if (data.part === 'agents') throw new Error('cut');
  }) as Logger['info'];
  await expect(rebuildOnce({ db, rules, log: { info: cut, error: cut } })).rejects.toThrow('cut');
  expect(await first(db, 'SELECT part, leads FROM analytics.rebuild_progress')).toEqual({
    part: 'leads',
    leads: 1,
  });
  await rebuildOnce({ db, rules, log });
  expect(log.said.map(({ data }) => data['part'])).toEqual(['agents', 'days', 'days']);
  expect(await counted()).toHaveLength(1);
});

it('is done by one of two backends that start together', async () => {
  for (let lead = 0; lead < 5; lead += 1) await addLead(db, { at });
  const logs = [listening(), listening(), listening()];
  await Promise.all(logs.map((log) => rebuildOnce({ db, rules, log })));
  expect(logs.map(({ said }) => said.length > 0).filter(Boolean)).toHaveLength(1);
  expect(await counted()).toHaveLength(5);
  expect(await first(db, 'SELECT count(*)::int AS times FROM analytics.rebuilds')).toEqual({ times: 1 });
});

it('waits longer for the roller’s batch than the pool’s own queries may', async () => {
  await addLead(db, { at });
  const hasty = new pg.Pool({ connectionString: databaseUrl, lock_timeout: 20 });
  const roller = await db.connect();
  try {
    await roller.query('BEGIN');
    await roller.query(`SELECT pg_advisory_xact_lock(hashtext('analytics.roll'))`);
    const counting = rebuild({ db: hasty, rules });
    await until(
      async () =>
        (
          await single<{ waits: number }>(
            db,
            `SELECT count(*)::int AS waits FROM pg_stat_activity WHERE wait_event = 'advisory' AND datname = current_database()
               AND query_start < clock_timestamp() - interval '100 milliseconds'`,
          )
        ).waits === 1,
      { what: 'the count to wait for longer than a lock may be waited for' },
    );
    await roller.query('COMMIT');
    expect(await counting).toBe(1);
  } finally {
    roller.release(true);
    await hasty.end();
  }
});

it('counts what was taken in from the first day on, a week at a time, however many backends do so at once', async () => {
  for (const day of ['2026-01-02', '2026-01-09', '2026-02-20', '2026-02-21']) {
    const leadId = await addLead(db, { at: `${day}T10:15:00Z` });
    await addCall(db, { leadId, requestedAt: `${day}T10:20:00Z` });
  }
  await Promise.all([countVolume(db), countVolume(db), countVolume(db)]);
  await countVolume(db);
  const rows = await all(
    db,
    `SELECT to_char(hour AT TIME ZONE 'UTC', 'MM-DD HH24') AS hour, events FROM analytics.volume_hours ORDER BY 1`,
  );
  expect(rows).toEqual(['01-02', '01-09', '02-20', '02-21'].map((day) => ({ hour: `${day} 10`, events: 2 })));
});
