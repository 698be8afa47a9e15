import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { beforeAll, describe, expect, it } from 'vitest';
import { kpiSeries, kpiValues, type KpiQuestion } from '../../../../src/backend/analytics/kpi-values.ts';
import { rebuild } from '../../../../src/backend/analytics/rebuild.ts';
import { connectPostgres } from '../../../../src/backend/store/connect.ts';
import { kpiFilter, ofNone, type KpiKey, type KpiValue } from '../../../../src/shared/kpis.ts';
import { addPerson } from '../../../support/console-backend.ts';
import { testStores } from '../../../support/stores.ts';
import { addCall, addEscalation, addLead, tell } from '../../../support/told-history.ts';

const stores = await testStores();
const db = await connectPostgres(stores.databaseUrl, { log: pino({ level: 'silent' }) });
const rules = { timeZone: 'America/Mexico_City', mxnPerUsd: 20 };
const now = new Date('2026-03-11T06:00:00Z');

/** 10 March 2026; the house is at UTC-6. */
const day = '2026-03-10';
const at = (clock: string, date = day): string => `${date}T${clock}-06:00`;

async function figures(more: Partial<KpiQuestion['filter']> = {}): Promise<Map<KpiKey, KpiValue>> {
  const values = await kpiValues({ db, rules, now, filter: { from: day, to: day, ...more } });
  return new Map(values.map((value) => [value.key, value]));
}

let campaignId = '';
let agentId = '';

