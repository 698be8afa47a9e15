/** Whose sale it is, as figures see it: a list may change its mind, and several leads may be one person. */
import { randomUUID } from 'node:crypto';
import { afterAll, expect, it } from 'vitest';
import { markChanged } from '../../../../src/backend/analytics/counted-events.ts';
import { rollOnce } from '../../../../src/backend/analytics/roller.ts';
import { importList } from '../../../../src/backend/imports/import-list.ts';
import { all, first, inTransaction } from '../../../../src/backend/store/database.ts';
import { takeUnpublished } from '../../../../src/backend/store/events.ts';
import { mergeLeads } from '../../../../src/backend/store/lead-merge.ts';
import { lockLead } from '../../../../src/backend/store/leads.ts';
import { addPerson } from '../../../support/console-backend.ts';
import { openPool, testStores } from '../../../support/stores.ts';
import { addLead as addToldLead, type ToldLead } from '../../../support/told-history.ts';

const { databaseUrl } = await testStores();
const db = openPool(databaseUrl);
afterAll(() => db.end());
const rules = { timeZone: 'America/Mexico_City', mxnPerUsd: 18 };
const at = '2026-03-10T12:00:00-06:00';
const user = { id: await addPerson(db, 'jefa', 'supervisor'), name: 'Jefa' };

let numbers = 0;
/** A lead with a number that a list may name. */
async function addLead(told: ToldLead): Promise<string> {
  const id = await addToldLead(db, told);
  await db.query(`UPDATE leads SET phone = $2 WHERE id = $1`, [id, `+52552${1_000_000 + (numbers += 1)}`]);
  return id;
}

/** Publishes and counts, as the publisher and the roller do. */
async function count(): Promise<void> {
  while (
    (await inTransaction(db, async (tx) => {
      const events = await takeUnpublished(tx, 500);
      await markChanged(tx, events);
      return events.length;
    })) > 0
  );
  while ((await rollOnce({ db, rules })) > 0);
}

async function bring(rows: readonly { sale: string; leadId: string; amount: number }[]): Promise<void> {
  const lines = [];
  for (const { sale, leadId, amount } of rows) {
    const lead = await first<{ phone: string }>(db, `SELECT phone FROM leads WHERE id = $1`, [leadId]);
    lines.push(`${sale},${lead?.phone ?? ''},2026-03-10,${amount},USD`);
  }
  const file = Buffer.from(`sale_id,phone,day,amount,currency\n${lines.join('\n')}\n`);
  const { applied } = await importList(
    { kind: 'sales', file, dryRun: false, skipBad: false, user },
    { db, mxnPerUsd: 18 },
  );
  expect(applied).toBe(true);
}

async function merge(kept: string, dropped: string): Promise<void> {
  await inTransaction(db, async (tx) => {
    const [a, b] = [await lockLead(tx, kept), await lockLead(tx, dropped)];
    if (a === undefined || b === undefined) throw new Error('a lead is missing');
    await tx.query(`UPDATE leads SET phone = NULL, whatsapp_id = $1 WHERE id = $1::uuid`, [dropped]);
    await mergeLeads(tx, a, b);
  });
}

const isSold = async (leadId: string) =>
  (await first<{ sold: boolean }>(db, `SELECT sold FROM analytics.leads WHERE lead_id = $1`, [leadId]))?.sold;
const factsOf = (leadIds: readonly string[]) =>
  all<{ lead: string; amount: number }>(
    db,
    `SELECT lead_id AS lead, amount_usd::float8 AS amount FROM analytics.sales WHERE lead_id = ANY ($1::uuid[]) ORDER BY amount_usd`,
    [leadIds],
  );

it('takes a sale from the lead who was said to have bought when a later list says that somebody else did', async () => {
  const [former, buyer] = [await addLead({ at }), await addLead({ at })];
  const sale = randomUUID();
  await bring([{ sale, leadId: former, amount: 100 }]);
  await count();
  expect([await isSold(former), await isSold(buyer)]).toEqual([true, false]);
  await bring([{ sale, leadId: buyer, amount: 100 }]);
  await count();
  expect([await isSold(former), await isSold(buyer)]).toEqual([false, true]);
  await bring([{ sale, leadId: former, amount: 120 }]);
  await count();
  expect([await isSold(former), await isSold(buyer)]).toEqual([true, false]);
  expect(await factsOf([former, buyer])).toEqual([{ lead: former, amount: 120 }]);
});

const orders = [
  ['a', 'b', 'c'],
  ['a', 'c', 'b'],
  ['b', 'a', 'c'],
  ['b', 'c', 'a'],
  ['c', 'a', 'b'],
  ['c', 'b', 'a'],
] as const;
const ways = orders.flatMap((order) =>
  [false, true].map((counted) => ({ order, counted, way: order.join(' ← ') })),
);

it.each(ways)(
  'knows what three leads bought who turn out to be one ($way, counted in between: $counted)',
  async ({ order, counted }) => {
    const leads = {
      a: await addLead({ at }),
      b: await addLead({ at }),
      c: await addLead({ at }),
    };
    const [moved, own] = [randomUUID(), randomUUID()];
    // The first lead's numbers run ahead of those of the last one, who has the newest word.
    for (const amount of [10, 20, 30]) await bring([{ sale: moved, leadId: leads.a, amount }]);
    await bring([
      { sale: moved, leadId: leads.b, amount: 40 },
      { sale: own, leadId: leads.a, amount: 7 },
    ]);
    await bring([{ sale: moved, leadId: leads.c, amount: 50 }]);
    if (counted) await count();
    const [last, middle, kept] = [leads[order[2]], leads[order[1]], leads[order[0]]];
    await merge(middle, last);
    if (counted) await count();
    await merge(kept, middle);
    await count();
    expect(await factsOf(Object.values(leads))).toEqual([
      { lead: kept, amount: 7 },
      { lead: kept, amount: 50 },
    ]);
    expect(await isSold(kept)).toBe(true);
    expect([await isSold(middle), await isSold(last)]).toEqual([undefined, undefined]);
  },
);
