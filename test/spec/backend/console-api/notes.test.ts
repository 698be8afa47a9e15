/** Notes: no typed word is lost, and what is saved stands in the lead's story under its writer's name. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Timeline } from '../../../../src/shared/api.ts';
import type { NoteDraft } from '../../../../src/shared/desk.ts';
import type { StreamEvent } from '../../../../src/shared/events.ts';
import type { TimelineItem } from '../../../../src/shared/timeline.ts';
import {
  addPerson,
  ask,
  connectConsole,
  signInAs,
  startConsoleBackend,
  type ConsoleBackend,
} from '../../../support/console-backend.ts';
import { writeStory } from '../../../support/console-story.ts';
import { testStores } from '../../../support/stores.ts';
import { until } from '../../../support/until.ts';

const stores = await testStores();
let backend: ConsoleBackend;
let token: string;
let other: string;
beforeAll(async () => {
  backend = await startConsoleBackend(stores);
  await addPerson(backend.db, 'andrea');
  await addPerson(backend.db, 'beatriz');
  token = (await signInAs(backend.url, 'andrea')).token;
  other = (await signInAs(backend.url, 'beatriz')).token;
});
afterAll(() => backend.close());

const draft = async (leadId: string, as: string) =>
  (await ask<NoteDraft>(backend.url, `/api/leads/${leadId}/draft`, { token: as })).body;
const type = (leadId: string, text: string) =>
  ask<NoteDraft>(backend.url, `/api/leads/${leadId}/draft`, { token, method: 'PUT', body: { text } });
const note = (leadId: string, text: string) =>
  ask<TimelineItem>(backend.url, `/api/leads/${leadId}/notes`, { token, method: 'POST', body: { text } });

test('what is being typed is kept for its writer alone, and an empty text forgets it', async () => {
  const { leadId } = await writeStory(backend.db);
  expect(await draft(leadId, token)).toEqual({ text: '', savedAt: null });
  await type(leadId, 'quiere ver');
  const kept = (await type(leadId, 'quiere verlo el sábado')).body;
  expect(kept).toEqual({ text: 'quiere verlo el sábado', savedAt: expect.any(String) as string });
  expect(await draft(leadId, token)).toEqual(kept);
  expect(await draft(leadId, other)).toEqual({ text: '', savedAt: null });
  await type(leadId, '');
  expect(await draft(leadId, token)).toEqual({ text: '', savedAt: null });
});

test('a note stands in the lead’s story, is told to whoever watches, and ends the draft', async () => {
  const { leadId } = await writeStory(backend.db);
  await type(leadId, 'Prefiere planta baja');
  const console = await connectConsole(backend.url, other);
  const events: StreamEvent[] = [];
  console.on('event', (event) => events.push(event));
  await console.emitWithAck('watch', { stream: `lead:${leadId}`, after: 0 });
  const { status, body } = await note(leadId, '  Prefiere planta baja  ');
  expect(status).toBe(200);
  expect(body).toMatchObject({
    channel: 'note',
    author: 'agent',
    agentName: 'Persona andrea',
    text: 'Prefiere planta baja',
    callId: null,
  });
  const { items } = (await ask<Timeline>(backend.url, `/api/leads/${leadId}/timeline`, { token })).body;
  expect(items.at(-1)).toEqual(body);
  expect(await draft(leadId, token)).toEqual({ text: '', savedAt: null });
  const told = await until(() => events.find((event) => event.type === 'note.added'), { what: 'the event' });
  expect(told.data).toMatchObject({ interactionId: body.id, agentName: 'Persona andrea', text: body.text });
  console.close();
});

describe('a note sent again under its key', () => {
  const send = (leadId: string, key: string, text = 'Prefiere tardes', as = token) =>
    ask<TimelineItem>(backend.url, `/api/leads/${leadId}/notes`, {
      token: as,
      method: 'POST',
      body: { text, key },
    });
  const notesOf = async (leadId: string) =>
    (await ask<Timeline>(backend.url, `/api/leads/${leadId}/timeline`, { token })).body.items.filter(
      ({ channel }) => channel === 'note',
    );

  test('is written and told once, even at once, and answers alike', async () => {
    const { leadId } = await writeStory(backend.db);
    const key = randomUUID();
    const answers = await Promise.all([1, 2, 3].map(() => send(leadId, key)));
    const later = await send(leadId, key);
    expect(new Set([...answers, later].map(({ status }) => status))).toEqual(new Set([200]));
    for (const { body } of answers) expect(body).toEqual(later.body);
    expect(await notesOf(leadId)).toEqual([later.body]);
    const { rows } = await backend.db.query(
      `SELECT 1 FROM events WHERE type = 'note.added' AND lead_id = $1`,
      [leadId],
    );
    expect(rows).toHaveLength(1);
  });

  test('takes back the draft that it had become, but nothing that was typed since', async () => {
    const { leadId } = await writeStory(backend.db);
    const key = randomUUID();
    await send(leadId, key);
    await type(leadId, 'Prefiere tardes');
    await send(leadId, key);
    expect((await draft(leadId, token)).text).toBe('');
    await type(leadId, 'Otra cosa');
    await send(leadId, key);
    expect((await draft(leadId, token)).text).toBe('Otra cosa');
  });

  test('is somebody else’s own under the same key, and refused about another lead', async () => {
    const { leadId } = await writeStory(backend.db);
    const { leadId: otherId } = await writeStory(backend.db);
    const key = randomUUID();
    await send(leadId, key);
    await send(leadId, key, 'De otra mano', other);
    expect(await notesOf(leadId)).toHaveLength(2);
    const refused = await send(otherId, key);
    expect(refused).toMatchObject({ status: 409, body: { error: { reason: 'key-used' } } });
    expect(await notesOf(otherId)).toEqual([]);
    expect((await send(leadId, 'no key')).status).toBe(400);
  });
});

test('an empty note, one that is too long and one about nobody are refused in words', async () => {
  const { leadId } = await writeStory(backend.db);
  expect((await note(leadId, '   ')).status).toBe(400);
  expect((await note(leadId, 'x'.repeat(4_001))).status).toBe(400);
  expect((await type(leadId, 'x'.repeat(4_001))).status).toBe(400);
  for (const answer of [await note(randomUUID(), 'Hola'), await type(randomUUID(), 'Hola')])
    expect(answer).toMatchObject({ status: 404, body: { error: { code: 'not-found' } } });
});
