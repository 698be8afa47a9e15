import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, expect, it } from 'vitest';
import { beat } from '../../../../src/backend/analytics/heartbeat.ts';
import { GatewayRequests } from '../../../../src/backend/analytics/gateway-requests.ts';
import { rebuildOnce } from '../../../../src/backend/analytics/rebuild.ts';
import { startRoller } from '../../../../src/backend/analytics/roller.ts';
import { first, inTransaction } from '../../../../src/backend/store/database.ts';
import { appendLeadEvent } from '../../../../src/backend/store/events.ts';
import { lockLead } from '../../../../src/backend/store/leads.ts';
import { mergeLeads } from '../../../../src/backend/store/lead-merge.ts';
import { setUserState } from '../../../../src/backend/store/users.ts';
import type { KpiAnswer } from '../../../../src/shared/kpis.ts';
import { addPerson, ask, signInAs, startConsoleBackend } from '../../../support/console-backend.ts';
import { testStores } from '../../../support/stores.ts';
import { addCall, addLead, tell } from '../../../support/told-history.ts';
import { until } from '../../../support/until.ts';

const stores = await testStores();
const backend = await startConsoleBackend(stores);
const { db } = backend;
const log = pino({ level: 'silent' });
const timeZone = 'America/Mexico_City';
const stop = startRoller({ db, log, rules: { timeZone, mxnPerUsd: 18 } });
afterAll(async () => {
  await stop();
  await backend.close();
});
await addPerson(db, 'jefa', 'supervisor');
const { token } = await signInAs(backend.url, 'jefa');

async function value(key: string, at: string): Promise<number | null | undefined> {
  const { body } = await ask<KpiAnswer>(backend.url, `/api/kpis?from=${at}&to=${at}&keys=${key}`, { token });
  return body.values[0]?.value;
}

/** Marks of agents come with the clock. */
async function allCounted(): Promise<boolean> {
  const row = await first(
    db,
    `SELECT FROM events WHERE published_at IS NULL UNION ALL SELECT FROM analytics.changed WHERE lead_id IS NOT NULL LIMIT 1`,
  );
  return row === undefined;
}

it('counts what is published, without being asked', async () => {
  const leadId = await addLead(db, { at: '2026-03-10T12:00:00-06:00' });
  await addCall(db, {
    leadId,
    requestedAt: '2026-03-10T12:01:00-06:00',
    startedAt: '2026-03-10T12:02:00-06:00',
  });
  await until(async () => (await value('calls', '2026-03-10')) === 1, { what: 'the call in the figures' });
  expect(await value('leads', '2026-03-10')).toBe(1);
});

it('counts two leads that turn out to be one once, with the calls of both', async () => {
  const at = '2026-03-12T12:00:00-06:00';
  const kept = await addLead(db, { at });
  const dropped = await addLead(db, { at });
  for (const leadId of [kept, dropped])
    await addCall(db, { leadId, requestedAt: at, startedAt: at, endedAt: at, outcome: 'busy' });
  await until(async () => (await value('leads', '2026-03-12')) === 2, { what: 'both leads' });
  await inTransaction(db, async (tx) => {
    const [a, b] = [await lockLead(tx, kept), await lockLead(tx, dropped)];
    if (a === undefined || b === undefined) throw new Error('a lead is missing');
    await tx.query(`UPDATE leads SET phone = NULL, whatsapp_id = 'gone' WHERE id = $1`, [dropped]);
    await mergeLeads(tx, a, b);
  });
  await until(async () => (await value('leads', '2026-03-12')) === 1, { what: 'one lead' });
  expect(await value('calls', '2026-03-12')).toBe(2);
});

it('leaves out a history that cannot be counted, and goes on with all others', async () => {
  const at = '2026-03-13T12:00:00-06:00';
  const spoilt = await addLead(db, { at });
  const callId = await addCall(db, { leadId: spoilt, requestedAt: at, startedAt: at });
  const data = { endedReason: null, outcome: null, durationSeconds: 'a while' as unknown as number };
  await tell(db, { stream: `call:${callId}`, type: 'call.ended', data, at, leadId: spoilt, callId });
  await addLead(db, { at });
  await until(async () => (await value('leads', '2026-03-13')) === 1, { what: 'the other lead' });
  await db.query(`DELETE FROM events WHERE call_id = $1 AND type = 'call.ended'`, [callId]);
});

it('counts a sale once where a list says later that somebody else bought', async () => {
  const at = '2026-03-15T12:00:00-06:00';
  const [former, buyer] = [await addLead(db, { at }), await addLead(db, { at })];
  const saleId = randomUUID();
  const told = (leadId: string, amountUsd: number) =>
    tell(db, {
      ...{ stream: `lead:${leadId}`, type: 'sale.recorded', data: { saleId, amountUsd, day: '2026-03-15' } },
      ...{ at, leadId },
    });
  await db.query(
    `INSERT INTO sales (id, lead_id, amount, currency, amount_usd, day, source) VALUES ($1, $2, 300, 'USD', 300, '2026-03-15', 'import')`,
    [saleId, buyer],
  );
  // The first lead's numbers run ahead.
  await tell(db, {
    stream: `lead:${former}`,
    type: 'lead.changed',
    data: { status: 'discovering' },
    at,
    leadId: former,
  });
  await told(former, 500);
  await told(buyer, 300);
  await until(async () => (await value('revenue', '2026-03-15')) === 300, { what: 'the buyer’s amount' });
  await tell(db, {
    stream: `lead:${former}`,
    type: 'lead.changed',
    data: { status: 'nurturing' },
    at,
    leadId: former,
  });
  await until(allCounted, { what: 'the first lead to be counted again' });
  expect(await value('revenue', '2026-03-15')).toBe(300);
});

