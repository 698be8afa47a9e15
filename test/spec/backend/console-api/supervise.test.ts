/** Stepping in: what each act does at Vapi and in the database, who may, what is refused, and the trail that it leaves. */
import { afterAll, beforeEach, expect, test } from 'vitest';
import { endOtherCall, startTalking, stopTalking } from '../../../../src/backend/store/agents.ts';
import { callById } from '../../../../src/backend/store/calls.ts';
import { inTransaction } from '../../../../src/backend/store/database.ts';
import type { ForcedState, Me } from '../../../../src/shared/api.ts';
import type { AuditEntry, Dialling } from '../../../../src/shared/board.ts';
import type { AgentSummary } from '../../../../src/shared/push.ts';
import { addPerson, ask, connectConsole, signInAs } from '../../../support/console-backend.ts';
import { openBoard } from '../../../support/board-desk.ts';
import { startFloor } from '../../../support/floor-backend.ts';
import { testStores } from '../../../support/stores.ts';
import { until } from '../../../support/until.ts';
import { newLead, wantCall } from '../../../support/vapi-backend.ts';

const floor = await startFloor(await testStores());
const { vapi, provider, backend, supervisor, agent, setState, act, trail, talkingCall, signal, eventsOf } =
  floor;
afterAll(floor.close);
beforeEach(async () => {
  provider.commands.length = 0;
  await setState('available');
});
const commandOf = (type: string): Record<string, unknown> | undefined =>
  provider.commands.map(({ body }) => body as Record<string, unknown>).find((body) => body['type'] === type);

test('a sentence is said to the lead as it stands, an instruction told to the AI only, and both stand in the trail', async () => {
  const call = await talkingCall();
  expect((await act(`/api/calls/${call.id}/say`, { text: 'Le ofrezco una visita mañana.' })).status).toBe(
    202,
  );
  expect((await act(`/api/calls/${call.id}/instruct`, { text: 'Ofrece el descuento.' })).status).toBe(202);
  await until(() => commandOf('say') && commandOf('add-message'), { what: 'both at Vapi' });
  expect(commandOf('say')).toMatchObject({ content: 'Le ofrezco una visita mañana.' });
  expect(commandOf('add-message')).toMatchObject({
    message: { role: 'system', content: 'Ofrece el descuento.' },
  });
  const [instructed, said] = await trail(call.id);
  expect(said).toMatchObject({
    action: 'call.said',
    userId: supervisor.id,
    userName: 'Persona sara',
    subjectName: 'Ana',
    detail: { text: 'Le ofrezco una visita mañana.' },
  });
  expect(instructed).toMatchObject({ action: 'call.instructed' });
  expect(await eventsOf(call.id, 'supervisor.acted')).toMatchObject([
    { action: 'said', userName: 'Persona sara', text: 'Le ofrezco una visita mañana.' },
    { action: 'instructed' },
  ]);
});

test('a call that is ended by a supervisor is hung up at Vapi, with the reason kept', async () => {
  const call = await talkingCall();
  expect((await act(`/api/calls/${call.id}/end`, {})).status).toBe(400);
  expect((await act(`/api/calls/${call.id}/end`, { why: 'número equivocado' })).status).toBe(202);
  await until(() => commandOf('end-call'), { what: 'the end at Vapi' });
  expect((await trail(call.id))[0]).toMatchObject({ action: 'call.ended', why: 'número equivocado' });
});

test('nothing is said to a call that has ended meanwhile, and nothing stands in the trail of what was refused', async () => {
  const call = await talkingCall();
  await signal(call.id, 'end');
  for (const [name, body] of [
    ['say', { text: 'hola' }],
    ['instruct', { text: 'hola' }],
    ['end', { why: 'x' }],
    ['hand-over', { agentId: agent.id }],
    ['cancel', { why: 'x' }],
    ['prioritise', {}],
  ] as const) {
    const answer = await act(`/api/calls/${call.id}/${name}`, body);
    expect(answer.status, name).toBe(409);
    expect(answer.body, name).toMatchObject({ error: { reason: 'call-over' } });
  }
  expect(await trail(call.id)).toEqual([]);
  expect(provider.commands).toEqual([]);
});

