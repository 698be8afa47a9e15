/** What an agent may say of themselves: states with the administrator's reasons, and nothing while a call is up. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DeskChoices } from '../../../../src/shared/desk.ts';
import { inTransaction } from '../../../../src/backend/store/database.ts';
import { startTalking } from '../../../../src/backend/store/agents.ts';
import { startConsoleBackend } from '../../../support/console-backend.ts';
import { testStores } from '../../../support/stores.ts';
import { sitDown, startWrapUpDesk, talkedWithLead, type WrapUpDesk } from '../../../support/wrap-up-desk.ts';

const stores = await testStores();
let desk: WrapUpDesk;
beforeAll(async () => {
  desk = await startWrapUpDesk(stores);
});
afterAll(() => desk.close());

interface Refusal {
  error: { code: string; message: string; reason: string };
}

test('the choices are what the administrator has set up and not taken off the list', async () => {
  const agent = await sitDown(desk, 'ana');
  await desk.world.rows(
    `INSERT INTO message_templates (name, language, body, parameters) VALUES ('seguimiento', 'es', 'Hola {{1}}', '{lead}')`,
  );
  await desk.world.rows(`UPDATE state_reasons SET active = FALSE WHERE key = 'training'`);
  const { body } = await agent.ask<DeskChoices>('GET', '/api/desk/choices');
  expect(body.reasons.map(({ key }) => key)).toEqual([
    'break',
    'lunch',
    'meeting',
    'paperwork',
    'client-visit',
  ]);
  expect(body.reasons[0]).toEqual({ key: 'break', state: 'away', label: { es: 'Descanso', en: 'Break' } });
  expect(body.dispositions).toContainEqual({
    key: 'call-back',
    label: { es: 'Volver a llamar', en: 'Call back' },
    asks: 'callback',
  });
  expect(body.templates).toEqual([
    { name: 'seguimiento', language: 'es', body: 'Hola {{1}}', parameters: ['lead'] },
  ]);
  expect(body.wrapUpSeconds).toBe(120);
});

test('a house whose agents end wrap-up themselves says so', async () => {
  const other = await startConsoleBackend(stores, { env: { WRAP_UP_SECONDS: null } });
  const agent = await sitDown({ ...desk, backend: other }, 'alba');
  const { body } = await agent.ask<DeskChoices>('GET', '/api/desk/choices');
  expect(body.wrapUpSeconds).toBeNull();
  await other.close();
});

test.each([
  ['one that nobody has set up', { state: 'away', reason: 'siesta' }],
  ['one of another state', { state: 'busy', reason: 'lunch' }],
  ['one that was taken off the list', { state: 'away', reason: 'training' }],
  ['one for a state that needs none', { state: 'available', reason: 'lunch' }],
  ['the backend’s own', { state: 'away', reason: 'no-phone' }],
  ['the backend’s own of a call', { state: 'busy', reason: 'escalation' }],
])('a reason must be the administrator’s: %s is refused in words', async (what, change) => {
  await desk.world.rows(`UPDATE state_reasons SET active = FALSE WHERE key = 'training'`);
  const agent = await sitDown(desk, `b-${what.replaceAll(/\W/g, '').toLowerCase()}`);
  const { status, body } = await agent.ask<Refusal>('POST', '/api/session/state', change);
  expect(status).toBe(400);
  expect(body.error.message).toContain(change.reason);
  expect(body.error.reason).toBe('no-such-state-reason');
  expect(await agent.me()).toMatchObject({ state: 'available', stateReason: null });
});

test('any other state forgets when wrap-up would have ended', async () => {
  const agent = await sitDown(desk, 'carmen');
  await talkedWithLead(desk, agent);
  expect((await agent.me()).stateUntil).not.toBeNull();
  await agent.ask('POST', '/api/session/state', { state: 'away', reason: 'break' });
  expect(await agent.me()).toMatchObject({ state: 'away', stateReason: 'break', stateUntil: null });
});

test.each(['available', 'away', 'busy', 'wrap-up'])(
  'in a call nobody can say that they are %s',
  async (state) => {
    const agent = await sitDown(desk, `d-${state}`);
    await inTransaction(desk.backend.db, (tx) => startTalking(tx, agent.id));
    const { status, body } = await agent.ask<Refusal>('POST', '/api/session/state', { state });
    expect(status).toBe(409);
    expect(body.error).toMatchObject({ code: 'conflict', reason: 'in-call' });
    expect(await agent.me()).toMatchObject({ state: 'busy', stateReason: 'escalation' });
  },
);

test('a call that is no escalation holds its agent only while it is up', async () => {
  const agent = await sitDown(desk, 'eva');
  await desk.world.report(agent.id, { type: 'call.answered', number: '+13125550142' });
  expect(await agent.me()).toMatchObject({ state: 'busy', stateReason: 'other-call' });
  const away = () => agent.ask('POST', '/api/session/state', { state: 'away' });
  expect((await away()).status).toBe(409);
  // Its phone died, and was never heard of again.
  await desk.world.rows(
    `UPDATE phone_calls SET answered_at = now() - interval '3 hours' WHERE agent_id = $1`,
    [agent.id],
  );
  expect((await away()).status).toBe(200);
});