it('counts the newest word on a sale after two leads turned out to be one', async () => {
  const at = '2026-03-16T12:00:00-06:00';
  const [kept, gone] = [await addLead(db, { at }), randomUUID()];
  const saleId = randomUUID();
  const word = (stream: string, amountUsd: number) =>
    tell(db, {
      ...{ stream, type: 'sale.recorded', data: { saleId, amountUsd, day: '2026-03-16' } },
      ...{ at, leadId: kept },
    });
  for (const amountUsd of [100, 200, 300]) await word(`lead:${gone}`, amountUsd);
  await word(`lead:${kept}`, 400);
  await until(allCounted, { what: 'all to be counted' });
  expect(await value('revenue', '2026-03-16')).toBe(400);
});

it('counts an agent’s time while it runs', async () => {
  const agentId = await addPerson(db, 'lucia', 'agent', '4102');
  await inTransaction(db, (tx) => setUserState(tx, agentId, { state: 'available', setBy: null }));
  const row = await until(
    () =>
      first<{ ms: string }>(
        db,
        `SELECT signed_in_ms AS ms FROM analytics.agent_days WHERE agent_id = $1 AND signed_in_ms > 0`,
        [agentId],
      ),
    { what: 'time signed in', timeoutMs: 90_000 },
  );
  expect(Number(row.ms)).toBeGreaterThan(0);
});

it('moves a lead’s sums to the source that is learnt later', async () => {
  const leadId = await addLead(db, { at: '2026-03-14T12:00:00-06:00' });
  await until(async () => (await value('leads', '2026-03-14')) === 1, { what: 'the lead' });
  await inTransaction(db, async (tx) => {
    await tx.query(`UPDATE leads SET lead_source = 'phone', language = 'en' WHERE id = $1`, [leadId]);
    await appendLeadEvent(tx, leadId, 'lead.changed', { status: 'discovering' });
  });
  const rows = await until(
    () =>
      first(
        db,
        `SELECT source, language, leads FROM analytics.lead_days WHERE day = '2026-03-14' AND source = 'phone'`,
      ),
    { what: 'the lead under its new source' },
  );
  expect(rows).toEqual({ source: 'phone', language: 'en', leads: 1 });
  expect(await value('leads', '2026-03-14')).toBe(1);
});

it('counts once the history from before there were figures', async () => {
  const leadId = await addLead(db, { at: '2026-02-01T12:00:00-06:00' });
  await db.query(`UPDATE events SET published_at = at WHERE lead_id = $1`, [leadId]);
  const options = { db, rules: { timeZone, mxnPerUsd: 18 } };
  await rebuildOnce(options);
  expect(await value('leads', '2026-02-01')).toBe(1);
  await rebuildOnce(options);
  expect(await first(db, `SELECT count(*)::int AS times FROM analytics.rebuilds`)).toEqual({ times: 1 });
});

it('says in /metrics how far figures are behind', async () => {
  const text = await (await fetch(`${backend.url}/metrics`)).text();
  expect(text).toMatch(/vidanta_analytics_uncounted \d/);
  expect(text).toMatch(/vidanta_analytics_lag_seconds \d/);
});

it('counts a minute once, however many backends beat in it', async () => {
  await Promise.all([beat(db, timeZone), beat(db, timeZone), beat(db, timeZone)]);
  await beat(db, timeZone);
  const row = await first(
    db,
    `SELECT (SELECT count(*)::int FROM analytics.heartbeats) BETWEEN 1 AND 2 AS few,
       (SELECT count(*) FROM analytics.heartbeats) = (SELECT sum(minutes) FROM analytics.uptime_days) AS equal`,
  );
  expect(row).toEqual({ few: true, equal: true });
});

it('times what is asked of a gateway, also what fails', async () => {
  const asked = new GatewayRequests();
  const gateway = asked.watch('vapi', {
    name: 'vapi',
    good: () => Promise.resolve(7),
    bad: () => Promise.reject(new Error('no')),
  });
  expect(gateway.name).toBe('vapi');
  expect(await gateway.good()).toBe(7);
  await expect(gateway.bad()).rejects.toThrow('no');
  await asked.flush(db, timeZone);
  await asked.flush(db, timeZone);
  expect(
    await first(
      db,
      `SELECT sum(requests)::int AS requests, sum(failures)::int AS failures FROM analytics.gateway_days WHERE gateway = 'vapi'`,
    ),
  ).toEqual({ requests: 2, failures: 1 });
});

it('counts a request once, though the answer to its counting was lost, and whoever counts beside it', async () => {
  const asked = new GatewayRequests();
  const lossy = {
    query: async (text: string, values: unknown[]) => {
      await db.query(text, values);
      throw new Error('no answer in time');
    },
  } as unknown as typeof db;
  asked.note('whatsapp', 120, false);
  await expect(asked.flush(lossy, timeZone)).rejects.toThrow('no answer in time');
  asked.note('whatsapp', 130, true);
  await Promise.all([asked.flush(db, timeZone), asked.flush(db, timeZone), asked.flush(db, timeZone)]);
  const counted = `SELECT sum(requests)::int AS requests, sum(failures)::int AS failures FROM analytics.gateway_days WHERE gateway = 'whatsapp'`;
  expect(await first(db, counted)).toEqual({ requests: 2, failures: 1 });
});
