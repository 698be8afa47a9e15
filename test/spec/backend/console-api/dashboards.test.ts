import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rebuild } from '../../../../src/backend/analytics/rebuild.ts';
import { countVolume } from '../../../../src/backend/analytics/volume.ts';
import {
  dashboardNames,
  type OperationsDashboard,
  type SalesDashboard,
} from '../../../../src/shared/dashboards.ts';
import type { KpiAnswer, KpiCases, KpiSeries } from '../../../../src/shared/kpis.ts';
import { addPerson, ask, signInAs, startConsoleBackend } from '../../../support/console-backend.ts';
import { testStores } from '../../../support/stores.ts';
import { addCall, addEscalation, addLead, tell } from '../../../support/told-history.ts';

const stores = await testStores();
const now = new Date('2026-03-12T18:00:00Z');
const backend = await startConsoleBackend(stores, { publish: false });
const { db, url } = backend;
afterAll(() => backend.close());
let token = '';
const period = 'from=2026-03-10&to=2026-03-11';

beforeAll(async () => {
  await addPerson(db, 'jefa', 'supervisor');
  await addPerson(db, 'ana', 'agent');
  token = (await signInAs(url, 'jefa')).token;
  const { rows } = await db.query<{ id: string }>(
    `INSERT INTO campaigns (source, external_id, name) VALUES ('meta', 'x', '=HYPERLINK("http://evil")') RETURNING id`,
  );
  const campaignId = rows[0]?.id ?? '';
  await db.query(`INSERT INTO campaign_spend VALUES ($1, '2026-03-10', 'USD', 50)`, [campaignId]);
  for (const day of ['2026-03-08', '2026-03-10', '2026-03-11']) {
    const leadId = await addLead(db, {
      ...{ at: `${day}T12:00:00-06:00`, campaignId, status: 'qualified' },
      profile: { budget: { min: 100_000, max: 300_000, currency: 'USD' } },
    });
    await addCall(db, {
      ...{ leadId, requestedAt: `${day}T13:00:00-06:00`, startedAt: `${day}T13:00:01-06:00` },
      ...{
        answeredAt: `${day}T13:00:10-06:00`,
        endedAt: `${day}T13:02:10-06:00`,
        seconds: 120,
        outcome: 'interested',
      },
    });
    if (day === '2026-03-10')
      await tell(db, {
        ...{ stream: `lead:${leadId}`, type: 'sale.recorded', leadId, at: `${day}T18:00:00-06:00` },
        data: { saleId: leadId, amountUsd: 250_000, day },
      });
  }
  await rebuild({ db, rules: { timeZone: 'America/Mexico_City', mxnPerUsd: 20 }, now: () => now });
  await countVolume(db);
});

const get = <T>(path: string, by = token) => ask<T>(url, path, { token: by });

