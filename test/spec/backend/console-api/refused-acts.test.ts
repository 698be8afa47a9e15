/** What a call did not take, to whom it is told; and what of stepping in agents see, by every way out. */
import { afterAll, beforeEach, expect, test } from 'vitest';
import { inTransaction } from '../../../../src/backend/store/database.ts';
import { appendCallEvent } from '../../../../src/backend/store/events.ts';
import type { EventList } from '../../../../src/shared/api.ts';
import type { StreamEvent } from '../../../../src/shared/events.ts';
import type { ActRefused } from '../../../../src/shared/push.ts';
import { ask, connectConsole } from '../../../support/console-backend.ts';
import { startFloor, watched } from '../../../support/floor-backend.ts';
import { testStores } from '../../../support/stores.ts';
import { until } from '../../../support/until.ts';

const floor = await startFloor(await testStores());
const { vapi, provider, backend, supervisor, agent, act, trail, talkingCall, signal, eventsOf } = floor;
afterAll(floor.close);
beforeEach(() => {
  provider.commands.length = 0;
  provider.controlAnswers.length = 0;
});

test('what the call refuses is told in its story, to whoever asked, and in the trail; and is not said again', async () => {
  const call = await talkingCall();
  const mine = await connectConsole(backend.url, supervisor.token);
  const told: ActRefused[] = [];
  mine.on('act.refused', (refused) => told.push(refused));
  const text = 'Le mando el plano hoy mismo.';
  provider.controlAnswers.push(400);
  expect((await act(`/api/calls/${call.id}/say`, { text })).status).toBe(202);
  const [refused] = await until(() => told.length > 0 && told, { what: 'the supervisor to be told' });
  expect(refused).toMatchObject({
    callId: call.id,
    leadId: call.leadId,
    action: 'said',
    why: 'refused',
    text,
  });
  expect(await eventsOf(call.id, 'supervisor.refused')).toEqual([
    { action: 'said', userId: supervisor.id, userName: 'Persona sara', why: 'refused', text },
  ]);
  expect((await trail(call.id))[0]).toMatchObject({
    action: 'call.refused',
    userId: supervisor.id,
    subjectName: 'Ana',
    detail: { act: 'said', refusal: 'refused', text },
  });
  expect(provider.commands).toHaveLength(1);
  mine.close();
});

test('an answer that never came is no reason to say a sentence twice, and the supervisor hears that it is unsure', async () => {
  const call = await talkingCall();
  provider.controlAnswers.push(0);
  await act(`/api/calls/${call.id}/say`, { text: 'Una vez.' });
  await until(async () => (await eventsOf(call.id, 'supervisor.refused')).length > 0, { what: 'the event' });
  expect(await eventsOf(call.id, 'supervisor.refused')).toMatchObject([{ action: 'said', why: 'unsure' }]);
  expect(provider.commands).toHaveLength(1);
});

test.each([
  { meanwhile: 'while the call goes on', isOver: false },
  { meanwhile: 'nor told as not said where the call has ended since', isOver: true },
])('a sentence whose backend died in the middle is not said again, $meanwhile', async ({ isOver }) => {
  const call = await talkingCall();
  if (isOver) await signal(call.id, 'end');
  const { rows } = await vapi.db.query<{ id: string }>(
    `INSERT INTO outbox (kind, key, lane, payload, effect_at, attempts)
     VALUES ('call.control', 'call.control:died:' || $1, 'call:' || $1, $2, now(), 1) RETURNING id`,
    [
      call.id,
      JSON.stringify({
        callId: call.id,
        command: { type: 'say', content: 'Una vez.' },
        by: { action: 'said', userId: supervisor.id, userName: 'Persona sara' },
      }),
    ],
  );
  await until(async () => (await eventsOf(call.id, 'supervisor.refused')).length > 0, { what: 'the event' });
  expect(await eventsOf(call.id, 'supervisor.refused')).toMatchObject([{ why: 'unsure', text: 'Una vez.' }]);
  expect(provider.commands).toEqual([]);
  const job = await vapi.db.query(`SELECT result FROM outbox WHERE id = $1`, [rows[0]?.id]);
  expect(job.rows).toEqual([{ result: 'done' }]);
});

