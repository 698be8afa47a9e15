/** The floor's service level and abandonment are the dashboards': one formula, said twice, held together here. */
import { afterAll, expect, test } from 'vitest';
import { readFigures } from '../../../../src/backend/store/board-figures.ts';
import { openPool, testDatabase } from '../../../support/stores.ts';

const { url, drop } = await testDatabase();
const db = openPool(url);
afterAll(async () => {
  await db.end();
  await drop();
});

test('whoever gave up before the time was up, and whoever still waits, does not spoil the service level', async () => {
  const ask = async (status: string, outcome: string | null, waitedSeconds: number): Promise<void> => {
    await db.query(
      `WITH l AS (INSERT INTO leads (whatsapp_id) VALUES (gen_random_uuid()::text) RETURNING id),
         c AS (INSERT INTO calls (lead_id, intent_key, reason) SELECT id, gen_random_uuid()::text, 'test' FROM l RETURNING id, lead_id),
         t AS (SELECT greatest(now() - interval '2 minutes', date_trunc('day', now() AT TIME ZONE 'America/Mexico_City') AT TIME ZONE 'America/Mexico_City') AS at)
       INSERT INTO escalations (call_id, lead_id, status, reason, brief, outcome, requested_at, answered_at, ended_at)
       SELECT c.id, c.lead_id, $1, 'asked', '{}', $2, t.at, CASE WHEN $2 = 'answered' THEN t.at + make_interval(secs => $3) END,
         CASE WHEN $2 IS DISTINCT FROM 'answered' AND $1 <> 'ringing' THEN t.at + make_interval(secs => $3) END FROM c, t`,
      [status, outcome, waitedSeconds],
    );
  };
  await ask('closed', 'answered', 10);
  await ask('answered', 'answered', 40);
  await ask('abandoned', 'abandoned', 8);
  await ask('abandoned', 'abandoned', 35);
  await ask('callback', 'callback', 60);
  await ask('closed', null, 8);
  await ask('ringing', null, 90);
  const figures = await readFigures(db, { withinSeconds: 20, capacity: 10 });
  // Over: 6. Left out: the one who gave up after 8 s, and the one a supervisor ended then. In time: 1 of 4. Gave up: 2 of 6.
  expect([figures.serviceLevelPct, figures.abandonmentPct]).toEqual([25, 33.3]);
  expect(figures.serviceLevelSeconds).toBe(20);
});