describe('figures over HTTP', () => {
  it('gives those that were asked for, in that order, with the period before', async () => {
    const { status, body } = await get<KpiAnswer>(`/api/kpis?${period}&keys=calls,leads`);
    expect(status).toBe(200);
    expect(body.values).toMatchObject([
      { key: 'calls', value: 2, previous: 1 },
      { key: 'leads', value: 2, previous: 1 },
    ]);
  });

  it('draws every day of a curve, also the empty ones', async () => {
    const { body } = await get<KpiSeries>(`/api/kpis/leads/series?from=2026-03-08&to=2026-03-11`);
    expect(body.points.map(({ key, value }) => [key, value])).toEqual([
      ['2026-03-08', 1],
      ['2026-03-09', 0],
      ['2026-03-10', 1],
      ['2026-03-11', 1],
    ]);
  });

  it('splits a figure by campaign, with its name', async () => {
    const { body } = await get<KpiSeries>(`/api/kpis/callDuration/series?${period}&by=campaign`);
    expect(body.points).toMatchObject([{ label: '=HYPERLINK("http://evil")', value: 120, denominator: 2 }]);
  });

  it('shows the calls behind a number, page by page, each once', async () => {
    const seen: string[] = [];
    let next: string | null = '';
    while (next !== null) {
      const more: string = next === '' ? '' : `&before=${encodeURIComponent(next)}`;
      const { body }: { body: KpiCases } = await get<KpiCases>(
        `/api/kpis/callSuccess/cases?from=2026-03-01&to=2026-03-31&limit=1${more}`,
      );
      seen.push(...body.cases.map(({ id }) => id));
      next = body.next;
    }
    expect(new Set(seen).size).toBe(3);
    expect(seen).toHaveLength(3);
  });

  it('narrows the cases to one outcome, whatever the page', async () => {
    const cases = async (more: string) =>
      (await get<KpiCases>(`/api/kpis/callSuccess/cases?from=2026-03-01&to=2026-03-31${more}`)).body.cases;
    const all = await cases('');
    const end = all[0]?.outcome ?? '';
    expect(end).not.toBe('');
    const some = await cases(`&outcome=${end}`);
    expect(some.map(({ id }) => id)).toEqual(
      all.filter(({ outcome }) => outcome === end).map(({ id }) => id),
    );
    expect(await cases('&outcome=nothing-ends-so')).toEqual([]);
  });

  it.each([
    ['a period that ends before it begins', '/api/kpis?from=2026-03-11&to=2026-03-10'],
    ['more than two years', '/api/kpis?from=2020-01-01&to=2026-03-10'],
    ['a figure that nobody knows', '/api/kpis?from=2026-03-11&to=2026-03-11&keys=luck'],
    ['a split that has no meaning', '/api/kpis/uptime/series?from=2026-03-11&to=2026-03-11&by=agent'],
    ['no date', '/api/dashboards/sales?from=yesterday&to=2026-03-10'],
    ['a dashboard that nobody knows', '/api/dashboards/weather?from=2026-03-11&to=2026-03-11'],
  ])('refuses %s in words', async (_what, path) => {
    const { status, body } = await get<{ error: { reason: string } }>(path);
    expect(status).toBe(400);
    expect(body.error.reason).toBe('incorrect');
  });

  it('is not for agents', async () => {
    const agent = (await signInAs(url, 'ana')).token;
    for (const path of [
      '/api/kpis',
      '/api/kpis/leads/series',
      '/api/kpis/leads/cases',
      '/api/dashboards/sales',
    ])
      expect((await get(`${path}?${period}`, agent)).status).toBe(403);
  });
});

describe('the floor’s dashboard', () => {
  const day = '2026-03-20';
  const at = (time: string): string => `${day}T${time}-06:00`;
  const read = async () =>
    (await get<OperationsDashboard>(`/api/dashboards/operations?from=${day}&to=${day}`)).body;
  const count = () =>
    rebuild({ db, rules: { timeZone: 'America/Mexico_City', mxnPerUsd: 20 }, now: () => now });

  it('says why calls were not placed, also those that a supervisor took back and those that could not be dialled', async () => {
    const notPlaced = async (event: 'call.cancelled' | 'call.failed' | 'call.blocked', data: object) => {
      const leadId = await addLead(db, { at: at('09:00:00') });
      const callId = await addCall(db, { leadId, requestedAt: at('09:01:00') });
      await tell(db, {
        ...{ stream: `call:${callId}`, type: event, data: data as never },
        ...{ at: at('09:02:00'), leadId, callId },
      });
    };
    await notPlaced('call.cancelled', { reason: 'no longer wanted' });
    await notPlaced('call.cancelled', { reason: 'no longer wanted' });
    await notPlaced('call.failed', { error: 'no such number' });
    await notPlaced('call.blocked', { rule: 'call-hours', detail: '' });
    await count();
    expect((await read()).blocks).toEqual([
      { rule: 'cancelled', count: 2 },
      { rule: 'call-hours', count: 1 },
      { rule: 'failed', count: 1 },
    ]);
  });

  it('knows the longest wait of all, also of who gave up and who still waits; the mean is of the answered', async () => {
    const leadId = await addLead(db, { at: at('10:00:00') });
    const callId = await addCall(db, { leadId, requestedAt: at('10:00:00'), startedAt: at('10:00:01') });
    const ids = { leadId, callId, requestedAt: at('10:01:00') };
    await addEscalation(db, { ...ids, end: { as: 'answered', at: at('10:01:10') } });
    await addEscalation(db, { ...ids, end: { as: 'abandoned', at: at('10:01:45') } });
    const told = await addEscalation(db, ids);
    await count();
    expect((await read()).waits).toEqual([{ day, meanSeconds: 10, maxSeconds: 45 }]);
    await db.query(
      `INSERT INTO escalations (id, call_id, lead_id, status, reason, brief, requested_at) VALUES ($1, $2, $3, 'ringing', 'asked', '{}', now() - interval '5 minutes')`,
      [told, callId, leadId],
    );
    const [waits] = (await read()).waits;
    expect(waits?.meanSeconds).toBe(10);
    expect(waits?.maxSeconds).toBeGreaterThanOrEqual(300);
  });
});

