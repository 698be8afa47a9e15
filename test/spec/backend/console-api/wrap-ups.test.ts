/** What an agent does with a conversation that has ended, and what becomes of it. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TaskList, Timeline } from '../../../../src/shared/api.ts';
import type { WrapUp } from '../../../../src/shared/desk.ts';
import { inTransaction } from '../../../../src/backend/store/database.ts';
import { setUserState } from '../../../../src/backend/store/users.ts';
import { mergeLeads } from '../../../../src/backend/store/lead-merge.ts';
import { lockLead } from '../../../../src/backend/store/leads.ts';
import { connectConsole } from '../../../support/console-backend.ts';
import { writeStory } from '../../../support/console-story.ts';
import { testStores } from '../../../support/stores.ts';
import { until } from '../../../support/until.ts';
import { sitDown, startWrapUpDesk, talkedWithLead, type WrapUpDesk } from '../../../support/wrap-up-desk.ts';

const stores = await testStores();
let desk: WrapUpDesk;
beforeAll(async () => {
  desk = await startWrapUpDesk(stores);
});
afterAll(() => desk.close());

const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
const callback = { kind: 'callback', title: 'Llamar por la tarde', dueAt: tomorrow } as const;
const isWaiting = async () =>
  (
    await desk.world.rows(
      `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    )
  ).length > 0;
const leadStatus = async (leadId: string) =>
  (await desk.world.row<{ status: string }>('SELECT status FROM leads WHERE id = $1', [leadId])).status;
const eventsOf = async (stream: string) =>
  (
    await desk.world.rows<{ type: string }>('SELECT type FROM events WHERE stream = $1 ORDER BY stream_seq', [
      stream,
    ])
  ).map(({ type }) => type);

test('a call that was handed over stands on the list of its agent, who is told at once and has two minutes', async () => {
  const agent = await sitDown(desk, 'ana');
  const told: string[] = [];
  const console = await connectConsole(desk.backend.url, agent.session.token);
  console.on('wrap-up.changed', ({ id }) => told.push(id));
  const { story, wrapUp } = await talkedWithLead(desk, agent);
  expect(wrapUp).toMatchObject({
    leadName: 'Lucía Ejemplo',
    callId: story.callId,
    talkMs: 42_000,
    proposal: null,
  });
  const me = await agent.me();
  expect(me).toMatchObject({ state: 'wrap-up', stateUntil: wrapUp.until });
  expect((Date.parse(me.stateUntil!) - Date.parse(wrapUp.endedAt)) / 1_000).toBeCloseTo(120, 0);
  await until(() => told.includes(wrapUp.id), { what: 'the push' });
  console.close();
});

test('a call-back wants its time, becomes a task, leaves its note with the lead and frees the agent', async () => {
  const agent = await sitDown(desk, 'berta');
  const { story, wrapUp } = await talkedWithLead(desk, agent);
  const path = `/api/wrap-ups/${wrapUp.id}`;
  const refused = await agent.ask('POST', path, { disposition: 'call-back' });
  expect(refused).toMatchObject({
    status: 400,
    body: { error: { reason: 'needs-next-step' } },
  });
  expect(await agent.wrapUps()).toHaveLength(1);
  const saving = { disposition: 'call-back', notes: 'Quiere ver dos recámaras.', next: callback };
  expect((await agent.ask('POST', path, saving)).status).toBe(204);
  expect(await agent.wrapUps()).toEqual([]);
  expect((await agent.me()).state).toBe('available');
  const { tasks } = (await agent.ask<TaskList>('GET', '/api/tasks')).body;
  expect(tasks).toMatchObject([{ title: callback.title, leadId: story.leadId, ownerId: agent.id }]);
  const { items } = (await agent.ask<Timeline>('GET', `/api/leads/${story.leadId}/timeline`)).body;
  expect(items.filter(({ channel }) => channel === 'note')).toMatchObject([
    { author: 'agent', agentName: 'Persona berta', text: saving.notes },
  ]);
  expect(await leadStatus(story.leadId)).toBe('follow-up');
  expect(await eventsOf(`lead:${story.leadId}`)).toEqual(
    expect.arrayContaining(['note.added', 'task.created', 'call.wrapped-up']),
  );
  expect(await eventsOf(`agent:${agent.id}`)).toContain('wrap-up.saved');
});

test('one conversation is saved once, whoever presses twice', async () => {
  const agent = await sitDown(desk, 'carla');
  const { story, wrapUp } = await talkedWithLead(desk, agent);
  const saving = { disposition: 'quote', notes: 'Una sola vez.', next: { ...callback, kind: 'follow-up' } };
  const answers = await Promise.all(
    Array.from({ length: 4 }, () => agent.ask('POST', `/api/wrap-ups/${wrapUp.id}`, saving)),
  );
  expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 409, 409, 409]);
  expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({
    error: { reason: 'wrapped-up-already' },
  });
  const [{ notes, tasks } = { notes: 0, tasks: 0 }] = await desk.world.rows<{ notes: number; tasks: number }>(
    `SELECT (SELECT count(*)::int FROM interactions WHERE lead_id = $1 AND type = 'note') AS notes,
       (SELECT count(*)::int FROM tasks WHERE lead_id = $1) AS tasks`,
    [story.leadId],
  );
  expect({ notes, tasks }).toEqual({ notes: 1, tasks: 1 });
});

test('an appointment can only be the outcome where one stands', async () => {
  const agent = await sitDown(desk, 'dora');
  const { story, wrapUp } = await talkedWithLead(desk, agent);
  const save = () => agent.ask('POST', `/api/wrap-ups/${wrapUp.id}`, { disposition: 'appointment' });
  expect((await save()).status).toBe(400);
  await desk.world.rows(
    `INSERT INTO appointments (lead_id, property_id, during)
     SELECT $1, id, tstzrange(now() + interval '1 day', now() + interval '25 hours') FROM properties ORDER BY id LIMIT 1`,
    [story.leadId],
  );
  expect((await save()).status).toBe(204);
  expect(await leadStatus(story.leadId)).toBe('appointment');
});

test('who wants no contact is left alone by everybody from then on', async () => {
  const agent = await sitDown(desk, 'elena');
  const { story, wrapUp } = await talkedWithLead(desk, agent);
  await agent.ask('POST', `/api/wrap-ups/${wrapUp.id}`, { disposition: 'do-not-contact' });
  expect(await leadStatus(story.leadId)).toBe('opted-out');
  const forbidden = await desk.world.rows(
    `SELECT source FROM do_not_call JOIN leads USING (phone) WHERE leads.id = $1`,
    [story.leadId],
  );
  expect(forbidden).toEqual([{ source: 'opt-out' }]);
  const consents = await desk.world.rows(`SELECT kind FROM consents WHERE lead_id = $1 AND NOT granted`, [
    story.leadId,
  ]);
  expect(consents).toHaveLength(3);
});

test('a call of a known number finds its lead, a stranger’s has none and can be given no task', async () => {
  const agent = await sitDown(desk, 'flor');
  const { story } = await talkedWithLead(desk, agent);
  const { phone } = await desk.world.row<{ phone: string }>('SELECT phone FROM leads WHERE id = $1', [
    story.leadId,
  ]);
  await agent.talk({ number: phone.slice(-10), direction: 'out' });
  await agent.talk({ number: '+13125550177' });
  const [stranger, known] = await agent.wrapUps();
  expect(known).toMatchObject({ leadId: story.leadId, callId: null, direction: 'out' });
  expect(stranger).toMatchObject({ leadId: null, leadName: null, number: '+13125550177' });
  const path = `/api/wrap-ups/${stranger!.id}`;
  expect((await agent.ask('POST', path, { disposition: 'call-back', next: callback })).status).toBe(400);
  expect((await agent.ask('POST', path, { disposition: 'other', notes: 'Número equivocado' })).status).toBe(
    204,
  );
});

test('what the agent typed during the call is proposed, else what the AI made of it', async () => {
  const agent = await sitDown(desk, 'gina');
  const { story } = await talkedWithLead(desk, agent);
  await desk.world.rows(`UPDATE calls SET summary = 'Busca un condominio.' WHERE id = $1`, [story.callId]);
  expect((await agent.wrapUps())[0]?.proposal).toEqual({ notes: 'Busca un condominio.', by: 'ai' });
  // Saving forgets the draft: it must not stand behind a text that will be kept with the call anyway.
  await agent.ask('PUT', `/api/leads/${story.leadId}/draft`, { text: 'presupuesto 300 mil' });
  expect((await agent.wrapUps())[0]?.proposal).toEqual({ notes: 'presupuesto 300 mil', by: 'agent' });
});

test.each([
  ['+1 312 555 0188', '+13125550188'],
  ['5512340188', '+525512340188'],
])('a stranger at %s who wants no contact is not called either', async (number, phone) => {
  const agent = await sitDown(desk, `ines-${phone.slice(1, 4)}`);
  await agent.talk({ number });
  const [stranger] = await agent.wrapUps();
  const saved = await agent.ask('POST', `/api/wrap-ups/${stranger!.id}`, { disposition: 'do-not-contact' });
  expect(saved.status).toBe(204);
  expect(await desk.world.rows('SELECT source FROM do_not_call WHERE phone = $1', [phone])).toEqual([
    { source: 'opt-out' },
  ]);
});

test('who is not interested is not rung up by the AI for what they had agreed to before', async () => {
  const agent = await sitDown(desk, 'julia');
  const { story, wrapUp } = await talkedWithLead(desk, agent);
  await desk.world.rows(`UPDATE calls SET status = 'ended' WHERE lead_id = $1`, [story.leadId]);
  const { id } = await desk.world.row<{ id: string }>(
    `INSERT INTO calls (lead_id, intent_key, reason, status) VALUES ($1, $2, 'mañana a las diez', 'queued') RETURNING id`,
    [story.leadId, randomUUID()],
  );
  const saved = await agent.ask('POST', `/api/wrap-ups/${wrapUp.id}`, { disposition: 'not-interested' });
  expect(saved.status).toBe(204);
  expect(await desk.world.row('SELECT status FROM calls WHERE id = $1', [id])).toEqual({
    status: 'cancelled',
  });
  expect(await eventsOf(`call:${id}`)).toContain('call.cancelled');
});

test('a lead who turns out to be another one while the outcome is saved keeps note and refusal', async () => {
  const agent = await sitDown(desk, 'quintina');
  const { story, wrapUp } = await talkedWithLead(desk, agent);
  const other = await writeStory(desk.backend.db);
  await desk.world.rows(`UPDATE calls SET status = 'ended' WHERE lead_id = $1`, [other.leadId]);
  const merging = await desk.backend.db.connect();
  try {
    await merging.query('BEGIN');
    const [kept, dropped] = [await lockLead(merging, other.leadId), await lockLead(merging, story.leadId)];
    const saving = agent.ask('POST', `/api/wrap-ups/${wrapUp.id}`, {
      disposition: 'do-not-contact',
      notes: 'No quiere nada.',
    });
    await until(() => isWaiting(), { what: 'the saving to wait for the lead' });
    await mergeLeads(merging, kept!, dropped!);
    await merging.query('COMMIT');
    expect((await saving).status).toBe(204);
  } finally {
    merging.release();
  }
  expect(await leadStatus(other.leadId)).toBe('opted-out');
  expect(await eventsOf(`lead:${other.leadId}`)).toEqual(
    expect.arrayContaining(['note.added', 'lead.opted-out', 'call.wrapped-up']),
  );
});

test('outcomes saved at once by one agent do not stand in each other’s way', async () => {
  const agent = await sitDown(desk, 'rosa');
  const calls = [];
  for (let i = 0; i < 6; i += 1) calls.push(await talkedWithLead(desk, agent));
  const deadlocks = () =>
    desk.world.row<{ count: number }>(
      `SELECT deadlocks::int AS count FROM pg_stat_database WHERE datname = current_database()`,
    );
  const before = await deadlocks();
  const answers = await Promise.all(
    calls.map(({ wrapUp }) =>
      agent.ask('POST', `/api/wrap-ups/${wrapUp.id}`, { disposition: 'other', notes: 'Nada más.' }),
    ),
  );
  expect(answers.map(({ status }) => status)).toEqual(calls.map(() => 204));
  expect(await deadlocks()).toEqual(before);
});

test('a wrap-up that a dead phone left behind ends; one that a person chose does not', async () => {
  const [left, chosen] = [await sitDown(desk, 'sara'), await sitDown(desk, 'tere')];
  await inTransaction(desk.backend.db, (tx) =>
    setUserState(tx, left.id, { state: 'wrap-up', until: null, setBy: null }),
  );
  await chosen.ask('POST', '/api/session/state', { state: 'wrap-up' });
  await desk.world.rows(`UPDATE users SET state_since = now() - interval '3 minutes' WHERE id = ANY($1)`, [
    [left.id, chosen.id],
  ]);
  desk.backend.sockets.checkOwnPresence();
  await until(async () => (await left.me()).state === 'available', { what: 'the end of wrap-up' });
  expect((await chosen.me()).state).toBe('wrap-up');
});

test('a text with characters that no database holds is kept without them', async () => {
  const agent = await sitDown(desk, 'mara');
  const { story, wrapUp } = await talkedWithLead(desk, agent);
  const half = '\u{1F600}'.slice(0, 1);
  const draft = await agent.ask('PUT', `/api/leads/${story.leadId}/draft`, { text: 'uno\0dos' });
  expect(draft).toMatchObject({ status: 200, body: { text: 'unodos' } });
  const saved = await agent.ask('POST', `/api/wrap-ups/${wrapUp.id}`, {
    disposition: 'other',
    notes: `cortado ${half}`,
  });
  expect(saved.status).toBe(204);
  expect((await agent.ask('GET', `/api/search?q=${encodeURIComponent('a\0b')}`)).status).toBe(200);
});

test('when its time has passed the agent is available by itself, and the call still wants its outcome', async () => {
  const agent = await sitDown(desk, 'hilda');
  const { wrapUp } = await talkedWithLead(desk, agent);
  await desk.world.rows(`UPDATE users SET state_until = now() - interval '1 second' WHERE id = $1`, [
    agent.id,
  ]);
  desk.backend.sockets.checkOwnPresence();
  await until(async () => (await agent.me()).state === 'available', { what: 'the end of wrap-up' });
  expect(await agent.wrapUps()).toMatchObject([{ id: wrapUp.id, until: null }]);
  expect((await agent.me()).stateUntil).toBeNull();
  const late = await agent.ask('POST', `/api/wrap-ups/${wrapUp.id}/longer`);
  expect(late).toMatchObject({ status: 409, body: { error: { reason: 'wrap-up-over' } } });
  expect((await agent.ask('POST', `/api/wrap-ups/${wrapUp.id}`, { disposition: 'other' })).status).toBe(204);
  expect((await agent.me()).state).toBe('available');
});

test('wrap-up does not end while another call is up', async () => {
  const agent = await sitDown(desk, 'irma');
  const other = await sitDown(desk, 'irma-2');
  await talkedWithLead(desk, agent);
  await talkedWithLead(desk, other);
  await desk.world.report(agent.id, { type: 'call.answered', number: '+13125550188', direction: 'out' });
  await desk.world.rows(`UPDATE users SET state_until = now() - interval '1 second' WHERE id = ANY($1)`, [
    [agent.id, other.id],
  ]);
  desk.backend.sockets.checkOwnPresence();
  await until(async () => (await other.me()).state === 'available', { what: 'the look at everybody' });
  expect((await agent.me()).state).toBe('wrap-up');
  desk.world.clock.now = new Date();
  await desk.world.report(agent.id, {
    type: 'call.ended',
    number: '+13125550188',
    direction: 'out',
    outcome: 'answered',
    talkMs: 9_000,
  });
  expect(Date.parse((await agent.me()).stateUntil!)).toBeGreaterThan(Date.now());
  expect(await agent.wrapUps()).toHaveLength(2);
});

test('who saves in the middle of the next call is free after that one, not in it', async () => {
  const agent = await sitDown(desk, 'ines');
  const { wrapUp } = await talkedWithLead(desk, agent);
  const next = { number: '+13125550199', direction: 'out' } as const;
  await desk.world.report(agent.id, { type: 'call.answered', ...next });
  expect((await agent.ask('POST', '/api/session/state', { state: 'available' })).status).toBe(409);
  await agent.ask('POST', `/api/wrap-ups/${wrapUp.id}`, { disposition: 'other' });
  expect(await agent.me()).toMatchObject({ state: 'busy', stateReason: 'other-call' });
  desk.world.clock.now = new Date();
  await desk.world.report(agent.id, { type: 'call.ended', ...next, outcome: 'answered', talkMs: 5_000 });
  expect((await agent.me()).state).toBe('wrap-up');
  expect(await agent.wrapUps()).toMatchObject([{ number: next.number }]);
});

test('a minute more is a minute more, for the call that holds the agent', async () => {
  const agent = await sitDown(desk, 'juana');
  const { wrapUp } = await talkedWithLead(desk, agent);
  const answer = await agent.ask<WrapUp>('POST', `/api/wrap-ups/${wrapUp.id}/longer`);
  expect(answer.status).toBe(200);
  expect(Date.parse(answer.body.until!) - Date.parse(wrapUp.until!)).toBe(60_000);
  expect((await agent.me()).stateUntil).toBe(answer.body.until);
});

test('two calls since the last pause hold the agent until both are saved', async () => {
  const agent = await sitDown(desk, 'karla');
  await talkedWithLead(desk, agent);
  await talkedWithLead(desk, agent);
  const [second, first] = await agent.wrapUps();
  await agent.ask('POST', `/api/wrap-ups/${second!.id}`, { disposition: 'other' });
  expect((await agent.me()).state).toBe('wrap-up');
  await agent.ask('POST', `/api/wrap-ups/${first!.id}`, { disposition: 'other' });
  expect((await agent.me()).state).toBe('available');
});

test('who wants to stay stays, without an end', async () => {
  const agent = await sitDown(desk, 'laura');
  const { wrapUp } = await talkedWithLead(desk, agent);
  await agent.ask('POST', `/api/wrap-ups/${wrapUp.id}`, { disposition: 'other', then: 'stay' });
  expect(await agent.me()).toMatchObject({ state: 'wrap-up', stateUntil: null });
});

test('nobody saves another’s call, or gives its task to nobody', async () => {
  const agent = await sitDown(desk, 'marta');
  const other = await sitDown(desk, 'nora');
  const { wrapUp } = await talkedWithLead(desk, agent);
  const path = `/api/wrap-ups/${wrapUp.id}`;
  expect((await other.ask('POST', path, { disposition: 'other' })).status).toBe(404);
  expect((await other.ask('POST', `${path}/longer`)).status).toBe(404);
  const next = { ...callback, ownerId: randomUUID() };
  expect((await agent.ask('POST', path, { disposition: 'call-back', next })).status).toBe(400);
  expect((await agent.ask('POST', path, { disposition: 'invented' })).status).toBe(400);
  expect(await agent.wrapUps()).toHaveLength(1);
});

test('the day so far: calls answered or made, visits booked, and how long they talked on average', async () => {
  const agent = await sitDown(desk, 'olga');
  expect((await agent.ask('GET', '/api/today')).body).toEqual({
    calls: 0,
    appointments: 0,
    meanTalkSeconds: null,
  });
  await agent.talk({ number: '+13125550101', talkMs: 30_000 });
  await agent.talk({ number: '+13125550102', talkMs: 60_000, direction: 'out' });
  await agent.talk({ number: '+13125550103', talkMs: 0 });
  const { leadId } = (await talkedWithLead(desk, await sitDown(desk, 'olga-2'))).story;
  await desk.world.rows(
    `INSERT INTO appointments (lead_id, property_id, during, booked_by)
     SELECT $1, id, tstzrange(now() + interval '9 days', now() + interval '217 hours'), $2 FROM properties ORDER BY id LIMIT 1`,
    [leadId, agent.id],
  );
  expect((await agent.ask('GET', '/api/today')).body).toEqual({
    calls: 2,
    appointments: 1,
    meanTalkSeconds: 45,
  });
});