test('a call is handed to the agent who was named: reserved first, then rung, and nobody else is tried before', async () => {
  const call = await talkingCall();
  const answer = await act(`/api/calls/${call.id}/hand-over`, { agentId: agent.id, why: 'cliente molesto' });
  expect(answer.status).toBe(202);
  await until(() => commandOf('transfer'), { what: 'the transfer at Vapi' });
  const { rows } = await vapi.db.query(
    `SELECT a.agent_id, a.step, e.reason, e.brief->>'why' AS why, e.brief->>'language' AS language FROM escalation_attempts a JOIN escalations e ON e.id = a.escalation_id WHERE e.call_id = $1`,
    [call.id],
  );
  const why = expect.stringMatching(/^La pasó .+: cliente molesto\./);
  expect(rows).toEqual([{ agent_id: agent.id, step: 1, reason: 'cliente molesto', why, language: 'es' }]);
  expect((await trail(call.id))[0]).toMatchObject({
    action: 'call.handed-over',
    detail: { agentName: 'Persona andrea' },
  });
  const again = await act(`/api/calls/${call.id}/hand-over`, { agentId: agent.id });
  expect(again.body).toMatchObject({ error: { reason: 'hand-over-under-way' } });
  await vapi.db.query(
    `UPDATE escalation_attempts SET status = 'ended', outcome = 'cancelled', ended_at = now()`,
  );
  await signal(call.id, 'end');
});

test('two supervisors who name the same agent at once: one gets them, the other is told, and one phone rings', async () => {
  const calls = [await talkingCall(), await talkingCall()];
  const answers = await Promise.all(
    calls.map(({ id }) => act(`/api/calls/${id}/hand-over`, { agentId: agent.id })),
  );
  expect(answers.map(({ status }) => status).toSorted()).toEqual([202, 409]);
  expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({
    error: { reason: 'agent-not-free' },
  });
  const { rows } = await vapi.db.query(`SELECT 1 FROM escalation_attempts WHERE status <> 'ended'`);
  expect(rows).toHaveLength(1);
  const { rows: escalations } = await vapi.db.query(`SELECT 1 FROM escalations WHERE call_id = ANY($1)`, [
    calls.map(({ id }) => id),
  ]);
  expect(escalations).toHaveLength(1);
  await vapi.db.query(
    `UPDATE escalation_attempts SET status = 'ended', outcome = 'cancelled', ended_at = now()`,
  );
  for (const { id } of calls) await signal(id, 'end');
});

test('an agent who is away, or a supervisor without a line, cannot be handed a call', async () => {
  const call = await talkingCall();
  await setState('away');
  const away = await act(`/api/calls/${call.id}/hand-over`, { agentId: agent.id });
  expect([away.status, away.body]).toMatchObject([409, { error: { reason: 'agent-not-free' } }]);
  const me = await act(`/api/calls/${call.id}/hand-over`, { agentId: 'me' });
  expect([me.status, me.body]).toMatchObject([409, { error: { reason: 'no-line' } }]);
  expect(await eventsOf(call.id, 'escalation.requested')).toEqual([]);
  expect(await trail(call.id)).toEqual([]);
  await signal(call.id, 'end');
});

test('while dialling is paused nobody is called, everybody is told, and it goes on at once where it was left', async () => {
  const told: Dialling[] = [];
  const client = await connectConsole(backend.url, agent.token);
  client.on('dialling', (dialling) => told.push(dialling));
  const paused = await act('/api/dialling', { paused: true, why: 'huracán en Vallarta' });
  expect(paused.body).toMatchObject({ paused: true, byName: 'Persona sara', why: 'huracán en Vallarta' });
  await until(() => told.at(-1)?.paused === true, { what: 'the agent to be told' });
  const placedBefore = provider.placed.length;
  const leads = [await newLead(vapi.db), await newLead(vapi.db), await newLead(vapi.db)];
  for (const leadId of leads) await wantCall(vapi.db, leadId);
  const queued = await until(
    async () => {
      const { rows } = await vapi.db.query<{ id: string }>(
        `SELECT id FROM calls WHERE lead_id = ANY($1) AND status = 'queued' ORDER BY queued_at`,
        [leads],
      );
      return rows.length === 3 && rows.map(({ id }) => id);
    },
    { what: 'three in the queue' },
  );
  const [first, second, third] = queued as [string, string, string];
  // The last is put first, the first is taken out, and Redis forgets everything in between.
  expect((await act(`/api/calls/${third}/prioritise`, {})).status).toBe(202);
  expect((await act(`/api/calls/${first}/cancel`, { why: 'ya compró' })).status).toBe(202);
  await vapi.deps.redis.flushall();
  await until(async () => (await vapi.deps.queue.depth()) > 0, { what: 'the line to be restored' });
  expect(provider.placed).toHaveLength(placedBefore);
  expect((await callById(vapi.db, first))?.status).toBe('cancelled');
  expect((await act('/api/dialling', { paused: false, why: 'pasó' })).body).toMatchObject({ paused: false });
  await until(() => provider.placed.length === placedBefore + 2, { what: 'the two others to be called' });
  const order = provider.placed.slice(placedBefore).map(({ customer }) => customer.externalId);
  expect(new Set(order)).toEqual(new Set([second, third]));
  const { rows } = await vapi.db.query<{ id: string }>(
    `SELECT id FROM calls WHERE id = ANY($1) ORDER BY dialing_at`,
    [[second, third]],
  );
  expect(rows.map(({ id }) => id)).toEqual([third, second]);
  await until(() => told.at(-1)?.paused === false, { what: 'the agent to be told again' });
  const { body } = await ask<{ entries: AuditEntry[] }>(backend.url, '/api/audit?limit=10', {
    token: supervisor.token,
  });
  expect(body.entries.map(({ action }) => action)).toEqual(
    expect.arrayContaining(['dialling.resumed', 'call.cancelled', 'call.prioritised', 'dialling.paused']),
  );
  client.close();
});

