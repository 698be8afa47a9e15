/** The live board: whole at first, then what changed, in order, from whichever backend, to supervisors only. */
import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callById, lockCall, signalCall } from '../../../../src/backend/store/calls.ts';
import { boardAgents, boardCalls } from '../../../../src/backend/store/board.ts';
import { readFigures } from '../../../../src/backend/store/board-figures.ts';
import { inTransaction } from '../../../../src/backend/store/database.ts';
import { setUserState } from '../../../../src/backend/store/users.ts';
import type { CallSignal } from '../../../../src/shared/call.ts';
import {
  addPerson,
  connectConsole,
  connectPhone,
  signInAs,
  startConsoleBackend,
  type ConsoleBackend,
} from '../../../support/console-backend.ts';
import { openBoard, type BoardDesk } from '../../../support/board-desk.ts';
import { miss, reserve, say, writeStory } from '../../../support/console-story.ts';
import { testStores } from '../../../support/stores.ts';
import { until } from '../../../support/until.ts';

const stores = await testStores();
let one: ConsoleBackend;
let two: ConsoleBackend;
let andrea: string;
let token: string;
beforeAll(async () => {
  one = await startConsoleBackend(stores);
  two = await startConsoleBackend(stores);
  andrea = await addPerson(one.db, 'andrea', 'agent', '4127');
  await addPerson(one.db, 'sara', 'supervisor');
  ({ token } = await signInAs(one.url, 'sara'));
});
afterAll(() => Promise.all([one.close(), two.close()]));

async function signal(callId: string, what: CallSignal): Promise<void> {
  await inTransaction(one.db, async (tx) => {
    const call = await lockCall(tx, callId);
    await signalCall(tx, call!, what);
  });
}

test('a supervisor who joins gets every open call, everybody on the floor, figures, limits and the switch', async () => {
  const story = await writeStory(one.db, 'Rosa Tablero');
  const desk = await openBoard(one.url, token);
  expect(desk.calls.get(story.callId)).toMatchObject({
    leadName: 'Rosa Tablero',
    destination: 'Nuevo Vallarta',
    score: 82,
    status: 'in-progress',
    step: 'opening',
    rev: 1,
    tools: { count: 0, failed: 0, last: null },
    escalation: null,
  });
  expect(desk.agents.get(andrea)).toMatchObject({ name: 'Persona andrea', call: null, state: 'offline' });
  expect(desk.rest.figures).toMatchObject({ live: 1, capacity: 10 });
  expect(desk.rest.figures.waits).toHaveLength(20);
  expect(desk.rest.thresholds.map(({ key }) => key)).toContain('personWait');
  expect(desk.rest.dialling).toEqual({ paused: false, since: null, byName: null, why: null });
  desk.client.close();
});

test('an agent who asks for the board is refused, and is told nothing of it', async () => {
  const session = await signInAs(one.url, 'andrea');
  const client = await connectConsole(one.url, session.token);
  const heard: unknown[] = [];
  client.on('board', (change) => heard.push(change));
  await expect(client.timeout(500).emitWithAck('board.join')).rejects.toThrow();
  const desk = await openBoard(one.url, token);
  const story = await writeStory(one.db);
  await until(() => desk.calls.has(story.callId), { what: 'the supervisor to be told' });
  expect(heard).toEqual([]);
  client.close();
  desk.client.close();
});

test('a call is followed step by step on both backends until it is over', async () => {
  const desks = await Promise.all([openBoard(one.url, token), openBoard(two.url, token)]);
  const story = await writeStory(one.db, 'Paso a Paso');
  const all = (wanted: (desk: BoardDesk) => boolean, what: string): Promise<unknown> =>
    until(() => desks.every(wanted), { what });
  await all(({ calls }) => calls.get(story.callId)?.step === 'opening', 'the call to open');
  await say(one.db, story, 'Hola');
  await say(one.db, story, 'Busco un departamento');
  await all(({ calls }) => calls.get(story.callId)?.step === 'qualifying', 'the call to go on');
  const attempt = await reserve(one.db, story, andrea);
  await all(
    ({ calls }) => calls.get(story.callId)?.escalation?.agentName === 'Persona andrea',
    'the reservation',
  );
  expect(desks[1]!.calls.get(story.callId)).toMatchObject({
    step: 'handing-over',
    escalation: { status: 'reserved', step: 1, of: 4, target: 'agent' },
  });
  await miss(one.db, story, attempt);
  await all(({ calls }) => calls.get(story.callId)?.escalation?.status === 'requested', 'the miss');
  await signal(story.callId, 'end');
  await all(({ calls }) => !calls.has(story.callId), 'the call to be gone');
  for (const { client, outOfOrder } of desks) {
    expect(outOfOrder).toBe(0);
    client.close();
  }
});

