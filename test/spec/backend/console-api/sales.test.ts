/** Sales written down at the desk: once, by whom it concerns, with their unit off the market; and taken back by a supervisor. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rollOnce } from '../../../../src/backend/analytics/roller.ts';
import { markChanged } from '../../../../src/backend/analytics/counted-events.ts';
import { all, inTransaction, single } from '../../../../src/backend/store/database.ts';
import { takeUnpublished } from '../../../../src/backend/store/events.ts';
import { writeSales } from '../../../../src/backend/store/sales.ts';
import type { ApiError, LeadDetail } from '../../../../src/shared/api.ts';
import type { PropertyList, Sale } from '../../../../src/shared/desk.ts';
import type { KpiAnswer } from '../../../../src/shared/kpis.ts';
import {
  addPerson,
  ask,
  signInAs,
  startConsoleBackend,
  type ConsoleBackend,
} from '../../../support/console-backend.ts';
import { writeStory } from '../../../support/console-story.ts';
import { testStores } from '../../../support/stores.ts';

const stores = await testStores();
const now = new Date('2026-11-22T18:00:00Z');
const today = '2026-11-22';
const property = 'grand-luxxe-nuevo-vallarta';
let backend: ConsoleBackend;
const people: Record<string, { id: string; token: string }> = {};

beforeAll(async () => {
  backend = await startConsoleBackend(stores, { publish: false, now: () => now });
  for (const [name, role, extension] of [
    ['andrea', 'agent', '4127'],
    ['beatriz', 'agent', '4128'],
    ['laura', 'supervisor', undefined],
  ] as const) {
    const id = await addPerson(backend.db, name, role, extension);
    people[name] = { id, token: (await signInAs(backend.url, name)).token };
  }
});
afterAll(() => backend.close());

const idOf = (name: string): string => people[name]?.id ?? '';
const newLead = async (owner?: string) => {
  const { leadId } = await writeStory(backend.db, 'María');
  if (owner !== undefined)
    await backend.db.query(`UPDATE leads SET owner_id = $2 WHERE id = $1`, [leadId, idOf(owner)]);
  return leadId;
};
const sell = (leadId: string, body: object = {}, as = 'andrea') =>
  ask<Sale & ApiError>(backend.url, `/api/leads/${leadId}/sales`, {
    method: 'POST',
    token: people[as]?.token ?? '',
    body: { key: randomUUID(), amount: 300_000, currency: 'USD', ...body },
  });
const withdraw = (id: string, as = 'laura', why = 'Se registró dos veces') =>
  ask<Sale & ApiError>(backend.url, `/api/sales/${id}/withdraw`, {
    method: 'POST',
    token: people[as]?.token ?? '',
    body: { why },
  });
const freeUnits = async () => {
  const { body } = await ask<PropertyList>(backend.url, '/api/properties', {
    token: people['andrea']?.token ?? '',
  });
  return body.properties.find(({ slug }) => slug === property)?.units.map(({ code }) => code) ?? [];
};
const unitStatus = async (code: string) =>
  (
    await single<{ status: string }>(
      backend.db,
      `SELECT u.status FROM units u JOIN properties p ON p.id = u.property_id WHERE p.slug = $1 AND u.code = $2`,
      [property, code],
    )
  ).status;
const eventsOf = (leadId: string) =>
  all<{ type: string; data: Record<string, unknown> }>(
    backend.db,
    `SELECT type, data FROM events WHERE stream = 'lead:' || $1::text AND type LIKE 'sale.%' ORDER BY stream_seq`,
    [leadId],
  );
const auditOf = async (leadId: string) =>
  (
    await all<{ action: string }>(backend.db, `SELECT action FROM audit WHERE subject_id = $1 ORDER BY id`, [
      leadId,
    ])
  ).map(({ action }) => action);

test('a sale is of today and of whoever made it, its unit is off the market, and all of it is told', async () => {
  const leadId = await newLead();
  const code = (await freeUnits())[0] ?? '';
  const { body } = await sell(leadId, { unit: { property, code }, amount: 385_000.5 });
  expect(body).toMatchObject({
    ...{ leadId, unit: code, amount: 385_000.5, currency: 'USD', day: today },
    ...{ agentName: 'Persona andrea', withdrawn: null },
  });
  expect(await unitStatus(code)).toBe('sold');
  expect(await freeUnits()).not.toContain(code);
  expect(await eventsOf(leadId)).toEqual([
    {
      type: 'sale.recorded',
      data: {
        ...{ saleId: body.id, amountUsd: 385_000.5, day: today, amount: 385_000.5, currency: 'USD' },
        ...{ agentName: 'Persona andrea', property: body.property, unit: code },
      },
    },
  ]);
  expect(await auditOf(leadId)).toEqual([]);
  const jobs = await all(backend.db, `SELECT 1 FROM outbox WHERE kind = 'answers.forget'`);
  expect(jobs.length).toBeGreaterThan(0);
  const { body: lead } = await ask<LeadDetail>(backend.url, `/api/leads/${leadId}`, {
    token: people['andrea']?.token ?? '',
  });
  expect(lead.sales).toEqual([body]);
});

test('the same key again is the same sale, and about another lead none', async () => {
  const leadId = await newLead();
  const key = randomUUID();
  const code = (await freeUnits())[0] ?? '';
  const sale = { key, unit: { property, code }, unitStatus: 'reserved' };
  const once = await sell(leadId, sale);
  expect(once.status).toBe(200);
  expect((await sell(leadId, sale)).body.id).toBe(once.body.id);
  expect(await eventsOf(leadId)).toHaveLength(1);
  expect(await unitStatus(code)).toBe('reserved');
  const other = await sell(await newLead(), sale);
  expect([other.status, other.body.error.reason]).toEqual([409, 'key-used']);
});

test('two at once under one key are one, and two at once of one unit are one sale and one refusal', async () => {
  const leadId = await newLead();
  const key = randomUUID();
  const [a, b] = await Promise.all([sell(leadId, { key }), sell(leadId, { key })]);
  expect(a.body.id).toBe(b.body.id);
  const code = (await freeUnits())[0] ?? '';
  const both = await Promise.all(
    [await newLead(), await newLead()].map((lead) => sell(lead, { unit: { property, code } })),
  );
  expect(both.map(({ status }) => status).toSorted()).toEqual([200, 400]);
  expect(both.find(({ status }) => status === 400)?.body.error.reason).toBe('no-such-unit');
});

test('pesos are turned into dollars at the house’s rate', async () => {
  const leadId = await newLead();
  const { body } = await sell(leadId, { amount: 3_680_000, currency: 'MXN', day: '2026-11-01' });
  expect(body).toMatchObject({ amount: 3_680_000, currency: 'MXN', day: '2026-11-01', unit: null });
  expect((await eventsOf(leadId))[0]?.data['amountUsd']).toBe(200_000);
});

test('a supervisor writes down an agent’s sale: it is the agent’s, and the trail has it', async () => {
  const leadId = await newLead('beatriz');
  const { body } = await sell(leadId, {}, 'laura');
  expect(body.agentName).toBe('Persona beatriz');
  expect(await auditOf(leadId)).toEqual(['sale.recorded']);
});

describe('refused with its reason is', () => {
  test.each([
    ['a unit that is not for sale', { unit: { property, code: 'none' } }, 400, 'no-such-unit'],
    ['a day to come', { day: '2026-11-23' }, 400, 'sale-ahead'],
    ['no amount', { amount: 0 }, 400, 'incorrect'],
    ['another currency', { currency: 'EUR' }, 400, 'incorrect'],
  ])('%s', async (_what, body, status, reason) => {
    const leadId = await newLead();
    const refused = await sell(leadId, body);
    expect([refused.status, refused.body.error.reason]).toEqual([status, reason]);
    expect(await eventsOf(leadId)).toEqual([]);
  });

  test('an agent, for a colleague’s lead; and a lead that there is not', async () => {
    const refused = await sell(await newLead('beatriz'));
    expect([refused.status, refused.body.error.reason]).toEqual([403, 'lead-of-another']);
    const nobody = await sell(randomUUID());
    expect([nobody.status, nobody.body.error.reason]).toEqual([404, 'no-such-lead']);
  });
});

describe('a sale that is withdrawn', () => {
  test('puts its unit on the market again and stands in the card as withdrawn, with the trail', async () => {
    const leadId = await newLead();
    const code = (await freeUnits())[0] ?? '';
    const { body: sale } = await sell(leadId, { unit: { property, code } });
    const { status, body } = await withdraw(sale.id);
    expect(status).toBe(200);
    expect(body.withdrawn).toMatchObject({ by: 'Persona laura', why: 'Se registró dos veces' });
    expect(await unitStatus(code)).toBe('available');
    expect((await eventsOf(leadId)).at(-1)).toEqual({
      type: 'sale.withdrawn',
      data: {
        ...{ saleId: sale.id, amountUsd: 300_000, amount: 300_000, currency: 'USD' },
        ...{ userName: 'Persona laura', why: 'Se registró dos veces' },
      },
    });
    expect(await auditOf(leadId)).toEqual(['sale.withdrawn']);
    const again = await withdraw(sale.id);
    expect([again.status, again.body.error.reason]).toEqual([409, 'sale-withdrawn']);
  });

  test('is none that an agent withdraws, nor one without a why, nor one that there is not', async () => {
    const { body: sale } = await sell(await newLead());
    expect((await withdraw(sale.id, 'andrea')).status).toBe(403);
    expect((await withdraw(sale.id, 'laura', ' ')).body.error.reason).toBe('incorrect');
    expect((await withdraw(randomUUID())).body.error.reason).toBe('no-such-sale');
  });

  test('is not brought back by the list of the sales system', async () => {
    const leadId = await newLead();
    const row = {
      ...{ externalId: 'V-9', leadId, unitId: null, agentId: null, day: today },
      ...{ amount: 100_000, currency: 'USD' as const },
    };
    const [id = ''] = (await inTransaction(backend.db, (tx) => writeSales(tx, [row], { mxnPerUsd: 18 })))
      .touched;
    await withdraw(id);
    const again = await inTransaction(backend.db, (tx) =>
      writeSales(tx, [{ ...row, amount: 120_000 }], { mxnPerUsd: 18 }),
    );
    expect(again).toEqual({ added: 0, changed: 0, touched: [] });
  });

  test('counts in no figure any more, as what was sold does', async () => {
    const leadId = await newLead();
    const { body: sale } = await sell(leadId, { day: '2026-10-05', amount: 250_000 });
    const revenue = async () => {
      await inTransaction(backend.db, async (tx) => markChanged(tx, await takeUnpublished(tx, 1_000)));
      const rules = { timeZone: 'America/Mexico_City', mxnPerUsd: 18 };
      while ((await rollOnce({ db: backend.db, rules, now: () => now })) > 0);
      const { body } = await ask<KpiAnswer>(
        backend.url,
        '/api/kpis?from=2026-10-05&to=2026-10-05&keys=sales,revenue',
        { token: people['laura']?.token ?? '' },
      );
      return body.values.map(({ value }) => value);
    };
    expect(await revenue()).toEqual([1, 250_000]);
    await withdraw(sale.id);
    expect(await revenue()).toEqual([0, 0]);
  });
});
