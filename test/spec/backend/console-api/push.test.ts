/** What is committed reaches the screens: in order, without a gap, from whichever backend it was published. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { notifyChoicesChanged } from '../../../../src/backend/store/choices.ts';
import { inTransaction } from '../../../../src/backend/store/database.ts';
import { mergeLeads } from '../../../../src/backend/store/lead-merge.ts';
import { lockLead } from '../../../../src/backend/store/leads.ts';
import type { CallSummary } from '../../../../src/shared/call.ts';
import type { DeskChoices } from '../../../../src/shared/desk.ts';
import type { EscalationOffer } from '../../../../src/shared/escalation.ts';
import type { StreamEvent } from '../../../../src/shared/events.ts';
import type { ExpectedCall } from '../../../../src/shared/phone.ts';
import type { AgentSummary, Overview, WatchAnswer } from '../../../../src/shared/push.ts';
import {
  addPerson,
  ask,
  connectConsole,
  connectPhone,
  signInAs,
  startConsoleBackend,
  type ConsoleBackend,
  type ConsoleClient,
} from '../../../support/console-backend.ts';
import { miss, reserve, say, writeStory } from '../../../support/console-story.ts';
import { testStores } from '../../../support/stores.ts';
import { until } from '../../../support/until.ts';

const stores = await testStores();
let one: ConsoleBackend;
let two: ConsoleBackend;
let andrea: string;
beforeAll(async () => {
  one = await startConsoleBackend(stores);
  two = await startConsoleBackend(stores);
  andrea = await addPerson(one.db, 'andrea', 'agent', '4127');
  await addPerson(one.db, 'sofia', 'supervisor');
});
afterAll(() => Promise.all([one.close(), two.close()]));

async function watch(client: ConsoleClient, stream: string, after = 0): Promise<WatchAnswer & { ok: true }> {
  const answer = (await client.emitWithAck('watch', { stream, after })) as WatchAnswer;
  if (!answer.ok) throw new Error(answer.error);
  return answer;
}

/** A console that keeps what it was told of a stream the way the real one does: each number once. */
async function follow(
  url: string,
  token: string,
  stream: string,
): Promise<{ client: ConsoleClient; events: Map<number, StreamEvent> }> {
  const client = await connectConsole(url, token);
  const events = new Map<number, StreamEvent>();
  client.on('event', (event) => event.stream === stream && events.set(event.seq, event));
  const read = async (): Promise<void> => {
    for (const event of (await watch(client, stream)).events) events.set(event.seq, event);
  };
  await read();
  // A machine that is too busy to answer a ping is cut off, and asks again when it is back.
  client.on('connect', () => void read());
  return { client, events };
}

test('lines that are written while a console begins to watch are neither lost nor out of order', async () => {
  const story = await writeStory(one.db);
  const { token } = await signInAs(one.url, 'sofia');
  const writing = (async () => {
    for (let i = 0; i < 120; i += 1) await say(one.db, story, `renglón ${i}`);
  })();
  const followers = await Promise.all(
    Array.from({ length: 6 }, (_, i) =>
      follow(i % 2 === 0 ? one.url : two.url, token, `call:${story.callId}`),
    ),
  );
  await writing;
  for (const { client, events } of followers) {
    await until(() => events.size === 121, { what: 'every number of the stream' });
    expect([...events.keys()].toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 121 }, (_, i) => i + 1),
    );
    client.close();
  }
});

test('a console that comes back asks from its last number and gets exactly what it missed', async () => {
  const story = await writeStory(one.db);
  const { token } = await signInAs(one.url, 'sofia');
  const first = await follow(one.url, token, `call:${story.callId}`);
  first.client.close();
  for (let i = 0; i < 5; i += 1) await say(one.db, story, `renglón ${i}`);
  const back = await connectConsole(two.url, token);
  const answer = await watch(back, `call:${story.callId}`, 1);
  expect(answer.events.map(({ seq }) => seq)).toEqual([2, 3, 4, 5, 6]);
  expect(answer.head).toBe(6);
  back.close();
});

test('more than a page of missed events arrives whole', async () => {
  const story = await writeStory(one.db);
  await one.db.query(
    `INSERT INTO events (stream, stream_seq, type, data, lead_id, call_id, published_at)
     SELECT 'call:' || $1::text, n, 'caller.interrupted', '{}', $2, $1::uuid, now() FROM generate_series(2, 2500) n`,
    [story.callId, story.leadId],
  );
  await one.db.query(`UPDATE stream_heads SET seq = 2500 WHERE stream = 'call:' || $1`, [story.callId]);
  const { token } = await signInAs(one.url, 'sofia');
  const client = await connectConsole(one.url, token);
  const answer = await watch(client, `call:${story.callId}`);
  expect(answer.events).toHaveLength(2500);
  expect(answer.head).toBe(2500);
  client.close();
});

