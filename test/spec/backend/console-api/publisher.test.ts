/** What follows from a published event besides the screens must never keep the next event from them. */
import { randomUUID } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import { all, inTransaction } from '../../../../src/backend/store/database.ts';
import { appendEvent } from '../../../../src/backend/store/events.ts';
import { lockEndpoint } from '../../../../src/backend/store/webhook-endpoints.ts';
import { startConsoleBackend } from '../../../support/console-backend.ts';
import { testStores } from '../../../support/stores.ts';
import { addLead } from '../../../support/told-history.ts';
import { until } from '../../../support/until.ts';

const stores = await testStores();
const backend = await startConsoleBackend(stores);
const { db } = backend;
afterAll(() => backend.close());

const allPublished = async (): Promise<boolean> =>
  (await db.query('SELECT FROM events WHERE published_at IS NULL')).rowCount === 0;

test('an event that no figure can be counted from is published, with all that come after it', async () => {
  // In one transaction, so that both come in one batch.
  const leadId = await addedLead();
  await inTransaction(db, async (tx) => {
    const data = { state: 'available', reason: null };
    await appendEvent(tx, { stream: 'agent:nobody-at-all', type: 'agent.changed', data });
    await appendEvent(tx, { stream: `lead:${leadId}`, type: 'lead.created', data: { source: null }, leadId });
  });
  await until(allPublished, { what: 'both events to be published' });
  expect(await all(db, `SELECT lead_id AS "leadId", agent_id AS "agentId" FROM analytics.changed`)).toEqual([
    { leadId, agentId: null },
  ]);
});

test('whoever edits an endpoint does not hold up what it is owed', async () => {
  const id = randomUUID();
  await db.query(
    `INSERT INTO webhook_endpoints (id, url, secret_sealed) VALUES ($1, 'https://example.com/', 'sealed')`,
    [id],
  );
  await inTransaction(db, async (tx) => {
    await lockEndpoint(tx, id);
    await addLead(db, { at: '2026-03-10T12:00:00-06:00' });
    await until(allPublished, { what: 'the event to be published meanwhile', timeoutMs: 12_000 });
  });
  expect(await all(db, `SELECT type FROM webhook_deliveries WHERE endpoint_id = $1`, [id])).toEqual([
    { type: 'lead.created' },
  ]);
});

/** A lead of whom nothing was told yet. */
async function addedLead(): Promise<string> {
  const id = randomUUID();
  await db.query(
    `INSERT INTO leads (id, phone, time_zone) VALUES ($1, '+525511112222', 'America/Mexico_City')`,
    [id],
  );
  return id;
}