describe('dashboards', () => {
  it.each(dashboardNames)('%s has its figures and says until when it is counted', async (name) => {
    const { status, body } = await get<{ kpis: unknown[]; countedTo: string }>(
      `/api/dashboards/${name}?${period}`,
    );
    expect(status).toBe(200);
    expect(body.kpis.length).toBeGreaterThan(3);
    expect(Date.parse(body.countedTo)).toBeGreaterThan(0);
  });

  it('sales tells the way from message to sale, and what a campaign brings', async () => {
    const { body } = await get<SalesDashboard>(`/api/dashboards/sales?${period}`);
    // Two leads; both were reached, one bought.
    expect(body.funnel.map(({ count }) => count)).toEqual([2, 2, 2, 2, 1, 1, 1]);
    expect(body.funnel[0]?.previous).toBe(1);
    expect(body.campaigns).toMatchObject([
      { spend: 50, leads: 2, sales: 1, revenue: 250_000, adReturn: 5_000, previousReturn: null },
    ]);
    expect(body.pipeline).toEqual([{ stage: 'qualified', leads: 2, value: 400_000 }]);
    expect(body.signed.map(({ total }) => total)).toEqual([250_000, 250_000]);
  });

  it.each([
    ['es', '&words=es', {}],
    ['en', '&words=en', {}],
    ['en', '', { 'accept-language': 'en-US,en;q=0.9,es;q=0.5' }],
    ['es', '', {}],
  ] as const)(
    'as a file says what it is of, with a unit beside each figure (%s%s)',
    async (words, query, more) => {
      const file = async (name: string) =>
        parse(
          await (
            await fetch(`${url}/api/dashboards/${name}/export?${period}&source=meta${query}`, {
              headers: { authorization: `Bearer ${token}`, ...more },
            })
          ).text(),
          { bom: true, relax_column_count: true, skip_empty_lines: false },
        ) as string[][];
      const say = (es: string, en: string) => (words === 'es' ? es : en);
      const rows = await file('executive');
      expect(rows[0]).toEqual([say('Informe', 'Report')]);
      const head = Object.fromEntries(rows[1]!.map((name, index) => [name, rows[2]![index]]));
      expect(head).toMatchObject({
        [say('Desde', 'From')]: '2026-03-10',
        [say('Hasta', 'To')]: '2026-03-11',
        [say('Canal', 'Channel')]: 'meta',
        [say('Asesor', 'Agent')]: say('todos', 'all'),
        [say('Zona horaria', 'Time zone')]: 'America/Mexico_City',
      });
      const figures = rows.findIndex(([title]) => title === say('Indicadores', 'Figures'));
      expect(rows[figures + 1]!.slice(0, 3)).toEqual([
        say('Indicador', 'Figure'),
        say('Unidad', 'Unit'),
        say('Valor', 'Value'),
      ]);
      const revenue = rows.find(([name]) => name === say('Monto vendido', 'Amount sold'));
      expect(revenue?.slice(0, 3)).toEqual([say('Monto vendido', 'Amount sold'), 'USD', '250000']);
      for (const name of dashboardNames)
        for (const cell of (await file(name)).flat()) {
          expect(cell).not.toMatch(/^-?\d+\.\d{3,}$/);
          expect(cell).not.toMatch(/^(points\.)?[a-z]+[A-Z][A-Za-z]*$/);
        }
    },
  );

  it('sales as a file runs nothing in a spreadsheet', async () => {
    const response = await fetch(`${url}/api/dashboards/sales/export?${period}&words=en`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const bytes = new Uint8Array(await response.arrayBuffer());
    expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const text = new TextDecoder().decode(bytes);
    expect(response.headers.get('content-disposition')).toContain('sales-2026-03-10-2026-03-11.csv');
    expect(text).toContain(`"'=HYPERLINK(""http://evil"")"`);
    expect(text).not.toMatch(/(^|[,\n])"?[=+@]/);
  });
});
