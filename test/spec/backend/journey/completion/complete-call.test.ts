import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { completeCall } from '../../../../../src/backend/journey/completion/complete-call.ts';
import { sweepCalls } from '../../../../../src/backend/journey/completion/sweep-calls.ts';
import type { Job } from '../../../../../src/backend/outbox/jobs.ts';
import { inTransaction } from '../../../../../src/backend/store/database.ts';
import { appendCallEvent } from '../../../../../src/backend/store/events.ts';
import { testStores } from '../../../../support/stores.ts';
import { until } from '../../../../support/until.ts';
import { callsUnderWay } from '../../../../support/calls-under-way.ts';
import { newAgent, startVapiBackend } from '../../../../support/vapi-backend.ts';
import { startVapiProvider } from '../../../../support/vapi-provider.ts';

const stores = await testStores();
const provider = await startVapiProvider();
const backend = await startVapiBackend(stores, provider);
const { callUnderWay, call, completed, tasks, report, line } = callsUnderWay(backend, provider);
const agentId = await newAgent(backend.db);
afterAll(async () => {
  await backend.stop();
  await provider.close();
});

async function leadStatus(id: string): Promise<string> {
  return (await backend.db.query(`SELECT status FROM leads WHERE id = $1`, [id])).rows[0].status as string;
}