test('unwatched streams are silent, and what does not exist cannot be watched', async () => {
  const story = await writeStory(one.db);
  const { token } = await signInAs(one.url, 'sofia');
  const { client, events } = await follow(one.url, token, `call:${story.callId}`);
  client.emit('unwatch', { stream: `call:${story.callId}` });
  const other = await follow(one.url, token, `call:${story.callId}`);
  await say(one.db, story, 'nadie mira');
  await until(() => other.events.has(2), { what: 'the other console to be told' });
  expect(events.has(2)).toBe(false);
  const none = (await client.emitWithAck('watch', {
    stream: `call:${crypto.randomUUID()}`,
    after: 0,
  })) as WatchAnswer;
  expect(none).toMatchObject({ ok: false });
  const bad = (await client.emitWithAck('watch', { stream: 'agent:me', after: -1 } as never)) as WatchAnswer;
  expect(bad).toMatchObject({ ok: false });
  client.close();
  other.client.close();
});

test('lists follow: a change of a lead or a call reaches consoles of both backends', async () => {
  const { token } = await signInAs(one.url, 'sofia');
  const [a, b] = await Promise.all([connectConsole(one.url, token), connectConsole(two.url, token)]);
  const seen = { a: new Set<string>(), b: new Set<string>() };
  const calls: CallSummary[] = [];
  a.on('lead.changed', ({ id }) => seen.a.add(id));
  b.on('lead.changed', ({ id }) => seen.b.add(id));
  b.on('call.changed', (call) => calls.push(call));
  const story = await writeStory(one.db, 'Rosa Cambios');
  await until(() => seen.a.has(story.leadId) && seen.b.has(story.leadId), { what: 'both lists' });
  const call = await until(() => calls.find(({ id }) => id === story.callId), {
    what: 'the call in the list',
  });
  expect(call).toMatchObject({ leadName: 'Rosa Cambios', status: 'in-progress', seq: 1 });
  a.close();
  b.close();
});

test('a reservation reaches the reserved agent’s console and phone, is withdrawn when missed, and nobody else hears of it', async () => {
  const session = await signInAs(one.url, 'andrea');
  const stranger = await signInAs(one.url, 'sofia');
  const console = await connectConsole(two.url, session.token);
  const phone = await connectPhone(one.url, session.phoneToken!);
  const other = await connectConsole(one.url, stranger.token);
  const offers: EscalationOffer[] = [];
  const withdrawn: string[] = [];
  const expected: ExpectedCall[][] = [];
  const overheard: string[] = [];
  console.on('escalation.offered', (offer) => offers.push(offer));
  console.on('escalation.withdrawn', ({ attemptId }) => withdrawn.push(attemptId));
  phone.on('expected', (calls) => expected.push(calls));
  other.on('escalation.offered', ({ attemptId }) => overheard.push(attemptId));
  const story = await writeStory(one.db, 'Elena Escala');
  const attempt = await reserve(one.db, story, andrea);
  const offer = await until(() => offers.find(({ attemptId }) => attemptId === attempt.attemptId), {
    what: 'the offer',
  });
  expect(offer).toMatchObject({
    leadName: 'Elena Escala',
    agentId: andrea,
    brief: { opening: 'Hola Lucía' },
  });
  await until(() => expected.at(-1)?.[0]?.attemptId === attempt.attemptId, {
    what: 'the phone to expect the call',
  });
  const mine = await ask<{ offers: EscalationOffer[] }>(one.url, '/api/escalations/mine', {
    token: session.token,
  });
  expect(mine.body.offers.map(({ attemptId }) => attemptId)).toEqual([attempt.attemptId]);
  const late = await connectConsole(one.url, session.token);
  const again: string[] = [];
  late.on('escalation.offered', ({ attemptId }) => again.push(attemptId));
  await until(() => again.includes(attempt.attemptId), { what: 'a console that came later to be told' });
  await miss(one.db, story, attempt);
  await until(() => withdrawn.includes(attempt.attemptId), { what: 'the withdrawal' });
  await until(() => expected.at(-1)?.length === 0, { what: 'the phone to expect nothing' });
  expect(overheard).toEqual([]);
  for (const socket of [console, phone, other, late]) socket.close();
});