test('a call that is being placed can no longer be put first or taken out', async () => {
  const call = await talkingCall();
  for (const [name, body] of [
    ['prioritise', {}],
    ['cancel', { why: 'x' }],
  ] as const)
    expect((await act(`/api/calls/${call.id}/${name}`, body)).body).toMatchObject({
      error: { reason: 'call-not-queued' },
    });
  await signal(call.id, 'end');
});

test('a forced state holds at once; of somebody on the phone, from the end of the call on', async () => {
  const path = `/api/agents/${agent.id}/state`;
  const forced = await act(path, { state: 'away', reason: 'meeting', why: 'junta' });
  expect(forced.body as unknown as AgentSummary).toMatchObject({ state: 'away', stateReason: 'meeting' });
  await setState('available');
  await inTransaction(vapi.db, (tx) => startTalking(tx, agent.id));
  const later = await act(path, { state: 'away', reason: 'training', why: 'curso' });
  expect(later.body).toMatchObject({ state: 'busy', stateReason: 'escalation' });
  await inTransaction(vapi.db, (tx) =>
    stopTalking(tx, agent.id, { at: new Date(), after: { state: 'wrap-up', until: null } }),
  );
  const { rows } = await vapi.db.query(`SELECT state, state_reason, next_state FROM users WHERE id = $1`, [
    agent.id,
  ]);
  expect(rows).toEqual([{ state: 'away', state_reason: 'training', next_state: null }]);
  const last = await vapi.db.query(
    `SELECT set_by FROM user_states WHERE user_id = $1 ORDER BY id DESC LIMIT 1`,
    [agent.id],
  );
  expect(last.rows).toEqual([{ set_by: supervisor.id }]);
  expect((await act(path, { state: 'away', reason: 'no-such', why: 'x' })).body).toMatchObject({
    error: { reason: 'no-such-state-reason' },
  });
  expect((await trail(agent.id)).map(({ detail }) => detail['afterCall'])).toEqual([true, false]);
});

test('the agent is told who set their state and why, until they have read it, and over a new sign-in', async () => {
  const client = await connectConsole(backend.url, agent.token);
  const told: ForcedState[] = [];
  client.on('state.forced', (forced) => told.push(forced));
  const path = `/api/agents/${agent.id}/state`;
  const me = async (): Promise<Me> =>
    (await ask<Me>(backend.url, '/api/session', { token: agent.token })).body;
  const read = (id: string): Promise<unknown> =>
    ask(backend.url, `/api/session/forced/${id}`, { method: 'DELETE', token: agent.token });
  await act(path, { state: 'away', reason: 'meeting', why: 'junta de equipo' });
  await until(() => told.length === 1, { what: 'the agent to be told' });
  const words = { state: 'away', reason: 'meeting', byName: 'Persona sara', why: 'junta de equipo' };
  expect((await me()).forced).toMatchObject(words);
  // Of a call in hand they hear when it has ended, and what they read late does not take the newer one away.
  await inTransaction(vapi.db, (tx) => startTalking(tx, agent.id));
  await act(path, { state: 'away', reason: 'training', why: 'curso' });
  expect((await me()).forced).toMatchObject(words);
  await inTransaction(vapi.db, (tx) =>
    stopTalking(tx, agent.id, { at: new Date(), after: { state: 'wrap-up', until: null } }),
  );
  await until(() => told.length === 2, { what: 'the agent to be told again' });
  await read(told[0]?.id ?? '');
  expect((await me()).forced).toMatchObject({ reason: 'training', byName: 'Persona sara', why: 'curso' });
  await read(told[1]?.id ?? '');
  expect((await me()).forced).toBeNull();
  // What is pushed once more (a publisher that died, a Redis that was away) does not tell them again what they have read.
  const again = `UPDATE events SET published_at = NULL WHERE type = 'agent.state-forced'`;
  await vapi.db.query(again);
  await act(path, { state: 'away', reason: 'lunch', why: 'comida' });
  await until(() => told.some(({ reason }) => reason === 'lunch'), { what: 'the third' });
  expect(told.map(({ reason }) => reason)).toEqual(['meeting', 'training', 'lunch']);
  // Oneself one tells nothing.
  await act(`/api/agents/${supervisor.id}/state`, { state: 'busy', why: 'x' });
  const own = await ask<Me>(backend.url, '/api/session', { token: supervisor.token });
  expect(own.body).toMatchObject({ state: 'busy', forced: null });
  client.close();
});

