import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dialNext } from '../../../../../src/backend/journey/call/dial-call.ts';
import { reconcileCall } from '../../../../../src/backend/journey/call/reconcile-call.ts';
import { requestCall } from '../../../../../src/backend/journey/call/request-call.ts';
import { RunAgain, type Job } from '../../../../../src/backend/outbox/jobs.ts';
import { addToDoNotCallList } from '../../../../../src/backend/store/do-not-call.ts';
import { inTransaction } from '../../../../../src/backend/store/database.ts';
import { testStores } from '../../../../support/stores.ts';
import { until } from '../../../../support/until.ts';
import { newAgent, newLead, startVapiBackend, type TestBackend } from '../../../../support/vapi-backend.ts';
import { startVapiProvider, type DialAnswer, type VapiProvider } from '../../../../support/vapi-provider.ts';

/** Here the test takes every step itself: it is the outbox and the queue. */
const stores = await testStores();
let provider: VapiProvider;
let backend: TestBackend;

beforeAll(async () => {
  provider = await startVapiProvider();
  backend = await startVapiBackend(stores, provider, { working: false, env: { VAPI_CONCURRENCY: '1000' } });
  await newAgent(backend.db);
});
afterAll(async () => {
  await backend.stop();
  await provider.close();
});

interface StoredCall {
  id: string;
  status: string;
  queued_at: Date;
  error: string;
  gate: unknown;
  [column: string]: unknown;
}

async function request(leadId: string, intentKey = `test:${leadId}`): Promise<void> {
  const payload = { leadId, intentKey, reason: 'prueba', mode: 'qualify' as const };
  await requestCall({ payload } as Job<'call.request'>, backend.deps);
}
async function dial(): Promise<{ busyForMs: number } | undefined> {
  return dialNext(backend.deps, AbortSignal.timeout(20_000));
}
async function callOf(leadId: string): Promise<StoredCall> {
  const { rows } = await backend.db.query(`SELECT * FROM calls WHERE lead_id = $1`, [leadId]);
  expect(rows).toHaveLength(1);
  return rows[0] as StoredCall;
}
/** Reconciles as the outbox would: again while it asks to be run again. */
async function reconcile(callId: string): Promise<void> {
  const { rows } = await backend.db.query(`SELECT dial_attempts FROM calls WHERE id = $1`, [callId]);
  const job = question(callId, rows[0].dial_attempts as number);
  await until(() =>
    reconcileCall(job, backend.deps).then(
      () => true,
      (error: unknown) => {
        if (error instanceof RunAgain) return false;
        throw error;
      },
    ),
  );
}
const question = (callId: string, attempt: number): Job<'call.reconcile'> =>
  ({ key: `call.reconcile:${callId}:${attempt}:answer`, payload: { callId } }) as Job<'call.reconcile'>;
const placedFor = (callId: string): number =>
  provider.placed.filter((call) => call.customer.externalId === callId).length;
const askedFor = (callId: string): number =>
  provider.requests.filter((body) => (body['customer'] as { externalId: string }).externalId === callId)
    .length;
async function eventsOf(callId: string): Promise<string[]> {
  const { rows } = await backend.db.query(`SELECT type FROM events WHERE stream = $1 ORDER BY stream_seq`, [
    `call:${callId}`,
  ]);
  return rows.map((row: { type: string }) => row.type);
}