test('a state that is set shows on every board, and an agent whose console has gone shows as offline', async () => {
  const session = await signInAs(one.url, 'andrea');
  const { token } = await signInAs(one.url, 'sofia');
  const own = await connectConsole(one.url, session.token);
  const board = await connectConsole(two.url, token);
  let shown: AgentSummary | undefined;
  board.on('agent.changed', (agent) => {
    if (agent.id === andrea) shown = agent;
  });
  await ask(one.url, '/api/session/state', {
    method: 'POST',
    token: session.token,
    body: { state: 'busy' },
  });
  await until(() => shown?.state === 'busy', { what: 'the state on the other backend’s board' });
  own.close();
  await until(() => shown?.state === 'offline', { what: 'the absence on the board', timeoutMs: 60_000 });
  const { body } = await ask<{ agents: AgentSummary[] }>(one.url, '/api/agents', { token });
  expect(body.agents.find(({ id }) => id === andrea)?.state).toBe('offline');
  board.close();
});

test('the counters on top follow a call that begins', async () => {
  const { token } = await signInAs(one.url, 'sofia');
  const client = await connectConsole(one.url, token);
  const told: Overview[] = [];
  client.on('overview', (overview) => told.push(overview));
  const before = await until(() => told[0], { what: 'the counters at the start' });
  await writeStory(one.db);
  await until(() => (told.at(-1)?.live ?? 0) > before.live, { what: 'the counters to follow' });
  client.close();
});

test('unsettled speech reaches whoever watches the call on either backend, and nobody else', async () => {
  const story = await writeStory(one.db);
  const { token } = await signInAs(one.url, 'sofia');
  const near = await follow(one.url, token, `call:${story.callId}`);
  const far = await follow(two.url, token, `call:${story.callId}`);
  const away = await connectConsole(two.url, token);
  const heard = { near: '', far: '', away: '' };
  near.client.on('speech', ({ text }) => (heard.near = text));
  far.client.on('speech', ({ text }) => (heard.far = text));
  away.on('speech', ({ text }) => (heard.away = text));
  await until(
    () => {
      one.sockets.speak({ callId: story.callId, role: 'lead', text: 'quiero ver' });
      return heard.near === 'quiero ver' && heard.far === 'quiero ver';
    },
    { what: 'both watchers to see it' },
  );
  expect(heard.away).toBe('');
  for (const socket of [near.client, far.client, away]) socket.close();
});

test('a console learns which lead went into which other, on whichever backend', async () => {
  const [kept, dropped] = [await writeStory(one.db), await writeStory(one.db)];
  await one.db.query(`UPDATE calls SET status = 'ended' WHERE lead_id = $1`, [dropped.leadId]);
  const { token } = await signInAs(one.url, 'sofia');
  const consoles = [await connectConsole(one.url, token), await connectConsole(two.url, token)];
  const told: unknown[] = [];
  for (const client of consoles) client.on('lead.merged', (merge) => told.push(merge));
  await inTransaction(one.db, async (tx) => {
    const [k, d] = [await lockLead(tx, kept.leadId), await lockLead(tx, dropped.leadId)];
    await mergeLeads(tx, k!, d!);
  });
  const merge = { id: kept.leadId, droppedId: dropped.leadId };
  await until(() => told.length >= 2, { what: 'both to be told' });
  for (const one of told) expect(one).toEqual(merge);
  for (const client of consoles) client.close();
});

test('what the administrator changed is asked for again by every console, and only once it is committed', async () => {
  const { token } = await signInAs(one.url, 'sofia');
  const consoles = [await connectConsole(one.url, token), await connectConsole(two.url, token)];
  const told = new Set<number>();
  const labels: Promise<unknown>[] = [];
  consoles.forEach((client, i) =>
    client.on('choices.changed', () => {
      told.add(i);
      labels.push(ask<DeskChoices>(one.url, '/api/desk/choices', { token }).then(({ body }) => body.reasons));
    }),
  );
  await inTransaction(one.db, async (tx) => {
    await tx.query(`UPDATE state_reasons SET label_es = 'Pausa' WHERE key = 'break'`);
    await notifyChoicesChanged(tx);
  });
  await until(() => told.size === 2, { what: 'both to be told' });
  for (const reasons of await Promise.all(labels))
    expect(reasons).toContainEqual({ key: 'break', state: 'away', label: { es: 'Pausa', en: 'Break' } });
  for (const client of consoles) client.close();
});
