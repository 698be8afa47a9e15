import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { pino } from 'pino';
import { afterAll, describe, expect, it } from 'vitest';
import { markChanged } from '../../../../src/backend/analytics/counted-events.ts';
import { rebuild } from '../../../../src/backend/analytics/rebuild.ts';
import { rollOnce } from '../../../../src/backend/analytics/roller.ts';
import { connectPostgres } from '../../../../src/backend/store/connect.ts';
import { all, inTransaction } from '../../../../src/backend/store/database.ts';
import { takeUnpublished } from '../../../../src/backend/store/events.ts';
import type { EventData, EventType } from '../../../../src/shared/events.ts';
import { testStores } from '../../../support/stores.ts';
import { tell } from '../../../support/told-history.ts';
import { sumsOf, type ToldStory } from './plain-sums.ts';

const stores = await testStores();
const db = await connectPostgres(stores.databaseUrl, { log: pino({ level: 'silent' }) });
afterAll(() => db.end());
const rules = { timeZone: 'America/Mexico_City', mxnPerUsd: 20 };
const now = (): Date => new Date('2026-03-20T12:00:00Z');

/** Minutes from 2026-03-01 06:00 UTC (midnight at the house), over three days. */
const minute = fc.integer({ min: 0, max: 3 * 24 * 60 });
const timeOf = (minutes: number): string =>
  new Date(Date.parse('2026-03-01T06:00:00Z') + minutes * 60_000).toISOString();

const outcomes = [null, 'interested', 'no_answer', 'busy', 'voicemail', 'escalated_to_human'] as const;
const callStep = fc.oneof(
  fc.constantFrom('call.requested', 'call.started', 'call.failed').map((type) => ({ type, data: {} })),
  fc.constant({ type: 'call.blocked', data: { rule: 'quiet-hours' } }),
  fc
    .constantFrom('in-progress', 'ringing', 'with-agent')
    .map((status) => ({ type: 'call.changed', data: { status } })),
  fc
    .option(fc.integer({ min: 0, max: 600 }))
    .map((durationSeconds) => ({ type: 'call.ended', data: { durationSeconds } })),
  fc
    .record({
      tool: fc.integer({ min: 0, max: 2 }),
      ms: fc.integer({ min: 0, max: 5_000 }),
      success: fc.boolean(),
    })
    .map((t) => ({
      type: 'tool.called',
      data: { toolCallId: `t${t.tool}`, name: 'get_pricing', ms: t.ms, success: t.success, cached: false },
    })),
  fc
    .tuple(
      fc.constantFrom('requested', 'answered', 'exhausted', 'abandoned', 'closed'),
      fc.integer({ min: 0, max: 1 }),
    )
    .map(([what, which]) => ({ type: `escalation.${what}`, data: { which } })),
);
const leadStep = fc.oneof(
  fc.constantFrom('lead.created', 'message.received').map((type) => ({ type, data: {} })),
  fc.constantFrom('qualified', 'lost').map((status) => ({ type: 'lead.changed', data: { status } })),
  fc
    .integer({ min: 0, max: 1 })
    .chain((which) =>
      fc
        .constantFrom('booked', 'cancelled', 'held', 'missed', 'reopened')
        .map((what) => ({ type: `appointment.${what}`, data: { which } })),
    ),
  fc
    .record({
      which: fc.integer({ min: 0, max: 1 }),
      amountUsd: fc.integer({ min: 1, max: 9 }),
      day: fc.constantFrom('2026-03-01', '2026-03-03'),
    })
    .map((data) => ({ type: 'sale.recorded', data })),
  fc.integer({ min: 0, max: 1 }).map((which) => ({ type: 'sale.withdrawn', data: { which } })),
);
/** Whom it is told of: a lead, or a call of it. */
const step = fc.record({
  lead: fc.integer({ min: 0, max: 2 }),
  of: fc.oneof(
    leadStep.map((told) => ({ call: null, ...told })),
    fc.tuple(fc.integer({ min: 0, max: 1 }), callStep).map(([call, told]) => ({ call, ...told })),
  ),
  at: minute,
  /** What happens after it was told: nothing, it is published, counted, or counting is cut off before its end. */
  then: fc.constantFrom('nothing', 'nothing', 'publish', 'count', 'crash'),
});
const history = fc.record({
  sources: fc.array(fc.constantFrom('whatsapp', 'phone'), { minLength: 3, maxLength: 3 }),
  arrivals: fc.array(minute, { minLength: 3, maxLength: 3 }),
  outcomes: fc.array(fc.constantFrom(...outcomes), { minLength: 6, maxLength: 6 }),
  steps: fc.array(step, { minLength: 1, maxLength: 40 }),
});
type History = typeof history extends fc.Arbitrary<infer T> ? T : never;

const tables = ['lead_days', 'stage_days', 'call_days', 'result_days', 'tool_days'];

describe('sums of days', () => {
  it('are those of a fresh count, and of a plain one, whatever came late, twice, in whatever order, and however counting was cut off', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (given) => {
        await db.query(
          `TRUNCATE leads, calls, events, stream_heads, analytics.changed, analytics.leads, analytics.calls, analytics.escalations, analytics.appointments,
             analytics.sales, analytics.tool_calls, ${tables.map((table) => `analytics.${table}`).join(', ')} CASCADE`,
        );
        const story = await play(given);
        await publish();
        while ((await rollOnce({ db, rules, now })) > 0);
        const rolled = await read();
        await db.query(
          `TRUNCATE ${tables.map((table) => `analytics.${table}`).join(', ')}, analytics.leads, analytics.calls`,
        );
        await rebuild({ db, rules, now });
        expect(await read()).toEqual(rolled);
        expect(plainPart(rolled)).toEqual(sumsOf(story));
      }),
      { numRuns: 60 },
    );
  });
});