describe('a call that is over', () => {
  it.each<[string, string, string, string[]]>([
    ['interested', 'interested', 'follow-up', ['follow-up']],
    ['not qualified', 'not_qualified', 'nurturing', []],
    ['not interested', 'not_interested', 'lost', []],
    ['promised a callback by Sofia', 'callback_promised', 'follow-up', ['callback']],
  ])(
    'leaves a lead who was %s where the outcome puts them, with what is left to do',
    async (_, outcome, status, kinds) => {
      const given = await callUnderWay();
      await line(given, 'Hola');
      await report(given, {
        endedReason: 'customer-ended-call',
        analysis: { summary: 'Resumen.', structuredData: { outcome } },
      });
      expect(await completed(given.id)).toMatchObject({ status: 'ended', outcome, summary: 'Resumen.' });
      expect(await leadStatus(given.leadId)).toBe(status);
      expect((await tasks(given.id)).map((task) => task['kind'])).toEqual(kinds);
      for (const task of await tasks(given.id)) expect(task['owner_id']).toBe(agentId);
    },
  );

  it('schedules the next word to a lead who is not ready', async () => {
    const given = await callUnderWay();
    await line(given, 'Solo estoy viendo');
    await report(given, {
      endedReason: 'assistant-ended-call',
      analysis: { structuredData: { outcome: 'not_qualified' } },
    });
    await completed(given.id);
    const { rows } = await backend.db.query(
      `SELECT run_at > now() AS later FROM outbox WHERE kind = 'lead.follow-up' AND payload->>'leadId' = $1`,
      [given.leadId],
    );
    expect(rows).toEqual([{ later: true }]);
  });

  it('leaves one task to confirm a visit that was booked in it', async () => {
    const given = await callUnderWay();
    const day = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
    const booking = { destination: 'Los Cabos', date: day, time: '11:00' };
    await backend.hear({
      type: 'tool-calls',
      call: { id: given.vapiId },
      toolCallList: [
        { id: `book-${given.id}`, function: { name: 'schedule_appointment', arguments: booking } },
      ],
    });
    await report(given, { endedReason: 'assistant-ended-call', summary: 'Agendó una visita.' });
    expect(await completed(given.id)).toMatchObject({ outcome: 'appointment_scheduled' });
    expect((await tasks(given.id)).map((task) => task['kind'])).toEqual(['confirm-appointment']);
  });

  it('ends all contact with a lead who said so on the phone', async () => {
    const given = await callUnderWay();
    await line(given, 'No me vuelvan a llamar');
    await report(given, {
      endedReason: 'customer-ended-call',
      analysis: { structuredData: { outcome: 'opted_out' } },
    });
    expect(await completed(given.id)).toMatchObject({ outcome: 'opted_out' });
    expect(await leadStatus(given.leadId)).toBe('opted-out');
    const { rows } = await backend.db.query(
      `SELECT 1 FROM do_not_call d JOIN leads l ON l.phone = d.phone WHERE l.id = $1`,
      [given.leadId],
    );
    expect(rows).toHaveLength(1);
    expect(await tasks(given.id)).toEqual([]);
  });

  it('is tried once more when nobody answered, and then becomes a task for a person', async () => {
    const first = await callUnderWay({ status: 'ringing' });
    await report(first, { endedReason: 'customer-did-not-answer' });
    expect(await completed(first.id)).toMatchObject({ outcome: 'no_answer', duration_seconds: null });
    expect(await tasks(first.id)).toEqual([]);
    const retry = await backend.db.query(
      `SELECT payload, run_at > now() + interval '1 hour' AS later FROM outbox WHERE kind = 'call.request' AND payload->>'leadId' = $1`,
      [first.leadId],
    );
    expect(retry.rows).toHaveLength(1);
    expect(retry.rows[0]).toMatchObject({
      later: true,
      payload: { intentKey: `complete:${first.leadId}:retry` },
    });

    const second = await callUnderWay({ status: 'ringing', intentKey: `again:${randomUUID()}:retry` });
    await report(second, { endedReason: 'customer-did-not-answer' });
    await completed(second.id);
    expect((await tasks(second.id)).map((task) => task['kind'])).toEqual(['callback']);
  });

  it('is completed once, whatever comes again or late', async () => {
    const given = await callUnderWay();
    await line(given, 'Hola');
    const ended = {
      type: 'status-update',
      status: 'ended',
      endedReason: 'customer-ended-call',
      call: { id: given.vapiId },
    };
    const message = {
      endedReason: 'customer-ended-call',
      analysis: { summary: 'Una vez.', structuredData: { outcome: 'interested' } },
    };
    for (let i = 0; i < 3; i += 1) await report(given, message);
    await backend.hear(ended);
    await completed(given.id);
    await backend.hear({ type: 'status-update', status: 'in-progress', call: { id: given.vapiId } });
    await Promise.all(
      [1, 2].map(() => completeCall({ payload: { callId: given.id } } as Job<'call.complete'>, backend.deps)),
    );
    const { rows } = await backend.db.query(
      `SELECT type, count(*)::int AS n FROM events WHERE stream = $1 AND type IN ('call.ended', 'call.completed') GROUP BY type ORDER BY type`,
      [`call:${given.id}`],
    );
    expect(rows).toEqual([
      { type: 'call.completed', n: 1 },
      { type: 'call.ended', n: 1 },
    ]);
    expect(await tasks(given.id)).toHaveLength(1);
    expect((await call(given.id))['status']).toBe('ended');
  });

  it('has a summary and a transcript even if Vapi wrote none', async () => {
    const given = await callUnderWay();
    await line(given, 'Me interesa Mazatlán');
    await report(given, { endedReason: 'customer-ended-call' });
    const done = await completed(given.id);
    expect(done['summary']).toBe('La persona habló una vez. La persona colgó.');
    expect(done['transcript']).toBe('User: Me interesa Mazatlán');
  });

  it('gets its lines from the report where none was heard while it happened', async () => {
    const given = await callUnderWay();
    const messages = [
      { role: 'bot', message: 'Hola', time: Date.now() - 2_000 },
      { role: 'user', message: 'Bueno', time: Date.now() - 1_000 },
    ];
    await report(given, {
      endedReason: 'hangup',
      messages,
      transcript: 'AI: Hola\nUser: Bueno',
      summary: 'De 2024.',
    });
    expect(await completed(given.id)).toMatchObject({ outcome: 'completed', summary: 'De 2024.' });
    const { rows } = await backend.db.query(
      `SELECT author, content FROM interactions WHERE call_id = $1 ORDER BY created_at`,
      [given.id],
    );
    expect(rows).toEqual([
      { author: 'ai', content: 'Hola' },
      { author: 'lead', content: 'Bueno' },
    ]);
  });

  it('leaves a callback behind when the lead hangs up while a person is looked for', async () => {
    const given = await callUnderWay();
    await backend.db.query(
      `INSERT INTO escalations (call_id, lead_id, status, reason, brief) VALUES ($1, $2, 'requested', 'prueba', $3)`,
      [given.id, given.leadId, JSON.stringify({ who: 'Ana', wants: 'casa', promised: [], careful: [] })],
    );
    await line(given, 'Quiero hablar con alguien');
    await report(given, { endedReason: 'customer-ended-call' });
    expect(await completed(given.id)).toMatchObject({ outcome: 'callback_promised' });
    const { rows } = await backend.db.query(`SELECT status FROM escalations WHERE call_id = $1`, [given.id]);
    expect(rows).toEqual([{ status: 'abandoned' }]);
    expect((await tasks(given.id)).map((task) => task['kind'])).toEqual(['callback']);
  });

  it.each([
    ['a supervisor ended it', 'assistant-ended-call', ['acted'], 'closed'],
    ['the lead hung up before a supervisor could', 'customer-ended-call', ['acted'], 'abandoned'],
    ['the call did not take a supervisor’s end', 'silence-timed-out', ['acted', 'refused'], 'abandoned'],
  ] as const)('whose lead waited for a person: %s (%s)', async (_, endedReason, told, status) => {
    const given = await callUnderWay();
    await backend.db.query(
      `INSERT INTO escalations (call_id, lead_id, status, reason, brief) VALUES ($1, $2, 'requested', 'prueba', $3)`,
      [given.id, given.leadId, JSON.stringify({ who: 'Ana', wants: 'casa', promised: [], careful: [] })],
    );
    const by = { action: 'ended', userId: agentId, userName: 'Laura' } as const;
    await inTransaction(backend.db, async (tx) => {
      for (const what of told)
        if (what === 'acted') await appendCallEvent(tx, given, 'supervisor.acted', { ...by, why: 'prueba' });
        else await appendCallEvent(tx, given, 'supervisor.refused', { ...by, why: 'gone' });
    });
    await line(given, 'Quiero hablar con alguien');
    await report(given, { endedReason });
    expect(await completed(given.id)).toMatchObject({ outcome: 'callback_promised' });
    const { rows } = await backend.db.query(
      `SELECT e.status, e.ended_at IS NOT NULL AS over, v.type, v.data->>'cause' AS cause FROM escalations e
         JOIN events v ON v.call_id = e.call_id AND v.type IN ('escalation.closed', 'escalation.abandoned') WHERE e.call_id = $1`,
      [given.id],
    );
    const cause = status === 'closed' ? 'ended-by-supervisor' : null;
    expect(rows).toEqual([{ status, over: true, type: `escalation.${status}`, cause }]);
    expect((await tasks(given.id)).map((task) => task['kind'])).toEqual(['callback']);
  });

  it('goes on while a person speaks with the lead, although Vapi reports its own end', async () => {
    const given = await callUnderWay({ status: 'with-agent' });
    const { rows } = await backend.db.query(
      `INSERT INTO escalations (call_id, lead_id, status, reason, brief, answered_at) VALUES ($1, $2, 'answered', 'prueba', '{}', now()) RETURNING id`,
      [given.id, given.leadId],
    );
    await backend.db.query(
      `INSERT INTO escalation_attempts (escalation_id, step, target, agent_id, sip_uri, status, answered_at, expires_at) VALUES ($1, 1, 'agent', $2, 'sip:1', 'answered', now(), now())`,
      [rows[0].id, agentId],
    );
    await report(given, {
      endedReason: 'assistant-forwarded-call',
      analysis: { summary: 'Pasó con Andrea.' },
    });
    await until(async () => (await call(given.id))['summary'] !== null, { what: 'the report to be kept' });
    expect(await call(given.id)).toMatchObject({
      status: 'with-agent',
      outcome: null,
      summary: 'Pasó con Andrea.',
    });
    await backend.db.query(
      `UPDATE escalation_attempts SET status = 'ended', outcome = 'answered' WHERE escalation_id = $1`,
      [rows[0].id],
    );
    await backend.db.query(`UPDATE escalations SET status = 'closed' WHERE call_id = $1`, [given.id]);
    await backend.db.query(`UPDATE calls SET status = 'ended', ended_at = now() WHERE id = $1`, [given.id]);
    await completeCall({ payload: { callId: given.id } } as Job<'call.complete'>, backend.deps);
    expect(await call(given.id)).toMatchObject({ outcome: 'escalated_to_human', escalated: true });
    expect(await tasks(given.id)).toMatchObject([{ kind: 'follow-up', owner_id: agentId }]);
  });
});

