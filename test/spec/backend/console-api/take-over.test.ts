/** A supervisor takes a call at her own phone: rung whatever she does, never as one of the agents, and back to what she did before. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { superviseRoutes } from '../../../../src/backend/console-api/supervise.ts';
import { requestEscalation } from '../../../../src/backend/journey/escalation/request-escalation.ts';
import { startTalking, stopTalking } from '../../../../src/backend/store/agents.ts';
import { lockCall, signalCall } from '../../../../src/backend/store/calls.ts';
import { inTransaction } from '../../../../src/backend/store/database.ts';
import { lockLead } from '../../../../src/backend/store/leads.ts';
import { setUserState } from '../../../../src/backend/store/users.ts';
import { supervisedReason } from '../../../../src/shared/brief.ts';
import {
  addPerson,
  ask,
  startConsoleBackend,
  type Answer,
  type ConsoleBackend,
} from '../../../support/console-backend.ts';
import { seatAt } from '../../../support/floor-backend.ts';
import { testStores } from '../../../support/stores.ts';
import {
  startVapiBackend,
  takenCall,
  type TakenCall,
  type TestBackend,
} from '../../../support/vapi-backend.ts';
import { startVapiProvider, type VapiProvider } from '../../../support/vapi-provider.ts';

const stores = await testStores();
let provider: VapiProvider;
let vapi: TestBackend;
let backend: ConsoleBackend;
let sara: { id: string } & Awaited<ReturnType<typeof seatAt>>;

beforeAll(async () => {
  provider = await startVapiProvider();
  vapi = await startVapiBackend(stores, provider, { env: { VAPI_CONCURRENCY: '50' } });
  backend = await startConsoleBackend(stores, { plugins: [superviseRoutes(vapi.deps)] });
  const id = await addPerson(vapi.db, 'sara', 'supervisor', '4140');
  sara = { id, ...(await seatAt(backend.url, 'sara')) };
});
afterAll(async () => {
  sara.leave();
  await backend.close();
  await vapi.stop();
  await provider.close();
});
beforeEach(async () => {
  await sara.register(true);
  await setState({ state: 'away' });
});

const setState = (body: object): Promise<unknown> =>
  ask(backend.url, '/api/session/state', { method: 'POST', token: sara.token, body });
const take = (callId: string): Promise<Answer<Record<string, unknown>>> =>
  ask(backend.url, `/api/calls/${callId}/hand-over`, {
    ...{ method: 'POST', token: sara.token, body: { agentId: 'me' } },
  });
async function talkingCall(): Promise<TakenCall> {
  const call = await takenCall(vapi, provider);
  await inTransaction(vapi.db, async (tx) => {
    await signalCall(tx, (await lockCall(tx, call.id))!, 'answer');
  });
  return call;
}
async function standing(): Promise<{ state: string; reason: string | null; next: unknown }> {
  const { rows } = await vapi.db.query(
    `SELECT state, state_reason AS reason, next_state AS next FROM users WHERE id = $1`,
    [sara.id],
  );
  return rows[0];
}
async function rungFor(callId: string): Promise<unknown[]> {
  const { rows } = await vapi.db.query(
    `SELECT a.agent_id FROM escalation_attempts a JOIN escalations e ON e.id = a.escalation_id WHERE e.call_id = $1`,
    [callId],
  );
  return rows.map((row: { agent_id: string | null }) => row.agent_id);
}
const letGo = (): Promise<unknown> =>
  vapi.db.query(`UPDATE escalation_attempts SET status = 'ended', outcome = 'cancelled', ended_at = now()`);

test('she is rung although she is away, and away she stays', async () => {
  const call = await talkingCall();
  expect((await take(call.id)).status).toBe(202);
  expect(await rungFor(call.id)).toEqual([sara.id]);
  expect(await standing()).toMatchObject({ state: 'away', reason: null });
  await letGo();
});

test('the brief says that she took it, instead of her bare name', async () => {
  const call = await talkingCall();
  expect((await take(call.id)).status).toBe(202);
  const { rows } = await vapi.db.query(
    `SELECT e.reason, e.brief->'parts'->'reason' AS told, v.data->'brief'->'parts'->'reason' AS event FROM escalations e
     JOIN events v ON v.call_id = e.call_id AND v.type = 'escalation.requested' WHERE e.call_id = $1`,
    [call.id],
  );
  const by = { code: 'taken', name: 'Persona sara' } as const;
  expect(rows).toEqual([{ reason: supervisedReason(by), told: { text: '', by }, event: { text: '', by } }]);
  await letGo();
});

test('whoever asks for a person meanwhile is not put through to her', async () => {
  const [taken, other] = [await talkingCall(), await talkingCall()];
  expect((await take(taken.id)).status).toBe(202);
  await letGo();
  await inTransaction(vapi.db, async (tx) => {
    const lead = (await lockLead(tx, other.leadId))!;
    const call = (await lockCall(tx, other.id))!;
    await requestEscalation(tx, { lead, call, reason: 'quiere a una persona' }, vapi.deps.env);
  });
  expect(await rungFor(other.id)).not.toContain(sara.id);
});

test.each([
  { state: 'away', reason: null },
  { state: 'away', reason: 'meeting' },
  { state: 'busy', reason: 'paperwork' },
])('after the call she is $state again, with her reason ($reason)', async ({ state, reason }) => {
  await setState({ state, ...(reason !== null && { reason }) });
  await talk();
  expect(await standing()).toEqual({ state, reason, next: null });
});

test('what she would have gone back to is forgotten where she left during the call', async () => {
  await inTransaction(vapi.db, (tx) => startTalking(tx, sara.id));
  await inTransaction(vapi.db, (tx) => setUserState(tx, sara.id, { state: 'offline', setBy: sara.id }));
  const after = { state: 'wrap-up', until: null } as const;
  await inTransaction(vapi.db, (tx) => stopTalking(tx, sara.id, { at: new Date(), after }));
  expect(await standing()).toEqual({ state: 'offline', reason: null, next: null });
  await setState({ state: 'available' });
  await talk();
  expect(await standing()).toMatchObject({ state: 'wrap-up' });
});

test('who was ready for calls wraps this one up like an agent', async () => {
  await setState({ state: 'available' });
  await talk();
  expect(await standing()).toMatchObject({ state: 'wrap-up' });
});

test('an agent whom a call found away has it to wrap up', async () => {
  const agent = await addPerson(vapi.db, 'andrea', 'agent', '4127');
  await talk(agent);
  const { rows } = await vapi.db.query(`SELECT state FROM users WHERE id = $1`, [agent]);
  expect(rows).toEqual([{ state: 'wrap-up' }]);
});

async function talk(id = sara.id): Promise<void> {
  await inTransaction(vapi.db, (tx) => startTalking(tx, id));
  const after = { state: 'wrap-up', until: null } as const;
  await inTransaction(vapi.db, (tx) => stopTalking(tx, id, { at: new Date(), after }));
}

test('she takes none while she talks, nor where her phone is not registered, and is told which it is', async () => {
  const call = await talkingCall();
  await sara.register(false);
  const deaf = await take(call.id);
  expect([deaf.status, deaf.body]).toMatchObject([409, { error: { reason: 'phone-away' } }]);
  await sara.register(true);
  await inTransaction(vapi.db, (tx) => startTalking(tx, sara.id));
  const busy = await take(call.id);
  expect([busy.status, busy.body]).toMatchObject([409, { error: { reason: 'in-call' } }]);
  expect(await rungFor(call.id)).toEqual([]);
});