test('what Vapi takes too much of comes a moment later; a way into the call that is gone is said to be', async () => {
  const call = await talkingCall();
  provider.controlAnswers.push(429);
  await act(`/api/calls/${call.id}/instruct`, { text: 'Más despacio.' });
  await until(() => provider.commands.length === 2, { what: 'the second try' });
  provider.controlAnswers.push(404);
  await act(`/api/calls/${call.id}/end`, { why: 'prueba' });
  await until(async () => (await eventsOf(call.id, 'supervisor.refused')).length > 0, { what: 'the event' });
  expect(await eventsOf(call.id, 'supervisor.refused')).toEqual([
    { action: 'ended', userId: supervisor.id, userName: 'Persona sara', why: 'gone' },
  ]);
});

test('an agent sees that a supervisor stepped in and what the lead heard, never the why nor what Sofía alone was told', async () => {
  const call = await talkingCall();
  const consoles = {
    agent: await connectConsole(backend.url, agent.token),
    supervisor: await connectConsole(backend.url, supervisor.token),
  };
  const stream = `call:${call.id}`;
  const live: Record<string, StreamEvent[]> = { agent: [], supervisor: [] };
  for (const [who, client] of Object.entries(consoles)) {
    client.on('event', (event) => live[who]?.push(event));
    await client.emitWithAck('watch', { stream, after: 0 });
  }
  provider.controlAnswers.push(200, 400);
  await act(`/api/calls/${call.id}/say`, { text: 'Con gusto.' });
  await until(() => provider.commands.length === 1, { what: 'the sentence at Vapi' });
  await act(`/api/calls/${call.id}/instruct`, { text: 'No la pases con Andrea.' });
  await until(() => live['supervisor']?.some(({ type }) => type === 'supervisor.refused'), {
    what: 'the refusal on the supervisor’s screen',
  });
  await act(`/api/calls/${call.id}/end`, { why: 'Andrea no llegó' });
  const isLast = (data: StreamEvent['data']): boolean => 'action' in data && data.action === 'ended';
  for (const who of ['agent', 'supervisor'])
    await until(() => live[who]?.some(({ data }) => isLast(data)), { what: `the end at the ${who}` });
  const ways = {
    live: live['agent'] ?? [],
    watch: await watched(consoles.agent, stream),
    http: (await ask<EventList>(backend.url, `/api/calls/${call.id}/events`, { token: agent.token })).body
      .events,
  };
  for (const [way, events] of Object.entries(ways)) {
    const acts = events.filter(({ type }) => type.startsWith('supervisor.'));
    expect(
      acts.map(({ data }) => data),
      way,
    ).toEqual([
      { action: 'said', userId: supervisor.id, userName: 'Persona sara', text: 'Con gusto.' },
      { action: 'instructed', userId: supervisor.id, userName: 'Persona sara' },
      { action: 'instructed', userId: supervisor.id, userName: 'Persona sara', why: 'refused' },
      { action: 'ended', userId: supervisor.id, userName: 'Persona sara' },
    ]);
    expect(JSON.stringify(events), way).not.toContain('Andrea');
  }
  const whole = JSON.stringify(await watched(consoles.supervisor, stream));
  for (const all of [JSON.stringify(live['supervisor']), whole]) {
    expect(all).toContain('No la pases con Andrea.');
    expect(all).toContain('Andrea no llegó');
  }
  const numbers = live['supervisor']?.map(({ seq }) => seq) ?? [];
  expect(new Set(numbers).size).toBe(numbers.length);
  for (const client of Object.values(consoles)) client.close();
});

test('why a call was taken out of the queue is for supervisors', async () => {
  const call = await talkingCall();
  await inTransaction(vapi.db, (tx) =>
    appendCallEvent(tx, call, 'call.cancelled', { reason: 'Andrea ya la conoce' }),
  );
  const read = async (token: string): Promise<string> =>
    JSON.stringify((await ask(backend.url, `/api/calls/${call.id}/events`, { token })).body);
  expect(await read(agent.token)).not.toContain('Andrea');
  expect(await read(supervisor.token)).toContain('Andrea ya la conoce');
});