describe('the sweep', () => {
  it('adopts the end that was missed while we were down', async () => {
    const given = await callUnderWay({
      told: {
        status: 'ended',
        endedReason: 'customer-ended-call',
        startedAt: '2026-11-22T17:00:00Z',
        endedAt: '2026-11-22T17:02:00Z',
        analysis: { summary: 'Lo que nos perdimos.', structuredData: { outcome: 'interested' } },
        artifact: { messages: [{ role: 'user', message: 'Sí', time: 1_790_000_000_000 }] },
      },
    });
    await sweepCalls(backend.deps, 0);
    expect(await completed(given.id)).toMatchObject({
      status: 'ended',
      outcome: 'interested',
      duration_seconds: 120,
      summary: 'Lo que nos perdimos.',
    });
    expect(await tasks(given.id)).toHaveLength(1);
  });

  it('catches up with a call that goes on, and leaves it open', async () => {
    const given = await callUnderWay({ status: 'started' });
    await sweepCalls(backend.deps, 0);
    expect(await call(given.id)).toMatchObject({ status: 'in-progress', outcome: null });
  });

  it('closes a call that Vapi does not know', async () => {
    const given = await callUnderWay();
    provider.placed.splice(
      provider.placed.findIndex((each) => each.id === given.vapiId),
      1,
    );
    await sweepCalls(backend.deps, 0);
    expect(await call(given.id)).toMatchObject({ status: 'ended', ended_reason: 'not-found' });
    await completeCall({ payload: { callId: given.id } } as Job<'call.complete'>, backend.deps);
    expect(await call(given.id)).toMatchObject({ outcome: 'failed' });
  });

  it('leaves everything as it is while Vapi cannot be asked', async () => {
    const given = await callUnderWay();
    provider.away = true;
    await sweepCalls(backend.deps, 0);
    provider.away = false;
    expect(await call(given.id)).toMatchObject({ status: 'in-progress' });
  });

  it('asks only after calls that went silent', async () => {
    const given = await callUnderWay({ told: { status: 'ended' } });
    await sweepCalls(backend.deps, 3_600_000);
    expect((await call(given.id))['status']).toBe('in-progress');
  });
});