test('the figure of who is available counts whom the list shows so: none to whom a call is offered or rings', async () => {
  const berta = await addPerson(one.db, 'berta', 'agent', '4128');
  await one.db.query(
    `UPDATE users SET state = 'available', phone_registered = TRUE, console_seen_at = now() + interval '1 hour', phone_seen_at = now() + interval '1 hour' WHERE id = $1`,
    [berta],
  );
  const desk = await openBoard(one.url, token);
  const counted = async (): Promise<number> =>
    (await readFigures(one.db, { withinSeconds: 25, capacity: 10 })).agentsAvailable;
  expect(await counted()).toBe(1);
  const story = await writeStory(one.db, 'Oferta en Curso');
  const attempt = await reserve(one.db, story, berta);
  await until(() => desk.calls.get(story.callId)?.escalation?.offered?.agentId === berta, {
    what: 'the offer',
  });
  expect(await counted()).toBe(0);
  await miss(one.db, story, attempt);
  await until(() => desk.calls.get(story.callId)?.escalation?.offered === null, { what: 'its end' });
  expect(await counted()).toBe(1);
  await one.db.query(
    `INSERT INTO phone_calls (agent_id, phone_call_id, sip_call_id, direction, number, match, rang_at) VALUES ($1, 'p7', 's7', 'in', '+5213221112233', 'none', now())`,
    [berta],
  );
  expect(await counted()).toBe(0);
  expect((await boardAgents(one.db, [berta]))[0]?.call).toMatchObject({ ringing: true });
  await signal(story.callId, 'end');
  await one.db.query(`UPDATE users SET active = FALSE WHERE id = $1`, [berta]);
  desk.client.close();
});

test('how a call of a phone sounds is shown with its agent, and gone with the call', async () => {
  const session = await signInAs(one.url, 'andrea');
  const phone = await connectPhone(two.url, session.phoneToken!);
  const desk = await openBoard(one.url, token);
  await one.db.query(
    `INSERT INTO phone_calls (agent_id, phone_call_id, sip_call_id, direction, number, match, answered_at) VALUES ($1, 'p1', 's1', 'out', '+5213221112233', 'none', now())`,
    [andrea],
  );
  await until(
    () => {
      phone.emit('quality', { phoneCallId: 'p1', mos: 4.1, lossPct: 0.5, jitterMs: 12 });
      return desk.agents.get(andrea)?.call?.quality?.mos === 4.1;
    },
    { what: 'the quality' },
  );
  expect(desk.agents.get(andrea)?.call).toMatchObject({
    phoneCallId: 'p1',
    ringing: false,
    direction: 'out',
  });
  await one.db.query(`UPDATE phone_calls SET ended_at = now() WHERE phone_call_id = 'p1'`);
  await inTransaction(one.db, (tx) => setUserState(tx, andrea, { state: 'away', setBy: null }));
  await until(() => desk.agents.get(andrea)?.call === null, { what: 'the end of the call' });
  phone.close();
  desk.client.close();
});

test('after a storm of changes every board is what the database holds, and no row ever went back', async () => {
  const stories = await Promise.all(
    Array.from({ length: 12 }, (_, i) => writeStory(one.db, `Tormenta ${i}`)),
  );
  const desks = [await openBoard(one.url, token), await openBoard(two.url, token)];
  const steps: CallSignal[] = ['forward', 'resume', 'connect', 'end'];
  const storm = async (from: ConsoleBackend): Promise<void> => {
    for (let i = 0; i < 60; i += 1) {
      const story = stories[randomInt(stories.length)]!;
      const what = randomInt(10);
      if (what < 6) await say(from.db, story, `renglón ${i}`);
      else if (what < 9) await signal(story.callId, steps[randomInt(steps.length)]!);
      else
        await inTransaction(from.db, (tx) =>
          setUserState(tx, andrea, { state: i % 2 === 0 ? 'away' : 'busy', setBy: null }),
        );
    }
  };
  const storms = [storm(one), storm(two), storm(one)];
  // Some come in the middle of it.
  for (const { url } of [one, two]) desks.push(await openBoard(url, token));
  await Promise.all(storms);
  const plain = (rows: Iterable<{ id: string; rev: number }>): string[] =>
    [...rows].map((row) => JSON.stringify({ ...row, rev: 0 })).toSorted();
  const wanted = async (): Promise<{ calls: string[]; agents: string[] }> => ({
    calls: plain(await boardCalls(one.db, 'open', 4)),
    agents: plain(await boardAgents(one.db)),
  });
  await until(
    async () => {
      const { calls, agents } = await wanted();
      return desks.every(
        (desk) =>
          JSON.stringify(plain(desk.calls.values())) === JSON.stringify(calls) &&
          JSON.stringify(plain(desk.agents.values())) === JSON.stringify(agents),
      );
    },
    { what: 'all boards to be as the database' },
  );
  for (const { client, outOfOrder } of desks) {
    expect(outOfOrder).toBe(0);
    client.close();
  }
  const over = await Promise.all(stories.map(({ callId }) => callById(one.db, callId)));
  expect(over.some((call) => call?.status === 'ended')).toBe(true);
});

test('changes come in batches: a burst of two hundred is a few pushes', async () => {
  const desk = await openBoard(one.url, token);
  const story = await writeStory(one.db);
  await until(() => desk.calls.has(story.callId), { what: 'the call' });
  const before = desk.changes.length;
  const startedAt = Date.now();
  for (let i = 0; i < 200; i += 1) await signal(story.callId, i % 2 === 0 ? 'forward' : 'resume');
  await signal(story.callId, 'end');
  await until(() => !desk.calls.has(story.callId), { what: 'the last of them' });
  const pushes = desk.changes.length - before;
  expect(pushes).toBeLessThanOrEqual(Math.ceil((Date.now() - startedAt) / 100) + 2);
  desk.client.close();
});
