/** The made-up past of a demonstration: worth seeing, nothing of it open, and never where anybody's own data could be. */
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { writeDemoHistory } from '../../../scripts/lib/demo-history.ts';
import { writeHistory } from '../../../scripts/lib/write-history.ts';
import { kpiValues } from '../../../src/backend/analytics/kpi-values.ts';
import { connectPostgres } from '../../../src/backend/store/connect.ts';
import { single } from '../../../src/backend/store/database.ts';
import { demoAccounts } from '../../../src/shared/demo.ts';
import { kpiKeys } from '../../../src/shared/kpis.ts';
import { addPerson } from '../../support/console-backend.ts';
import { testStores } from '../../support/stores.ts';
import { addLead } from '../../support/told-history.ts';

const now = new Date('2026-11-23T15:00:00Z');
const rules = { timeZone: 'America/Mexico_City', mxnPerUsd: 18 };

async function fresh(people: readonly (typeof demoAccounts)[number][] = demoAccounts) {
  const { databaseUrl } = await testStores();
  const db = await connectPostgres(databaseUrl, { log: pino({ level: 'silent' }) });
  for (const { username, role, extension } of people) await addPerson(db, username, role, extension);
  return { db, databaseUrl, write: () => writeDemoHistory({ databaseUrl, now, ...rules }) };
}
const count = async ({ db }: Awaited<ReturnType<typeof fresh>>, what: string): Promise<number> =>
  (await single<{ n: number }>(db, `SELECT count(*)::int AS n FROM ${what}`)).n;

describe('a fresh demonstration', () => {
  let house: Awaited<ReturnType<typeof fresh>>;
  beforeAll(async () => {
    house = await fresh();
    expect(await house.write()).toBe(true);
  });
  afterAll(() => house.db.end());

  it('has a figure for each of two months', async () => {
    for (const filter of [
      { from: '2026-10-24', to: '2026-11-22' },
      { from: '2026-09-24', to: '2026-10-23' },
    ]) {
      const values = await kpiValues({ db: house.db, rules, now, filter });
      const known = values.filter(({ value }) => value !== null && value > 0).map(({ key }) => key);
      expect(known.toSorted()).toEqual([...kpiKeys].toSorted());
    }
  });

  it('has leads at every step of the funnel, and fewer at each', async () => {
    const steps = await single<Record<string, number>>(
      house.db,
      `SELECT ${[0, 1, 2, 3, 4, 5, 6].map((step) => `(count(*) FILTER (WHERE step >= ${step}))::int AS "s${step}"`).join(', ')} FROM analytics.leads`,
    );
    const counts = Object.values(steps);
    expect(counts[0]).toBe(3_000);
    expect(counts.at(-1)).toBeGreaterThan(5);
    expect(counts.toSorted((a, b) => b - a)).toEqual(counts);
  });

  it('leaves nobody anything to do, and nothing of today', async () => {
    expect(await count(house, `tasks WHERE status = 'open'`)).toBe(0);
    expect(await count(house, `wrap_ups WHERE saved_at IS NULL`)).toBe(0);
    expect(await count(house, `leads WHERE handled_by = 'human'`)).toBe(0);
    expect(await count(house, `calls WHERE status <> 'ended'`)).toBe(0);
    expect(await count(house, `escalations WHERE status NOT IN ('closed', 'callback', 'abandoned')`)).toBe(0);
    expect(await count(house, `outbox`)).toBe(0);
    expect(await count(house, `events WHERE published_at IS NULL AND lead_id IS NOT NULL`)).toBe(0);
    const today = `'2026-11-23T06:00:00Z'`;
    expect(await count(house, `events WHERE at >= ${today} AND lead_id IS NOT NULL`)).toBe(0);
    expect(await count(house, `phone_calls WHERE ended_at >= ${today}`)).toBe(0);
    expect(
      await count(
        house,
        `appointments WHERE during && tstzrange(${today}, ${today}::timestamptz + interval '1 day')`,
      ),
    ).toBe(0);
    expect(await count(house, `appointments WHERE status = 'booked' AND lower(during) < now()`)).toBe(0);
    expect(await count(house, `appointments WHERE status = 'booked'`)).toBeGreaterThan(0);
  });

  it('leaves nobody signed in overnight, which would make a day’s occupancy nothing', async () => {
    const left = `user_states s WHERE state <> 'offline' AND NOT EXISTS (
      SELECT FROM user_states n WHERE n.user_id = s.user_id AND n.at > s.at AND n.at < s.at + interval '12 hours')`;
    expect(await count(house, `user_states WHERE state = 'busy'`)).toBeGreaterThan(50);
    expect(await count(house, left)).toBe(0);
    expect(await count(house, `analytics.agent_days WHERE signed_in_ms > 14 * 3600000`)).toBe(0);
  });

  it('tells of each lead and call without a gap', async () => {
    expect(
      await count(
        house,
        `(SELECT stream FROM events GROUP BY stream HAVING count(*) <> max(stream_seq) OR max(stream_seq) <> (SELECT seq FROM stream_heads h WHERE h.stream = events.stream)) g`,
      ),
    ).toBe(0);
  });

  it('has ids that the backend takes for ids', async () => {
    const { ids } = await single<{ ids: string[] }>(
      house.db,
      `SELECT array_agg(id) AS ids FROM (SELECT id FROM leads UNION ALL SELECT id FROM calls UNION ALL SELECT id FROM appointments UNION ALL SELECT id FROM sales) i`,
    );
    expect(z.array(z.uuid()).safeParse(ids).success).toBe(true);
  });

  it('is written once', async () => {
    expect(await house.write()).toBe(false);
    expect(await count(house, 'leads')).toBe(3_000);
  });
});

describe('nothing is written', () => {
  it('where there is a lead', async () => {
    const house = await fresh();
    await addLead(house.db, { at: now.toISOString() });
    expect(await house.write()).toBe(false);
    expect(await count(house, 'leads')).toBe(1);
    await house.db.end();
  });

  it('where somebody is who is not of the demonstration, or the demonstration’s own are not', async () => {
    const others = await fresh();
    await addPerson(others.db, 'rosa', 'admin');
    expect(await others.write()).toBe(false);
    const nobody = await fresh([]);
    expect(await nobody.write()).toBe(false);
    expect(await count(nobody, 'campaigns')).toBe(0);
    await Promise.all([others.db.end(), nobody.db.end()]);
  });
});

it('a year for measuring is written by the same steps, and visits of it took place', async () => {
  const { databaseUrl } = await testStores();
  const size = { leads: 600, calls: 400, events: 6_000, agents: 4, to: '2026-11-22', seed: 1 };
  const figures = await writeHistory(databaseUrl, { ...size, timeZone: rules.timeZone }, () => undefined);
  expect(figures).toMatchObject({ leads: 600, calls: 400 });
  expect(figures.events).toBeGreaterThanOrEqual(6_000);
  const db = await connectPostgres(databaseUrl, { log: pino({ level: 'silent' }) });
  const { visited } = await single<{ visited: number }>(
    db,
    `SELECT count(*)::int AS visited FROM analytics.leads WHERE visited`,
  );
  expect(visited).toBeGreaterThan(0);
  await db.end();
});