/** Tells everything as generated, and counts in between. */
async function play({ sources, arrivals, outcomes: ends, steps }: History): Promise<ToldStory> {
  const leads = sources.map((source) => ({ id: randomUUID(), source }));
  const calls = ends.map((outcome, index) => ({ id: randomUUID(), lead: Math.floor(index / 2), outcome }));
  for (const [index, { id, source }] of leads.entries())
    await db.query(`INSERT INTO leads (id, phone, lead_source, created_at) VALUES ($1, $2, $3, $4)`, [
      ...[id, `+52155000000${index}`, source, timeOf(0)],
    ]);
  for (const { id, lead, outcome } of calls)
    await db.query(
      `INSERT INTO calls (id, lead_id, status, outcome, intent_key, reason) VALUES ($1::uuid, $2, 'ended', $3, $1::text, 'x')`,
      [id, leads[lead]?.id, outcome],
    );
  const things = new Map<string, string>();
  const thing = (kind: string, key: string): string => {
    const known = things.get(kind + key) ?? randomUUID();
    things.set(kind + key, known);
    return known;
  };
  const told: ToldStory['told'] = [];
  for (const [lead, { id, source }] of leads.entries()) {
    const event = { type: 'lead.created' as const, data: { source }, at: timeOf(arrivals[lead] ?? 0) };
    told.push({ ...event, lead, call: null });
    await tell(db, { ...event, stream: `lead:${id}`, leadId: id });
  }
  for (const { lead, of, at, then } of steps) {
    const leadId = leads[lead]?.id ?? '';
    const callId = of.call === null ? null : (calls[lead * 2 + of.call]?.id ?? '');
    const data: Record<string, unknown> = { ...of.data };
    if ('which' in data) {
      const key = `${callId ?? leadId} ${String(data['which'])}`;
      Object.assign(data, { [nameOf(of.type)]: thing(of.type.split('.')[0] ?? '', key) });
    }
    const event = { lead, call: callId, type: of.type, data, at: timeOf(at) };
    told.push(event);
    await tell(db, {
      stream: callId === null ? `lead:${leadId}` : `call:${callId}`,
      type: of.type as EventType,
      data: data as unknown as EventData[EventType],
      at: event.at,
      leadId,
      ...(callId === null ? {} : { callId }),
    });
    await goOn(then);
  }
  return { leads, calls, told, zoneOffsetHours: -6, start: timeOf(0) };
}

function nameOf(type: string): string {
  const kind = type.split('.')[0];
  return kind === 'sale' ? 'saleId' : `${kind}Id`;
}

async function goOn(then: string): Promise<void> {
  if (then === 'nothing') return;
  await publish();
  if (then === 'count') await rollOnce({ db, rules, now });
  if (then === 'crash') await rollAndCrash();
}

async function publish(): Promise<void> {
  await inTransaction(db, async (tx) => markChanged(tx, await takeUnpublished(tx, 200)));
}

/** The process ends after its work and before the commit. */
async function rollAndCrash(): Promise<void> {
  const crashing = new Proxy(db, {
    get: (target, name) =>
      name !== 'connect'
        ? Reflect.get(target, name, target)
        : async () => {
            const client = await target.connect();
            const query = client.query.bind(client) as (...values: unknown[]) => unknown;
            return new Proxy(client, {
              get: (inner, key) => {
                if (key === 'query')
                  return (...values: unknown[]) => {
                    if (values[0] === 'COMMIT') throw new Error('crashed');
                    return query(...values);
                  };
                const member: unknown = Reflect.get(inner, key, inner);
                return typeof member === 'function' ? member.bind(inner) : member;
              },
            });
          },
  });
  await rollOnce({ db: crashing, rules, now }).catch(() => undefined);
}

/** Every row of every table of sums, as text, in one order. */
async function read(): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const table of tables) {
    const rows = await all<{ row: string }>(
      db,
      `SELECT to_jsonb(t)::text AS row FROM analytics.${table} t ORDER BY 1`,
    );
    found[table] = rows.map(({ row }) => row);
  }
  return found;
}

/** What the plain reference also counts: totals by day. */
function plainPart(rolled: Record<string, string[]>): Record<string, Record<string, number>> {
  const days: Record<string, Record<string, number>> = {};
  const add = (day: string, name: string, amount: number): void => {
    if (amount === 0) return;
    const sums = (days[day] ??= {});
    sums[name] = (sums[name] ?? 0) + amount;
  };
  const fields: Record<string, readonly string[]> = {
    lead_days: ['leads', 'qualified', 'called', 'came3', 'came4', 'came5', 'came6'],
    call_days: ['placed', 'concluded', 'succeeded', 'talked', 'person', 'seconds'],
    result_days: ['booked_by_ai', 'sales', 'revenue'],
    tool_days: ['calls', 'failures'],
  };
  for (const [table, names] of Object.entries(fields))
    for (const text of rolled[table] ?? []) {
      const row = JSON.parse(text) as Record<string, string | number> & { day: string; source?: string };
      for (const name of names) add(row.day, `${table}.${row.source ?? ''}.${name}`, Number(row[name]));
    }
  return days;
}