beforeAll(async () => {
  agentId = await addPerson(db, 'lucia', 'agent', '4101');
  const campaign = await db.query<{ id: string }>(
    `INSERT INTO campaigns (source, external_id, name) VALUES ('meta', 'a-1', 'Cabo') RETURNING id`,
  );
  campaignId = campaign.rows[0]?.id ?? '';
  // 100 dollars and 2,000 pesos at 20 pesos to the dollar: 200 dollars.
  await db.query(
    `INSERT INTO campaign_spend (campaign_id, day, currency, amount) VALUES ($1, $2, 'USD', 100), ($1, $2, 'MXN', 2000)`,
    [campaignId, day],
  );

  // Four leads of the day, and one of the evening before (23:59 at the house, already the 10th in UTC).
  const a = await addLead(db, { at: at('09:00'), campaignId, profile: { property_type: 'villa' } });
  const b = await addLead(db, { at: at('10:00'), language: 'en' });
  const c = await addLead(db, { at: at('11:00') });
  await addLead(db, { at: at('23:59:59') });
  await addLead(db, { at: at('23:59:59', '2026-03-09') });
  for (const leadId of [a, b])
    await tell(db, {
      stream: `lead:${leadId}`,
      type: 'lead.changed',
      data: { status: 'qualified' },
      at: at('12:00'),
      leadId,
    });

  // Calls: two conversations (100 s and 50 s), one busy, one voicemail, one blocked.
  const talk = {
    requestedAt: at('12:00'),
    startedAt: at('12:01'),
    answeredAt: at('12:02'),
    endedAt: at('12:10'),
  };
  const callA = await addCall(db, { leadId: a, ...talk, seconds: 100, outcome: 'appointment_scheduled' });
  const callB = await addCall(db, { leadId: b, ...talk, seconds: 50, outcome: 'escalated_to_human' });
  const { answeredAt: _, ...unanswered } = talk;
  await addCall(db, { leadId: b, ...unanswered, outcome: 'busy' });
  await addCall(db, { leadId: a, ...talk, seconds: 30, outcome: 'voicemail' });
  await addCall(db, { leadId: c, requestedAt: at('12:00') });

  // The AI books a visit in call A, an agent one at the desk.
  for (const [callId, byAgent] of [
    [callA, null],
    [null, agentId],
  ] as const) {
    const appointmentId = randomUUID();
    await db.query(
      `INSERT INTO appointments (id, lead_id, call_id, property_id, during, status)
       SELECT $1, $2, $3, id, tstzrange($4::timestamptz, $4::timestamptz + interval '1 hour'), 'booked' FROM properties ORDER BY slug LIMIT 1`,
      [
        appointmentId,
        byAgent === null ? a : c,
        callId,
        at('10:00', byAgent === null ? '2026-04-01' : '2026-04-02'),
      ],
    );
    await tell(db, {
      stream: `lead:${byAgent === null ? a : c}`,
      type: 'appointment.booked',
      data: {
        ...{ appointmentId, property: 'Grand', startsAt: at('10:00', '2026-04-01') },
        ...(byAgent === null ? {} : { agentId: byAgent, agentName: 'Lucía' }),
      },
      at: at('12:05'),
      leadId: byAgent === null ? a : c,
    });
  }

  // Tools: times 40, 120, 200, 1000 ms; the last failed.
  for (const [index, ms] of [40, 120, 200, 1000].entries())
    await tell(db, {
      stream: `call:${callA}`,
      type: 'tool.called',
      data: {
        ...{ toolCallId: `t${index}`, name: 'get_pricing', parameters: {}, result: '' },
        ...{ success: ms < 1000, ms, cached: false },
      },
      at: at('12:03'),
      leadId: a,
      callId: callA,
    });

  // Escalations: answered after 10 s and after 30 s, a callback, given up after 5 s (not counted) and after 25 s,
  // ended by a supervisor after 3 s (no abandonment, and not counted for the service level).
  const wish = { leadId: b, callId: callB, requestedAt: at('12:04:00') };
  const ends = [
    { as: 'answered', at: at('12:04:10'), agentId },
    { as: 'answered', at: at('12:04:30'), agentId },
    { as: 'exhausted', at: at('12:05:00') },
    { as: 'abandoned', at: at('12:04:05') },
    { as: 'abandoned', at: at('12:04:25') },
    { as: 'closed', at: at('12:04:03') },
  ] as const;
  for (const end of ends) await addEscalation(db, { ...wish, end });

  // Lucía: available 12:00, in a call 12:04:10, wrap-up 12:06:10, available 12:07:10, away 12:20, gone 13:00.
  const states: [string, string, string | null][] = [
    ['12:00:00', 'available', null],
    ['12:04:10', 'busy', 'escalation'],
    ['12:06:10', 'wrap-up', null],
    ['12:07:10', 'available', null],
    ['12:20:00', 'away', 'lunch'],
    ['13:00:00', 'offline', null],
  ];
  for (const [clock, state, reason] of states)
    await db.query(`INSERT INTO user_states (user_id, state, reason, at) VALUES ($1, $2, $3, $4)`, [
      ...[agentId, state, reason, at(clock)],
    ]);
  await db.query(
    `INSERT INTO phone_calls (agent_id, phone_call_id, sip_call_id, direction, number, match, answered_at, ended_at, talk_ms)
     VALUES ($1, 'p1', 's1', 'in', '+5213221234567', 'none', $2, $3, 120000)`,
    [agentId, at('12:04:10'), at('12:06:10')],
  );
  for (const [id, amountUsd] of [
    [randomUUID(), 500_000],
    [randomUUID(), 300_000],
  ] as const)
    await tell(db, {
      stream: `lead:${a}`,
      type: 'sale.recorded',
      data: { saleId: id, amountUsd, day },
      at: at('15:00'),
      leadId: a,
    });
  // Up from 18:00 to 24:00 at the house, but for one hour.
  await db.query(
    `INSERT INTO analytics.heartbeats SELECT m FROM generate_series($1::timestamptz, $2::timestamptz, interval '1 minute') m
     WHERE m < $1::timestamptz + interval '2 hours' OR m >= $1::timestamptz + interval '3 hours'`,
    [at('18:00'), at('23:59')],
  );
  await db.query(`INSERT INTO analytics.uptime_days VALUES ($1, 300)`, [day]);
  await rebuild({ db, rules, now: () => now });
  return () => db.end();
});

