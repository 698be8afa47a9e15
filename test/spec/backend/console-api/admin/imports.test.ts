/** Lists from outside: a dry run that tells the truth, all or nothing, and the same file twice is one list. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ImportKind, ImportReport } from '../../../../../src/shared/admin.ts';
import { keepAnswer, keptAnswer } from '../../../../../src/backend/cache/tool-answers.ts';
import { importHandlers } from '../../../../../src/backend/imports/import-handlers.ts';
import type { Job } from '../../../../../src/backend/outbox/jobs.ts';
import { inTransaction } from '../../../../../src/backend/store/database.ts';
import { recordIntent, signalCall } from '../../../../../src/backend/store/calls.ts';
import { insertLead } from '../../../../../src/backend/store/lead-identity.ts';
import { lockLead } from '../../../../../src/backend/store/leads.ts';
import { unitsByCode } from '../../../../../src/backend/store/inventory.ts';
import { startAdminBackend, type AdminBackend } from '../../../../support/admin-backend.ts';
import { testStores } from '../../../../support/stores.ts';
import { until } from '../../../../support/until.ts';

const stores = await testStores();
let house: AdminBackend;
const silent = { debug: () => undefined } as never;

beforeAll(async () => {
  house = await startAdminBackend(stores, { publish: false });
});
afterAll(() => house.close());

interface Refused {
  error: { reason: string; params: Record<string, unknown> };
}
async function bring<T = ImportReport>(
  kind: ImportKind,
  file: string | Buffer,
  { dryRun = 0, skipBad = 0, who = 'admin' as 'admin' | 'jefa' | 'agente', type = 'text/csv' } = {},
): Promise<{ status: number; body: T }> {
  const answer = await fetch(`${house.url}/api/admin/imports/${kind}?dryRun=${dryRun}&skipBad=${skipBad}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${house.people[who].token}`, 'content-type': type },
    body: file as unknown as string,
  });
  return { status: answer.status, body: (await answer.json()) as T };
}

const addLead = (phone: string) =>
  inTransaction(house.db, async (tx) => {
    const lead = await insertLead(tx, {
      phone,
      source: 'whatsapp',
      language: 'es',
      timeZone: 'America/Mexico_City',
    });
    return lead!.id;
  });
const count = async (sql: string, values: unknown[] = []) =>
  Number((await house.db.query<{ n: string }>(`SELECT count(*) AS n FROM ${sql}`, values)).rows[0]!.n);

describe('a do-not-call list', () => {
  const file = 'Phone;Reason;Folio\n5510000001;REPEP;1\n+52 1 55 1000 0002;;2\n5510000001;REPEP;3\n';

  test('in a dry run tells what would happen and changes nothing', async () => {
    const { body } = await bring('do-not-call', file, { dryRun: 1 });
    expect(body).toEqual({
      kind: 'do-not-call',
      applied: false,
      rows: 3,
      added: 2,
      changed: 0,
      unchanged: 1,
      bad: [],
      badRows: 0,
      ignored: ['Folio'],
    });
    expect(await count('do_not_call')).toBe(0);
    expect(await count('imports')).toBe(0);
  });

  test('takes back calls that wait, stands in the trail, and the same again is unchanged', async () => {
    const leadId = await addLead('+525510000001');
    const call = await inTransaction(house.db, async (tx) => {
      const intent = await recordIntent(tx, { leadId, intentKey: 'k1', reason: 'x', mode: 'qualify' });
      await signalCall(tx, intent!, 'queue');
      return intent!.id;
    });
    expect((await bring('do-not-call', file)).body).toMatchObject({ applied: true, added: 2, unchanged: 1 });
    const { rows } = await house.db.query(`SELECT status FROM calls WHERE id = $1`, [call]);
    expect(rows[0]).toEqual({ status: 'cancelled' });
    expect((await bring('do-not-call', file)).body).toMatchObject({ applied: true, added: 0, unchanged: 3 });
    const [entry] = await house.trail('list.imported');
    expect(entry).toMatchObject({ userId: house.people.admin.id, detail: { unchanged: 3 } });
  });

  test('keeps a number that its owner put there, even if they take it back', async () => {
    await house.db.query(`INSERT INTO do_not_call (phone, source) VALUES ('+525510000009', 'opt-out')`);
    await bring('do-not-call', 'phone\n5510000009\n');
    const { rows } = await house.db.query(`SELECT source FROM do_not_call WHERE phone = '+525510000009'`);
    expect(rows).toEqual([{ source: 'import' }]);
  });
});

describe('bad rows', () => {
  const file = [
    'source,campaign,day,amount,currency,name',
    'meta,c-1,2026-11-01,"1,234.50",usd,Playa',
    'meta,c-1,31/11/2026,10,USD,',
    'meta,,2026-11-02,"1,234",EUR,',
    'meta,c-1,01/11/2026,99,USD,',
    '',
  ].join('\r\n');

  test('are each shown with their line, column, value and problem; one stops all', async () => {
    const { body } = await bring('spend', file, { who: 'jefa' });
    expect(body).toMatchObject({ applied: false, rows: 4, added: 1, badRows: 3 });
    expect(body.bad).toEqual([
      { line: 3, column: 'day', value: '31/11/2026', problem: 'not-a-date' },
      { line: 4, column: 'campaign', value: '', problem: 'missing' },
      { line: 4, column: 'currency', value: 'EUR', problem: 'not-a-currency' },
      { line: 4, column: 'amount', value: '1,234', problem: 'not-an-amount' },
      { line: 5, column: 'source', value: 'meta', problem: 'repeated' },
    ]);
    expect(await count('campaign_spend')).toBe(0);
  });

  test('are left out where that is asked for', async () => {
    const { body } = await bring('spend', file, { who: 'jefa', skipBad: 1 });
    expect(body).toMatchObject({ applied: true, added: 1, badRows: 3 });
    const { rows } = await house.db.query(
      `SELECT c.source, c.external_id, c.name, s.day::text, s.amount::float8, s.currency FROM campaign_spend s JOIN campaigns c ON c.id = s.campaign_id`,
    );
    expect(rows).toEqual([
      {
        source: 'meta',
        external_id: 'c-1',
        name: 'Playa',
        day: '2026-11-01',
        amount: 1234.5,
        currency: 'USD',
      },
    ]);
    const again = await bring(
      'spend',
      'source\tcampaign\tday\tamount\tcurrency\nmeta\tc-1\t2026-11-01\t2000\tUSD\n',
    );
    expect(again.body).toMatchObject({ added: 0, changed: 1 });
  });
});

describe('a list of sales', () => {
  const header = 'sale_id,phone,day,amount,currency,unit,agent\n';
  const file = `${header}V-1,+525520000001,2026-11-03,685000,USD,grand-luxxe-nuevo-vallarta/b-304,agente\nV-2,5520000001,04/11/2026,"12.605.000,00",MXN,,4101\n`;

  test('finds the buyer, the unit and the agent, and tells of each sale once', async () => {
    const leadId = await addLead('+525520000001');
    expect((await bring('sales', file, { who: 'jefa' })).body).toMatchObject({
      applied: true,
      added: 2,
      bad: [],
    });
    expect((await bring('sales', file, { who: 'jefa' })).body).toMatchObject({
      unchanged: 2,
      added: 0,
      changed: 0,
    });
    const { rows } = await house.db.query<{ seq: number; data: { amountUsd: number; day: string } }>(
      `SELECT stream_seq::int AS seq, data FROM events WHERE stream = $1 ORDER BY stream_seq`,
      [`lead:${leadId}`],
    );
    expect(rows.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(rows.slice(1).map(({ data }) => [data.amountUsd, data.day])).toEqual([
      [685_000, '2026-11-03'],
      [630_250, '2026-11-04'],
    ]);
    const { rows: sold } = await house.db.query(
      `SELECT agent_id AS agent, unit_id IS NOT NULL AS unit FROM sales ORDER BY external_id`,
    );
    const agent = house.people.agente.id;
    expect(sold).toEqual([
      { agent, unit: true },
      { agent, unit: false },
    ]);
  });

  test('in a dry run tells the same as when it is brought, and waits for nobody who is at a buyer or at another list', async () => {
    const leadId = await addLead('+525520000009');
    const otherId = await addLead('+525520000010');
    const first = `${header}W-1,+525520000009,2026-11-03,100,USD,,\n`;
    expect((await bring('sales', first)).body).toMatchObject({ added: 1 });
    const next = `${first}W-2,+525520000010,2026-11-03,100,USD,,\n`.replace(',100,', ',150,');
    const hand = await house.db.connect();
    let foreseen: ImportReport;
    try {
      await hand.query('BEGIN');
      await hand.query(`SELECT FROM leads WHERE id = $1 FOR UPDATE`, [leadId]);
      await hand.query(`SELECT FROM sales WHERE lead_id = $1 FOR UPDATE`, [leadId]);
      await hand.query(`SELECT pg_advisory_xact_lock(hashtext('imports'), hashtext('sales'))`);
      ({ body: foreseen } = await bring('sales', next, { dryRun: 1 }));
    } finally {
      hand.release(true);
    }
    expect(foreseen).toMatchObject({ applied: false, added: 1, changed: 1, unchanged: 0 });
    expect((await bring('sales', next)).body).toEqual({ ...foreseen, applied: true });
    expect((await bring('sales', next, { dryRun: 1 })).body).toMatchObject({ added: 0, unchanged: 2 });
    await house.db.query(`DELETE FROM sales WHERE external_id LIKE 'W-%'`);
    await house.db.query(`DELETE FROM events WHERE lead_id = ANY($1) AND type = 'sale.recorded'`, [
      [leadId, otherId],
    ]);
  });

  test('is brought while a step of the journey is at its buyer', async () => {
    const leadId = await addLead('+525520000011');
    const hand = await house.db.connect();
    try {
      await hand.query('BEGIN');
      await lockLead(hand, leadId);
      expect((await bring('sales', `${header}X-1,+525520000011,2026-11-03,100,USD,,\n`)).body).toMatchObject({
        applied: true,
        added: 1,
      });
    } finally {
      hand.release(true);
    }
    await house.db.query(`DELETE FROM sales WHERE external_id = 'X-1'`);
    await house.db.query(`DELETE FROM events WHERE lead_id = $1 AND type = 'sale.recorded'`, [leadId]);
  });

  test('corrected is changed and told again; strangers are bad rows', async () => {
    const corrected = `${header}V-1,+525520000001,2026-11-03,690000,USD,,agente\n`;
    expect((await bring('sales', corrected)).body).toMatchObject({ changed: 1 });
    expect(await count(`events WHERE type = 'sale.recorded'`)).toBe(3);
    const { body } = await bring('sales', `${header}V-9,+525599999999,2026-11-03,1,USD,B-304,nadie\n`);
    expect(body.bad.map(({ column, problem }) => [column, problem])).toEqual([
      ['phone', 'unknown-lead'],
      ['unit', 'unknown-unit'],
      ['agent', 'unknown-agent'],
    ]);
  });
});

describe('an inventory', () => {
  const header =
    'property,name,destination,unit,type,bedrooms,bathrooms,area_m2,price_usd,price_mxn,status,available_from\n';
  const line = (usd: string, mxn = '') =>
    `${header}torre-del-mar,Torre del Mar,nuevo vallarta,T-101,condo,2,"2,5",98.5,${usd},${mxn},,\n`;

  test('adds a property and its unit with both prices, and the same again changes nothing', async () => {
    expect((await bring('inventory', line('500000'))).body).toMatchObject({
      applied: true,
      added: 1,
      bad: [],
    });
    expect((await bring('inventory', line('500000'))).body).toMatchObject({ unchanged: 1, changed: 0 });
    const [unit] = await unitsByCode(house.db, 'T-101');
    expect(unit).toMatchObject({
      propertySlug: 'torre-del-mar',
      destination: 'Nuevo Vallarta',
      bathrooms: 2.5,
      usd: 500_000,
      mxn: 10_000_000,
      status: 'available',
    });
  });

  test('with another price reaches the AI’s tools at once', async () => {
    keepAnswer(house.redis, 'tool:get_pricing:old', 'the old price', silent);
    await until(
      async () => (await keptAnswer(house.redis, 'tool:get_pricing:old', silent)) === 'the old price',
    );
    expect((await bring('inventory', line('510000'))).body).toMatchObject({ changed: 1 });
    const jobs = await house.db.query<{ payload: object }>(
      `SELECT payload FROM outbox WHERE kind = 'answers.forget' ORDER BY id DESC LIMIT 2`,
    );
    expect(jobs.rows).toHaveLength(2);
    await importHandlers['answers.forget']({ payload: {} } as Job<'answers.forget'>, { redis: house.redis });
    expect(await keptAnswer(house.redis, 'tool:get_pricing:old', silent)).toBeUndefined();
    expect((await unitsByCode(house.db, 'T-101'))[0]).toMatchObject({ usd: 510_000, mxn: 10_200_000 });
  });

  test('names the choices where a word is none of them', async () => {
    const { body } = await bring(
      'inventory',
      `${header}x,X,Atlantis,U-1,castle,2,1,50,"100,000.00",,,\ny,Y,Acapulco,U-1,villa,2.5,1,50,0,,,\n`,
    );
    expect(body.bad.map(({ line, column, problem }) => [line, column, problem])).toEqual([
      [2, 'type', 'not-a-choice'],
      [3, 'bedrooms', 'not-a-number'],
      [3, 'price_usd', 'not-an-amount'],
    ]);
    expect(body.bad[0]?.choices).toContain('penthouse');
    const { body: place } = await bring('inventory', `${header}x,X,Atlantis,U-1,villa,2,1,50,100000,,,\n`);
    expect(place.bad[0]).toMatchObject({ column: 'destination', problem: 'not-a-choice' });
    expect(place.bad[0]?.choices).toContain('Riviera Maya');
  });
});

describe('a file that is no such list', () => {
  test('is refused with what it lacks, or the line from which it cannot be read', async () => {
    const empty = await bring<Refused>('spend', '');
    expect([empty.status, empty.body.error.reason]).toEqual([400, 'columns-missing']);
    const lacks = await bring<Refused>('sales', 'sale_id,phone,day\n1,2,3\n');
    expect(lacks.body.error.params).toEqual({ columns: 'amount, currency' });
    const torn = await bring<Refused>('do-not-call', 'phone\n"55"x1\n"never closed\n');
    expect([torn.status, torn.body.error.reason]).toEqual([400, 'csv-unreadable']);
  });

  test('is refused where it is too large, or no text at all', async () => {
    expect((await bring('spend', Buffer.alloc(8 * 1024 * 1024 + 1, 'a'))).status).toBe(413);
    expect((await bring('spend', '{}', { type: 'application/json' })).status).toBe(415);
  });

  test('may be brought by supervisors only where it is spend or sales, by agents never', async () => {
    const status = async (kind: ImportKind, who: 'jefa' | 'agente') =>
      (await bring(kind, 'x', { who })).status;
    expect(await status('do-not-call', 'jefa')).toBe(403);
    expect(await status('inventory', 'jefa')).toBe(403);
    expect(await status('spend', 'jefa')).toBe(400);
    expect(await status('sales', 'agente')).toBe(403);
  });
});

test('a list of Windows-1252 with accents, quotes and empty lines is read as it was meant', async () => {
  const text =
    'source;campaign;day;amount;currency;name\n\nmeta;peñón;2026-11-09;10;USD;"Promoción ""Año Nuevo"""\n;;;;;\n';
  const { body } = await bring('spend', Buffer.from(text, 'latin1'));
  expect(body).toMatchObject({ applied: true, rows: 1, added: 1 });
  expect(await count(`campaigns WHERE external_id = 'peñón' AND name = 'Promoción "Año Nuevo"'`)).toBe(1);
});

test('a list of a hundred thousand rows is tried and written whole', async () => {
  const phones = Array.from({ length: 100_000 }, (_, index) => `55${String(30_000_000 + index)}`);
  const file = `phone,reason\n${phones.map((phone) => `${phone},REPEP`).join('\n')}\n`;
  expect((await bring('do-not-call', file, { dryRun: 1 })).body).toMatchObject({
    added: 100_000,
    applied: false,
  });
  expect((await bring('do-not-call', file)).body).toMatchObject({ added: 100_000, applied: true });
  expect(await count(`do_not_call WHERE source = 'import'`)).toBeGreaterThanOrEqual(100_000);
}, 120_000);
