/** A console that is cut for a moment comes back to where it was, and one whose session has ended meanwhile does not. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { revokeSessionsOf } from '../../../../src/backend/store/sessions.ts';
import {
  addPerson,
  connectConsole,
  signInAs,
  startConsoleBackend,
  type ConsoleBackend,
  type ConsoleClient,
} from '../../../support/console-backend.ts';
import { say, writeStory } from '../../../support/console-story.ts';
import { testStores } from '../../../support/stores.ts';
import { until } from '../../../support/until.ts';

/** Socket.IO protocol, packet types. */
const eventPacket = 2;

const stores = await testStores();
let backend: ConsoleBackend;
beforeAll(async () => {
  backend = await startConsoleBackend(stores);
  await addPerson(backend.db, 'sofia', 'supervisor');
});
afterAll(() => backend.close());

/** Ends the transport, as a cable does, and keeps the socket from coming back until `reconnect`. */
function cut(client: ConsoleClient): void {
  client.io.reconnection(false);
  client.io.engine.close();
}
function reconnect(client: ConsoleClient): void {
  client.io.reconnection(true);
  client.connect();
}

test('what was pushed while a console was cut is sent when it comes back', async () => {
  const { token } = await signInAs(backend.url, 'sofia');
  const client = await connectConsole(backend.url, token);
  const story = await writeStory(backend.db);
  const leads: string[] = [];
  const numbers = new Set<number>();
  client.on('lead.changed', ({ id }) => leads.push(id));
  client.on('event', ({ seq }) => numbers.add(seq));
  await client.emitWithAck('watch', { stream: `call:${story.callId}`, after: 1 });
  await say(backend.db, story, 'antes');
  await until(() => numbers.has(2), { what: 'the line before the cut' });
  cut(client);
  const missed = await writeStory(backend.db, 'Nadie Miraba');
  await say(backend.db, story, 'durante');
  await until(
    async () => (await backend.db.query('SELECT 1 FROM events WHERE published_at IS NULL')).rowCount === 0,
    { what: 'everything to be published' },
  );
  reconnect(client);
  await until(() => leads.includes(missed.leadId) && numbers.has(3), { what: 'what was missed' });
  expect(client.recovered).toBe(true);
  client.close();
});

test('a console whose session ended while it was cut gets nothing and is not let in', async () => {
  const { token, user } = await signInAs(backend.url, 'sofia');
  const client = await connectConsole(backend.url, token);
  const story = await writeStory(backend.db);
  // On the wire, since a client keeps to itself what comes before it is let in.
  let seen = 0;
  client.io.on('packet', ({ type }) => (seen += Number(type) === eventPacket ? 1 : 0));
  await client.emitWithAck('watch', { stream: `call:${story.callId}`, after: 1 });
  await say(backend.db, story, 'antes');
  await until(() => seen > 0, { what: 'the line before the cut' });
  cut(client);
  await revokeSessionsOf(backend.db, user.id);
  await say(backend.db, story, 'durante');
  await until(
    async () => (await backend.db.query('SELECT 1 FROM events WHERE published_at IS NULL')).rowCount === 0,
    { what: 'everything to be published' },
  );
  seen = 0;
  const refused = new Promise<string>((resolve) =>
    client.once('connect_error', ({ message }) => resolve(message)),
  );
  reconnect(client);
  expect(await refused).toBe('unauthorized');
  expect(seen).toBe(0);
  client.close();
});

test('nobody comes back to another person’s place with a session of their own', async () => {
  await addPerson(backend.db, 'curiosa');
  const victim = await signInAs(backend.url, 'sofia');
  const thief = await signInAs(backend.url, 'curiosa');
  const client = await connectConsole(backend.url, victim.token);
  await until(() => (client as unknown as { _pid?: string })._pid !== undefined, {
    what: 'a place to be kept',
  });
  const story = await writeStory(backend.db);
  await say(backend.db, story, 'x');
  await until(() => (client as unknown as { _lastOffset?: string })._lastOffset !== undefined, {
    what: 'an offset',
  });
  cut(client);
  client.auth = { token: thief.token };
  const outcome = new Promise<string>((resolve) => {
    client.once('connect_error', ({ message }) => resolve(message));
    client.once('connect', () => resolve(client.recovered ? 'recovered' : 'anew'));
  });
  reconnect(client);
  expect(await outcome).toBe('unauthorized');
  client.close();
});

test('events that were committed while no backend was running are published when one starts', async () => {
  const alone = await startConsoleBackend(stores, { publish: false });
  await backend.close();
  const story = await writeStory(alone.db);
  await say(alone.db, story, 'sin nadie');
  backend = await startConsoleBackend(stores);
  await until(
    async () => (await alone.db.query('SELECT 1 FROM events WHERE published_at IS NULL')).rowCount === 0,
    { what: 'the backlog to be published' },
  );
  await alone.close();
});