describe('dialling', () => {
  it.each<[string, DialAnswer]>([
    ['503 after placing the call', { kind: 'placed-without-answer', status: 503 }],
    ['500 after placing the call', { kind: 'placed-without-answer', status: 500 }],
    ['a cut connection after placing the call', { kind: 'placed-without-answer' }],
  ])('never dials a lead twice when Vapi answers with %s', async (_, answer) => {
    const leadId = await newLead(backend.db);
    await request(leadId);
    provider.answers.push(answer);
    await dial();
    const call = await callOf(leadId);
    expect(call.status).toBe('dialing');
    await dial(); // a second token in the queue finds nobody to dial
    expect(askedFor(call.id)).toBe(1);
    await reconcile(call.id);
    expect(await callOf(leadId)).toMatchObject({
      status: 'started',
      vapi_call_id: provider.placed.at(-1)?.id,
      dial_attempts: 1,
    });
    expect(placedFor(call.id)).toBe(1);
    expect(askedFor(call.id)).toBe(1);
  });

  it('dials again a call that Vapi never got', async () => {
    const leadId = await newLead(backend.db);
    await request(leadId);
    provider.answers.push({ kind: 'lost' });
    await dial();
    const call = await callOf(leadId);
    await reconcile(call.id);
    expect((await callOf(leadId)).status).toBe('queued');
    await dial();
    expect(await callOf(leadId)).toMatchObject({ status: 'started', dial_attempts: 2 });
    expect(placedFor(call.id)).toBe(1);
    expect(await eventsOf(call.id)).toContain('call.released');
  });

  it('adopts, after a crash between the claim and the record, what had been placed', async () => {
    const leadId = await newLead(backend.db);
    await request(leadId);
    const crash = { ...backend.deps, vapi: { ...backend.deps.vapi, createCall: dialThenDie } };
    await expect(dialNext(crash, new AbortController().signal)).rejects.toThrow('the process died');
    const call = await callOf(leadId);
    expect(call.status).toBe('dialing');
    const { rows } = await backend.db.query(`SELECT run_at FROM outbox WHERE key LIKE $1`, [
      `call.reconcile:${call.id}:%`,
    ]);
    expect(rows, 'the question to Vapi was committed with the claim').toHaveLength(1);
    await reconcile(call.id);
    expect(await callOf(leadId)).toMatchObject({ status: 'started', dial_attempts: 1 });
    expect(placedFor(call.id)).toBe(1);
  });

  it('does nothing while Vapi cannot be asked, and asks again', async () => {
    const leadId = await newLead(backend.db);
    await request(leadId);
    provider.answers.push({ kind: 'placed-without-answer' });
    await dial();
    const { id } = await callOf(leadId);
    provider.away = true;
    const job = question(id, 1);
    await until(() =>
      reconcileCall(job, backend.deps).then(
        () => false,
        (error: unknown) => String(error).includes('503'),
      ),
    );
    expect((await callOf(leadId)).status).toBe('dialing');
    provider.away = false;
    await reconcile(id);
    expect((await callOf(leadId)).status).toBe('started');
  });

  it('does not judge a later attempt by a question about an earlier one', async () => {
    const leadId = await newLead(backend.db);
    await request(leadId);
    provider.answers.push({ kind: 'lost' }, { kind: 'lost' });
    await dial();
    const { id } = await callOf(leadId);
    await reconcile(id);
    await dial();
    await reconcileCall(question(id, 1), backend.deps);
    expect(await callOf(leadId)).toMatchObject({ status: 'dialing', dial_attempts: 2 });
    await reconcile(id);
    await dial();
    expect((await callOf(leadId)).status).toBe('started');
  });

  it('hangs up a call that was taken back while it was being placed', async () => {
    const leadId = await newLead(backend.db);
    await request(leadId);
    const slow = { ...backend.deps, vapi: { ...backend.deps.vapi, createCall: cancelledMeanwhile(leadId) } };
    await dialNext(slow, AbortSignal.timeout(20_000));
    expect((await callOf(leadId)).status).toBe('cancelled');
    expect(provider.commands).toContainEqual({
      path: `/control/${provider.placed.at(-1)?.id}`,
      body: { type: 'end-call' },
    });
    expect((await eventsOf((await callOf(leadId)).id)).includes('call.started')).toBe(false);
  });

  it('takes a call out of the line again when a late message shows that it was placed after all', async () => {
    const leadId = await newLead(backend.db);
    await request(leadId);
    provider.answers.push({ kind: 'lost' });
    await dial();
    const { id } = await callOf(leadId);
    await reconcile(id);
    await backend.hear({
      type: 'status-update',
      status: 'ringing',
      call: { id: `late-${id}`, customer: { externalId: id } },
    });
    await process(`vapi.process`);
    expect(await callOf(leadId)).toMatchObject({ status: 'ringing', vapi_call_id: `late-${id}` });
    await dial();
    expect(askedFor(id)).toBe(1);
  });

  it('fails a call that Vapi refuses, with the reason, and gives somebody the task', async () => {
    const leadId = await newLead(backend.db);
    await request(leadId);
    provider.answers.push({
      kind: 'refused',
      status: 400,
      message: 'customer.number must be a valid phone number in the E.164 format',
    });
    await dial();
    const call = await callOf(leadId);
    expect(call).toMatchObject({ status: 'failed', outcome: 'failed' });
    expect(call.error).toContain('E.164');
    const tasks = await backend.db.query(`SELECT kind FROM tasks WHERE call_id = $1`, [call.id]);
    expect(tasks.rows).toEqual([{ kind: 'callback' }]);
  });

  it.each<[string, DialAnswer, number]>([
    ['429 with a time', { kind: 'refused', status: 429, headers: { 'retry-after': '2' } }, 2_000],
    ['429 without a time', { kind: 'refused', status: 429 }, 5_000],
    ['a call that it says was blocked', { kind: 'blocked' }, 5_000],
  ])('gives a call its place back when Vapi has no line: %s', async (_, answer, busyForMs) => {
    const first = await newLead(backend.db);
    await request(first);
    const second = await newLead(backend.db);
    await request(second);
    const before = await callOf(first);
    provider.answers.push(answer);
    expect(await dial()).toEqual({ busyForMs });
    expect(await callOf(first)).toMatchObject({ status: 'queued', queued_at: before.queued_at });
    await dial();
    expect((await callOf(first)).status, 'the first in line goes first').toBe('started');
    expect((await callOf(second)).status).toBe('queued');
    await dial();
    expect((await callOf(second)).status).toBe('started');
  });

  it('gives up on a call that Vapi never keeps, and gives somebody the task', async () => {
    const leadId = await newLead(backend.db);
    await request(leadId);
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      provider.answers.push({ kind: 'lost' });
      await dial();
      await reconcile((await callOf(leadId)).id);
    }
    expect(await callOf(leadId)).toMatchObject({ status: 'failed', dial_attempts: 5 });
  });

  it('asks the gate once more at the moment of dialling', async () => {
    const optedOut = await newLead(backend.db);
    await request(optedOut);
    const { rows } = await backend.db.query(`SELECT phone FROM leads WHERE id = $1`, [optedOut]);
    await inTransaction(backend.db, (tx) =>
      addToDoNotCallList(tx, { phone: rows[0].phone, source: 'opt-out' }),
    );
    await dial();
    const call = await callOf(optedOut);
    expect(call.status).toBe('blocked');
    expect(askedFor(call.id)).toBe(0);
    expect(call.gate).toContainEqual(
      expect.objectContaining({ rule: 'not-on-do-not-call-list', passed: false }),
    );
  });
});

