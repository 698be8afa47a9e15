/** Tasks as people make, move, hand on, tick off and take back; and one open callback for a lead, whoever promises it. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LeadDetail, Task, TaskList } from '../../../../src/shared/api.ts';
import { inTransaction } from '../../../../src/backend/store/database.ts';
import { createTask, ownerFor, type NewTask } from '../../../../src/backend/store/tasks.ts';
import {
  addPerson,
  ask,
  connectConsole,
  signInAs,
  startConsoleBackend,
  type ConsoleBackend,
} from '../../../support/console-backend.ts';
import { writeStory, type Story } from '../../../support/console-story.ts';
import { testStores } from '../../../support/stores.ts';
import { until } from '../../../support/until.ts';

const stores = await testStores();
const dueAt = '2026-12-01T17:00:00.000Z';
let backend: ConsoleBackend;
let story: Story;
const people: Record<string, { id: string; token: string }> = {};
const ana = () => people['ana']!;
const bruno = () => people['bruno']!;
const jefa = () => people['jefa']!;

beforeAll(async () => {
  backend = await startConsoleBackend(stores);
  for (const [name, role] of [
    ['ana', 'agent'],
    ['bruno', 'agent'],
    ['jefa', 'supervisor'],
  ] as const) {
    const id = await addPerson(backend.db, name, role);
    people[name] = { id, token: (await signInAs(backend.url, name)).token };
  }
  story = await writeStory(backend.db, 'Lucía');
});
afterAll(() => backend.close());

const make = (body: object, token = ana().token) =>
  ask<Task>(backend.url, '/api/tasks', {
    method: 'POST',
    token,
    body: { leadId: story.leadId, kind: 'follow-up', title: 'Enviar planos', dueAt, ...body },
  });
const patch = (id: string, body: object, token = ana().token) =>
  ask<Task>(backend.url, `/api/tasks/${id}`, { method: 'PATCH', token, body });
const list = async (query = '', token = ana().token) =>
  (await ask<TaskList>(backend.url, `/api/tasks${query}`, { token })).body.tasks;
const eventsOf = async (taskId: string) =>
  (
    await backend.db.query<{ type: string; data: Record<string, unknown> }>(
      `SELECT type, data FROM events WHERE data->>'taskId' = $1 ORDER BY id`,
      [taskId],
    )
  ).rows;

describe('a task from the desk', () => {
  test('belongs to whoever made it, names whom to call, and is told of', async () => {
    const { status, body } = await make({ notes: 'con precios', kind: 'callback' });
    expect(status).toBe(200);
    const lead = (await ask<LeadDetail>(backend.url, `/api/leads/${story.leadId}`, { token: ana().token }))
      .body;
    expect(body).toMatchObject({
      leadName: 'Lucía',
      ownerId: ana().id,
      status: 'open',
      notes: 'con precios',
      dueAt,
      phone: lead.phone,
    });
    expect(lead.phone).toMatch(/^\+52/);
    expect(lead.tasks.map(({ id, phone }) => [id, phone])).toContainEqual([body.id, lead.phone]);
    expect(await eventsOf(body.id)).toMatchObject([{ type: 'task.created', data: { ownerId: ana().id } }]);
    const { rows } = await backend.db.query(`SELECT created_by FROM tasks WHERE id = $1`, [body.id]);
    expect(rows).toEqual([{ created_by: ana().id }]);
  });

  test('is refused for a lead or an owner that does not exist, and for an owner who left', async () => {
    const goneId = await addPerson(backend.db, 'gone');
    await backend.db.query(`UPDATE users SET active = FALSE WHERE id = $1`, [goneId]);
    expect((await make({ leadId: randomUUID() })).status).toBe(404);
    for (const ownerId of [randomUUID(), goneId]) {
      const answer = await make({ ownerId });
      expect(answer.status).toBe(400);
      expect(answer.body).toMatchObject({ error: { reason: 'no-such-person' } });
    }
    expect((await make({ title: ' ' })).status).toBe(400);
    const mine = (await make({})).body;
    expect((await patch(mine.id, { ownerId: goneId })).status).toBe(400);
    expect((await list()).find(({ id }) => id === mine.id)?.ownerId).toBe(ana().id);
  });

  test('is made once under its key, even at once, and is refused about another lead', async () => {
    const { leadId } = await writeStory(backend.db, 'Una');
    const { leadId: otherId } = await writeStory(backend.db, 'Otra');
    const key = randomUUID();
    const answers = await Promise.all([1, 2, 3].map(() => make({ leadId, key })));
    answers.push(await make({ leadId, key }));
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1);
    expect(await list(`?lead=${leadId}`)).toHaveLength(1);
    expect((await eventsOf(answers[0]?.body.id ?? '')).map(({ type }) => type)).toEqual(['task.created']);
    const refused = await make({ leadId: otherId, key });
    expect(refused).toMatchObject({ status: 409, body: { error: { reason: 'key-used' } } });
    expect((await make({ leadId, key: 'no key' })).status).toBe(400);
    expect((await make({ leadId, key }, bruno().token)).body.id).not.toBe(answers[0]?.body.id);
    expect((await make({ leadId })).body.id).not.toBe((await make({ leadId })).body.id);
  });

  test('is moved, reworded and handed on, with one event for what really changed', async () => {
    const { id } = (await make({})).body;
    const later = '2026-12-05T18:30:00.000Z';
    expect(
      (await patch(id, { dueAt: later, title: 'Enviar planos y precios', notes: 'urge' })).body,
    ).toMatchObject({ dueAt: later, title: 'Enviar planos y precios', notes: 'urge' });
    expect((await patch(id, { dueAt: later })).status).toBe(200);
    expect((await patch(id, { ownerId: bruno().id })).body).toMatchObject({
      ownerId: bruno().id,
      notes: 'urge',
    });
    expect((await eventsOf(id)).map(({ type }) => type)).toEqual([
      'task.created',
      'task.changed',
      'task.changed',
    ]);
    expect((await patch(id, { title: 'De vuelta' })).status).toBe(403);
    expect((await patch(id, { title: 'De vuelta' }, jefa().token)).body.title).toBe('De vuelta');
  });

  test('stands in the audit trail when somebody else than its owner changes it', async () => {
    const { id } = (await make({})).body;
    await patch(id, { title: 'Mío' });
    await patch(id, { ownerId: bruno().id, status: 'done' }, jefa().token);
    const { rows } = await backend.db.query(
      `SELECT user_id, action, detail FROM audit WHERE subject_id = $1 ORDER BY id`,
      [id],
    );
    expect(rows).toEqual([
      {
        user_id: jefa().id,
        action: 'task.changed',
        detail: { ownerId: ana().id, newOwnerId: bruno().id, status: 'done' },
      },
    ]);
  });

  test('is ticked off, taken back and called off; what is closed is opened first', async () => {
    const { id } = (await make({})).body;
    expect((await patch(id, { status: 'done' })).body.status).toBe('done');
    expect((await patch(id, { status: 'done' })).body.status).toBe('done');
    const refused = await patch(id, { status: 'cancelled' });
    expect(refused).toMatchObject({ status: 409, body: { error: { reason: 'task-closed' } } });
    expect((await patch(id, { status: 'open' })).body.status).toBe('open');
    expect((await patch(id, { status: 'cancelled' })).body.status).toBe('cancelled');
    const events = (await eventsOf(id)).map(({ type, data }) => [type, data['status']]);
    expect(events).toEqual([
      ['task.created', undefined],
      ['task.done', undefined],
      ['task.changed', 'open'],
      ['task.changed', 'cancelled'],
    ]);
    const { rows } = await backend.db.query(`SELECT done_at FROM tasks WHERE id = $1`, [id]);
    expect(rows).toEqual([{ done_at: null }]);
    expect((await patch(randomUUID(), { status: 'open' })).status).toBe(404);
  });

  test('is pushed to every console when it is made, changed and done', async () => {
    const socket = await connectConsole(backend.url, bruno().token);
    const pushed: string[] = [];
    socket.on('task.changed', ({ id }) => pushed.push(id));
    const { id } = (await make({})).body;
    const times = () => pushed.filter((each) => each === id).length;
    await until(() => times() === 1, { what: 'the push of a new task' });
    await patch(id, { title: 'Otro título' });
    await until(() => times() === 2, { what: 'the push of a change' });
    await patch(id, { status: 'done' });
    await until(() => times() === 3, { what: 'the push of a tick' });
    socket.close();
  });
});

test('the list is mine and open unless asked for everybody’s, done ones, or one lead’s', async () => {
  const other = await writeStory(backend.db, 'Otro');
  const mine = (await make({ leadId: other.leadId, title: 'mía' })).body;
  const theirs = (await make({ leadId: other.leadId, title: 'suya', ownerId: bruno().id })).body;
  const finished = (await make({ leadId: other.leadId, title: 'hecha' })).body;
  await patch(finished.id, { status: 'done' });
  const ids = async (query: string) => (await list(query)).map(({ id }) => id);
  expect(await ids(`?lead=${other.leadId}`)).toEqual([mine.id]);
  expect((await ids(`?lead=${other.leadId}&owner=all`)).toSorted()).toEqual([mine.id, theirs.id].toSorted());
  expect(await ids(`?lead=${other.leadId}&status=done`)).toEqual([finished.id]);
  expect(await ids('')).not.toContain(theirs.id);
  expect(await ids('?owner=all')).toContain(theirs.id);
  expect((await ask(backend.url, '/api/tasks?status=cancelled', { token: ana().token })).status).toBe(400);
});

describe('a callback that the journey promises', () => {
  const promise = (leadId: string, change: Partial<NewTask> = {}) =>
    inTransaction(backend.db, (tx) =>
      createTask(tx, {
        leadId,
        kind: 'callback',
        title: 'Devolver la llamada',
        dueAt: new Date(dueAt),
        reasonKey: randomUUID(),
        ...change,
      }),
    );
  const callbacksOf = async (leadId: string) =>
    (
      await backend.db.query<{ id: string; notes: string | null; due_at: Date; call_id: string | null }>(
        `SELECT id, notes, due_at, call_id FROM tasks WHERE lead_id = $1 ORDER BY created_at`,
        [leadId],
      )
    ).rows;

  test('joins the open one: brought forward, with the new reason, and never put off', async () => {
    const { leadId, callId } = await writeStory(backend.db, 'Prometida');
    const first = await promise(leadId, { notes: 'pidió precios' });
    const sooner = new Date('2026-11-30T17:00:00Z');
    expect(
      await promise(leadId, { title: 'Falló la llamada', notes: 'sin línea', dueAt: sooner, callId }),
    ).toBe(first);
    expect(await promise(leadId, { title: 'No contestó', dueAt: new Date('2027-01-01T00:00:00Z') })).toBe(
      first,
    );
    expect(await callbacksOf(leadId)).toEqual([
      {
        id: first,
        notes: 'pidió precios\nFalló la llamada: sin línea\nNo contestó',
        due_at: sooner,
        call_id: callId,
      },
    ]);
    expect((await eventsOf(first)).map(({ type }) => type)).toEqual([
      'task.created',
      'task.changed',
      'task.changed',
    ]);
  });

  test('counts a reason once, even after the task it joined was done', async () => {
    const { leadId } = await writeStory(backend.db, 'Repetida');
    const first = await promise(leadId, { reasonKey: 'repeated:1' });
    await promise(leadId, { reasonKey: 'repeated:2' });
    expect(await promise(leadId, { reasonKey: 'repeated:2' })).toBe(first);
    await patch(first, { status: 'done' }, jefa().token);
    expect(await promise(leadId, { reasonKey: 'repeated:2' })).toBe(first);
    expect(await promise(leadId, { reasonKey: 'repeated:1' })).toBe(first);
    const [task] = await callbacksOf(leadId);
    expect(task?.notes).toBe('Devolver la llamada');
    expect(await promise(leadId, { reasonKey: 'repeated:3' })).not.toBe(first);
  });

  test('is one row even if ten are promised at once', async () => {
    const { leadId } = await writeStory(backend.db, 'Diez');
    const ids = await Promise.all(Array.from({ length: 10 }, () => promise(leadId)));
    expect(new Set(ids).size).toBe(1);
    expect(await callbacksOf(leadId)).toHaveLength(1);
  });

  test('stands beside one that a person asked for with an owner', async () => {
    const { leadId } = await writeStory(backend.db, 'Persona');
    const journey = await promise(leadId);
    const { body } = await make({ leadId, kind: 'callback' });
    expect(body.id).not.toBe(journey);
  });
});

describe('the follow-up that a call left by itself', () => {
  const leave = (leadId: string, change: Partial<NewTask> = {}) =>
    inTransaction(backend.db, (tx) =>
      createTask(tx, {
        leadId,
        kind: 'follow-up',
        title: 'Dar seguimiento a la conversación',
        dueAt: new Date(dueAt),
        reasonKey: `call-over:${randomUUID()}`,
        ...change,
      }),
    );
  const statusOf = async (id: string) =>
    (await backend.db.query<{ status: string }>(`SELECT status FROM tasks WHERE id = $1`, [id])).rows[0]
      ?.status;

  test.each(['callback', 'follow-up', 'send-information'])(
    'gives way to a %s that an agent plans for the lead, and says so in the lead’s story',
    async (kind) => {
      const { leadId } = await writeStory(backend.db, 'Seguida');
      const automatic = await leave(leadId);
      const { body } = await make({ leadId, kind });
      expect(await statusOf(automatic)).toBe('cancelled');
      expect(await statusOf(body.id)).toBe('open');
      expect((await eventsOf(automatic)).at(-1)).toMatchObject({
        type: 'task.changed',
        data: { status: 'cancelled', why: 'superseded', by: { taskId: body.id } },
      });
    },
  );

  test('stays where the plan is for another lead, and so do tasks with a reason of their own', async () => {
    const { leadId } = await writeStory(backend.db, 'Sola');
    const { leadId: otherId } = await writeStory(backend.db, 'Ajena');
    const automatic = await leave(leadId);
    await make({ leadId: otherId, kind: 'callback' });
    expect(await statusOf(automatic)).toBe('open');
    const errand = await leave(leadId, { reasonKey: `write:${randomUUID()}` });
    const byHand = (await make({ leadId, kind: 'follow-up' })).body;
    await make({ leadId, kind: 'callback' });
    expect(await statusOf(errand)).toBe('open');
    expect(await statusOf(byHand.id)).toBe('open');
  });

  test('is not closed by what the journey itself adds', async () => {
    const { leadId } = await writeStory(backend.db, 'Automática');
    const automatic = await leave(leadId);
    await leave(leadId, { kind: 'callback', reasonKey: randomUUID() });
    expect(await statusOf(automatic)).toBe('open');
  });
});

test('of equals the one who was given a task longest ago is the next owner', async () => {
  const carla = await addPerson(backend.db, 'carla');
  const diego = await addPerson(backend.db, 'diego');
  await backend.db.query(`UPDATE users SET languages = '{en}' WHERE username IN ('carla', 'diego')`);
  const owners: string[] = [];
  for (let i = 0; i < 4; i += 1) {
    const { leadId } = await writeStory(backend.db);
    await backend.db.query(`UPDATE leads SET language = 'en' WHERE id = $1`, [leadId]);
    const ownerId = await ownerFor(backend.db, leadId);
    owners.push(ownerId);
    const { id } = (await make({ leadId, ownerId })).body;
    await patch(id, { status: 'done' }, jefa().token); // both have nothing open again
  }
  expect(new Set(owners.slice(0, 2))).toEqual(new Set([carla, diego]));
  expect(owners.slice(2)).toEqual(owners.slice(0, 2));
});