test('somebody who is away and dials out changes at the end of that call, too', async () => {
  await setState('away');
  const phoneCallId = 'away-and-out';
  await vapi.db.query(
    `INSERT INTO phone_calls (agent_id, phone_call_id, sip_call_id, number, direction, match, rang_at, answered_at) VALUES ($1, $2, $2, '+525511112222', 'out', 'none', now(), now())`,
    [agent.id, phoneCallId],
  );
  await act(`/api/agents/${agent.id}/state`, { state: 'busy', reason: 'paperwork', why: 'reporte' });
  await vapi.db.query(`UPDATE phone_calls SET ended_at = now() WHERE phone_call_id = $1`, [phoneCallId]);
  const after = { state: 'wrap-up', until: null } as const;
  await inTransaction(vapi.db, (tx) => endOtherCall(tx, agent.id, { phoneCallId, at: new Date(), after }));
  const { rows } = await vapi.db.query(`SELECT state, next_state FROM users WHERE id = $1`, [agent.id]);
  expect(rows).toEqual([{ state: 'busy', next_state: null }]);
});

test('whoever is put offline is signed out everywhere', async () => {
  const bruno = await addPerson(vapi.db, 'bruno', 'agent', '4128');
  const session = await signInAs(backend.url, 'bruno');
  const client = await connectConsole(backend.url, session.token);
  let revoked = false;
  client.on('revoked', () => (revoked = true));
  const path = `/api/agents/${bruno}/state`;
  expect((await act(path, { state: 'offline', why: 'fin de turno' })).body).toMatchObject({
    state: 'offline',
  });
  await until(() => revoked, { what: 'the console to be told' });
  expect((await ask(backend.url, '/api/session', { token: session.token })).status).toBe(401);
  client.close();
});

test('a supervisor sets no administrator’s state', async () => {
  const chief = await addPerson(vapi.db, 'chief', 'admin');
  const session = await signInAs(backend.url, 'chief');
  const refused = await act(`/api/agents/${chief}/state`, { state: 'offline', why: 'x' });
  expect(refused).toMatchObject({ status: 403, body: { error: { reason: 'not-allowed' } } });
  expect((await ask(backend.url, '/api/session', { token: session.token })).status).toBe(200);
});

test('a limit that is set is told to every board and stands in the trail with what it was before', async () => {
  const desk = await openBoard(backend.url, supervisor.token);
  const body = { limit: 45, warn: 20, notify: ['desktop'] };
  const answer = await ask(backend.url, '/api/board/thresholds/personWait', {
    method: 'PUT',
    token: supervisor.token,
    body,
  });
  expect(answer.body).toEqual({ key: 'personWait', ...body });
  await until(() => desk.rest.thresholds.find(({ key }) => key === 'personWait')?.limit === 45, {
    what: 'the board to show it',
  });
  expect((await trail('personWait'))[0]).toMatchObject({
    action: 'threshold.changed',
    detail: { before: { limit: 60 }, after: { limit: 45 } },
  });
  desk.client.close();
});

test('the trail is filtered, continued, and can be neither changed nor emptied', async () => {
  const read = async (query: string): Promise<AuditEntry[]> =>
    (await ask<{ entries: AuditEntry[] }>(backend.url, `/api/audit${query}`, { token: supervisor.token }))
      .body.entries;
  const all = await read('');
  expect(all.length).toBeGreaterThan(5);
  const ids = all.map(({ id }) => id);
  expect(ids).toEqual(ids.toSorted((a, b) => b - a));
  expect((await read(`?before=${ids[1]}&limit=2`)).map(({ id }) => id)).toEqual(ids.slice(2, 4));
  expect((await read('?action=call.said')).every(({ action }) => action === 'call.said')).toBe(true);
  expect(await read(`?user=${agent.id}`)).toEqual([]);
  for (const sql of [`UPDATE audit SET why = ''`, `DELETE FROM audit`, `TRUNCATE audit`])
    await expect(vapi.db.query(sql)).rejects.toThrow('append-only');
});