describe('the wish to call', () => {
  it('is recorded once, however often it is told', async () => {
    const leadId = await newLead(backend.db);
    await Promise.all([request(leadId), request(leadId), request(leadId)]);
    const call = await callOf(leadId);
    expect(await eventsOf(call.id)).toEqual(['call.requested', 'call.changed', 'call.queued']);
    await dial();
  });

  it('has one open call for a lead, whatever the reasons', async () => {
    const leadId = await newLead(backend.db);
    await Promise.all(['a', 'b', 'c'].map((reason) => request(leadId, `${reason}:${leadId}`)));
    const { rows } = await backend.db.query(`SELECT status FROM calls WHERE lead_id = $1 ORDER BY status`, [
      leadId,
    ]);
    expect(rows.map((row: { status: string }) => row.status)).toEqual(['blocked', 'blocked', 'queued']);
    await dial();
  });

  it('waits for the next opening in the lead’s own time zone', async () => {
    const night = new Date('2030-01-15T08:00:00Z');
    const asleep = await startVapiBackend(stores, provider, {
      working: false,
      env: { CALL_HOURS: '09:00-20:00' },
      now: () => night,
    });
    const leadId = await newLead(backend.db, { timeZone: 'America/Cancun' });
    const payload = { leadId, intentKey: `night:${leadId}`, reason: 'prueba', mode: 'qualify' as const };
    await requestCall({ payload } as Job<'call.request'>, asleep.deps);
    expect(await callOf(leadId)).toMatchObject({
      status: 'queued',
      not_before: new Date('2030-01-15T14:00:00Z'),
    });
    await dialNext(asleep.deps, new AbortController().signal);
    expect((await callOf(leadId)).status).toBe('queued');
    await asleep.stop();
  });

  it('becomes a task where a number or the consent is missing', async () => {
    const noPhone = await newLead(backend.db, { phone: null });
    const noConsent = await newLead(backend.db, { consent: null });
    for (const leadId of [noPhone, noConsent]) await request(leadId);
    for (const leadId of [noPhone, noConsent]) {
      const call = await callOf(leadId);
      expect(call.status).toBe('blocked');
      const tasks = await backend.db.query(`SELECT kind FROM tasks WHERE call_id = $1`, [call.id]);
      expect(tasks.rows).toEqual([{ kind: 'review' }]);
    }
  });
});

type CreateCall = TestBackend['deps']['vapi']['createCall'];
function cancelledMeanwhile(leadId: string): CreateCall {
  return async (body) => {
    await backend.db.query(`UPDATE calls SET status = 'cancelled' WHERE lead_id = $1`, [leadId]);
    return backend.deps.vapi.createCall(body);
  };
}

async function dialThenDie(body: Parameters<CreateCall>[0]): Promise<never> {
  await backend.deps.vapi.createCall(body);
  throw new Error('the process died');
}

/** Runs what the webhook left in the outbox, as its worker would. */
async function process(kind: 'vapi.process'): Promise<void> {
  const { processVapiMessage } =
    await import('../../../../../src/backend/journey/during-call/vapi-message.ts');
  const { rows } = await backend.db.query(
    `SELECT payload FROM outbox WHERE kind = $1 AND done_at IS NULL ORDER BY id`,
    [kind],
  );
  for (const { payload } of rows) await processVapiMessage({ payload } as Job<'vapi.process'>, backend.deps);
}