describe('figures of a day, worked out by hand', () => {
  it.each<[KpiKey, number, number, number]>([
    // of 4 leads, a and b had a call placed; c's was blocked
    ['leadToCall', 50, 2, 4],
    // of 4 calls placed, two were conversations
    ['callSuccess', 50, 2, 4],
    // of 2 conversations, an agent came to one
    ['escalation', 50, 1, 2],
    // of 2 conversations, in one the AI booked a visit
    ['appointment', 50, 1, 2],
    // (100 + 50) / 2; the voicemail's 30 s are no conversation
    ['callDuration', 75, 150, 2],
    ['toolSuccess', 75, 3, 4],
    // nearest rank of 40, 120, 200, 1000: the second, and the fourth
    ['toolTimeMedian', 120, 120, 4],
    ['toolTimeP95', 1000, 1000, 4],
    // 6 hours less one
    ['uptime', (100 * 300) / 360, 300, 360],
    // one answered within 20 s of four: those given up after 5 s and ended after 3 s are left out
    ['serviceLevel', 25, 1, 4],
    // (10 + 30) / 2
    ['answerSpeed', 20, 40, 2],
    // 120 s talk and 60 s wrap-up
    ['handleTime', 180, 180, 1],
    // 2 of 6: the one that a supervisor ended is none
    ['abandonment', 100 / 3, 2, 6],
    // (120 + 60) s of the 20 min signed in and not away
    ['occupancy', 15, 180, 1200],
    ['leads', 4, 4, 0],
    ['qualifiedLeads', 2, 2, 0],
    ['calls', 4, 4, 0],
    ['appointments', 2, 2, 0],
    ['sales', 2, 2, 0],
    ['revenue', 800_000, 800_000, 0],
    // 800,000 dollars for 200
    ['adReturn', 4_000, 800_000, 200],
  ])('%s is %d (%d of %d)', async (key, value, numerator, denominator) => {
    const figure = (await figures()).get(key);
    expect(figure?.value).toBeCloseTo(value, 6);
    expect(figure).toMatchObject({ numerator, denominator });
  });

  it('compares with the day before', async () => {
    const found = await figures();
    expect(found.get('leads')?.previous).toBe(1);
    expect(found.get('callDuration')?.previous).toBeNull();
  });

  it('narrows by what a lead is counted by', async () => {
    expect((await figures({ source: 'meta' })).get('calls')?.value).toBe(2);
    expect((await figures({ language: 'en' })).get('leads')?.value).toBe(1);
    expect((await figures({ propertyType: 'villa' })).get('appointment')).toMatchObject({
      numerator: 1,
      denominator: 1,
    });
    expect((await figures({ campaign: campaignId })).get('revenue')?.value).toBe(800_000);
    expect((await figures({ agent: agentId })).get('answerSpeed')?.denominator).toBe(2);
  });

  it('narrows to those that have no campaign or type, whom the breakdown calls “unknown”', async () => {
    for (const [by, query] of [
      ['campaign', { campaign: ofNone }],
      ['propertyType', { propertyType: ofNone }],
    ] as const) {
      const points = await kpiSeries({ db, rules, now, filter: { from: day, to: day } }, 'leads', by);
      expect(points.find(({ key }) => key === ofNone)?.value, by).toBe(3);
      const asked = kpiFilter.parse({ from: day, to: day, ...query });
      expect((await figures(asked)).get('leads')?.value, by).toBe(3);
    }
  });

  it('says nothing of a period in which nothing was counted', async () => {
    const found = await figures({ from: '2025-01-01', to: '2025-01-31' });
    expect(found.get('leadToCall')).toMatchObject({
      value: null,
      numerator: 0,
      denominator: 0,
      previous: null,
    });
    expect(found.get('leads')?.value).toBe(0);
  });
});
