/** What a reporting tool reads: views that give figures, and nobody's name, number or words. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inTransaction } from '../../../../src/backend/store/database.ts';
import { insertLead } from '../../../../src/backend/store/lead-identity.ts';
import { openPool, testStores } from '../../../support/stores.ts';

const { databaseUrl } = await testStores();
const db = openPool(databaseUrl, 2);
const views = [
  ...['leads', 'agents', 'calls', 'escalations', 'conversations'],
  ...['appointments', 'sales', 'spend', 'kpis_by_day'],
];

beforeAll(async () => {
  await inTransaction(db, async (tx) => {
    const lead = await insertLead(tx, {
      phone: '+525512345678',
      source: 'ad',
      language: 'es',
      timeZone: 'America/Mexico_City',
    });
    await tx.query(
      `UPDATE leads SET first_name = 'Lucía', last_name = 'Sol', whatsapp_name = 'Luci', email = 'lucia@example.com' WHERE id = $1`,
      [lead!.id],
    );
  });
});
afterAll(() => db.end());

describe('the reporting schema', () => {
  test('has the views that docs/reporting.md names', async () => {
    const { rows } = await db.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.views WHERE table_schema = 'reporting' ORDER BY 1`,
    );
    expect(rows.map(({ name }) => name)).toEqual(views.toSorted());
  });

  test('shows a lead without who they are', async () => {
    const { rows } = await db.query(`SELECT * FROM reporting.leads`);
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toMatch(/Luc|Sol|5512345678|example\.com/);
  });

  test('gives its reader every view and not one table', async () => {
    const client = await db.connect();
    try {
      await client.query('SET ROLE reporting_reader');
      for (const view of views) await client.query(`SELECT count(*) FROM reporting.${view}`);
      for (const table of ['leads', 'users', 'sessions', 'analytics.leads'])
        await expect(client.query(`SELECT 1 FROM ${table}`)).rejects.toThrow(/permission denied/);
    } finally {
      await client.query('RESET ROLE');
      client.release();
    }
  });

  test('counts a day once, whichever of its parts there is', async () => {
    await db.query(
      `INSERT INTO analytics.lead_days VALUES ('2026-11-01', 'ad', NULL, NULL, 'es', 10, 4, 3, 4, 3, 2, 1, 1, 0), ('2026-11-01', 'organic', NULL, NULL, 'en', 5, 1, 1, 1, 1, 0, 0, 0, 0)`,
    );
    await db.query(
      `INSERT INTO analytics.call_days VALUES ('2026-11-01', 'ad', NULL, NULL, 'es', 4, 3, 2, 3, 1, 1, 3, 300), ('2026-11-02', 'ad', NULL, NULL, 'es', 1, 1, 1, 1, 0, 0, 1, 60)`,
    );
    await db.query(
      `INSERT INTO analytics.result_days VALUES ('2026-11-03', 'ad', NULL, NULL, 'es', 1, 2, 1, 685000)`,
    );
    const { rows } = await db.query(
      `SELECT day::text, leads::int, calls_placed::int AS placed, visits_booked::int AS visits, revenue_usd::int AS revenue FROM reporting.kpis_by_day ORDER BY day`,
    );
    expect(rows).toEqual([
      { day: '2026-11-01', leads: 15, placed: 4, visits: 0, revenue: 0 },
      { day: '2026-11-02', leads: 0, placed: 1, visits: 0, revenue: 0 },
      { day: '2026-11-03', leads: 0, placed: 0, visits: 3, revenue: 685_000 },
    ]);
  });
});
