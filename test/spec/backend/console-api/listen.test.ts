/** Listening to an AI call: one line to Vapi however many listen, only Vapi's own addresses, never without a trail. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lockCall, signalCall } from '../../../../src/backend/store/calls.ts';
import { inTransaction } from '../../../../src/backend/store/database.ts';
import type { AuditEntry, ListenAnswer } from '../../../../src/shared/board.ts';
import {
  addPerson,
  ask,
  connectConsole,
  signInAs,
  startConsoleBackend,
  type ConsoleBackend,
  type ConsoleClient,
} from '../../../support/console-backend.ts';
import { writeStory, type Story } from '../../../support/console-story.ts';
import { testStores } from '../../../support/stores.ts';
import { until } from '../../../support/until.ts';

const stores = await testStores();
const vapi = new WebSocketServer({ port: 0, host: '127.0.0.1' });
await once(vapi, 'listening');
const { port } = vapi.address() as AddressInfo;
let opened = 0;
let sent = 0;
let backend: ConsoleBackend;
let token: string;

beforeAll(async () => {
  vapi.on('connection', (socket) => {
    opened += 1;
    socket.send(JSON.stringify({ type: 'start', encoding: 'linear16', sampleRate: 16_000, channels: 2 }));
    const timer = setInterval(() => {
      socket.send(Buffer.alloc(640, 7));
      sent += 1;
    }, 20);
    socket.once('close', () => clearInterval(timer));
  });
  backend = await startConsoleBackend(stores, { env: { VAPI_API_URL: `http://127.0.0.1:${port}` } });
  await addPerson(backend.db, 'sara', 'supervisor');
  await addPerson(backend.db, 'andrea', 'agent', '4127');
  ({ token } = await signInAs(backend.url, 'sara'));
});
afterAll(async () => {
  for (const client of vapi.clients) client.terminate();
  vapi.close();
  await backend.close();
});

async function heardCall(listenUrl: string | null = `ws://127.0.0.1:${port}/call/listen`): Promise<Story> {
  const story = await writeStory(backend.db);
  await backend.db.query(`UPDATE calls SET listen_url = $2 WHERE id = $1`, [story.callId, listenUrl]);
  return story;
}
interface Ears {
  client: ConsoleClient;
  bytes: Map<string, number>;
  ended: { callId: string; reason: string }[];
  listen: (callId: string) => Promise<ListenAnswer>;
}
async function ears(): Promise<Ears> {
  const client = await connectConsole(backend.url, token);
  const bytes = new Map<string, number>();
  const ended: Ears['ended'] = [];
  client.on('sound', ({ callId, pcm }) => bytes.set(callId, (bytes.get(callId) ?? 0) + pcm.byteLength));
  client.on('sound.ended', (end) => ended.push(end));
  return {
    client,
    bytes,
    ended,
    listen: (callId) => client.emitWithAck('listen', { callId }) as Promise<ListenAnswer>,
  };
}

test('two supervisors hear one call over one line to Vapi, which is let go with the last of them', async () => {
  const { callId } = await heardCall();
  const before = opened;
  const [one, two] = [await ears(), await ears()];
  expect(await one.listen(callId)).toEqual({ ok: true, sampleRate: 16_000, channels: 2 });
  expect(await two.listen(callId)).toMatchObject({ ok: true });
  await until(() => [one, two].every(({ bytes }) => (bytes.get(callId) ?? 0) > 6_400), {
    what: 'sound at both',
  });
  expect(opened).toBe(before + 1);
  one.client.emit('listen.stop');
  const heard = two.bytes.get(callId)!;
  await until(() => two.bytes.get(callId)! > heard + 3_200, { what: 'the other to go on hearing' });
  two.client.close();
  await until(() => vapi.clients.size === 0, { what: 'the line to be let go' });
  const { body } = await ask<{ entries: AuditEntry[] }>(backend.url, `/api/audit?subject=${callId}`, {
    token,
  });
  expect(body.entries.map(({ action }) => action)).toEqual(['call.listened', 'call.listened']);
  one.client.close();
});

test('nothing is heard before it stands in the trail who listens', async () => {
  const { callId } = await heardCall();
  const one = await ears();
  const answer = await inTransaction(backend.db, async (tx) => {
    await tx.query('LOCK TABLE audit IN EXCLUSIVE MODE');
    const asked = one.listen(callId);
    const before = sent;
    await until(() => sent > before + 30, { what: 'sound to come from Vapi' });
    // What was sent on this socket before the answer has arrived with it.
    await one.client.emitWithAck('watch', { stream: `call:${callId}`, after: 0 });
    expect(one.bytes.get(callId)).toBeUndefined();
    return { asked };
  });
  expect(await answer.asked).toMatchObject({ ok: true });
  await until(() => (one.bytes.get(callId) ?? 0) > 0, { what: 'sound once it is written' });
  one.client.close();
  await until(() => vapi.clients.size === 0, { what: 'the line to be let go' });
});

test('who begins to listen to another call hears the first no more', async () => {
  const [first, second] = [await heardCall(), await heardCall()];
  const one = await ears();
  await one.listen(first.callId);
  await one.listen(second.callId);
  await until(() => (one.bytes.get(second.callId) ?? 0) > 3_200, { what: 'the second call' });
  await until(() => vapi.clients.size === 1, { what: 'one line' });
  one.client.close();
  await until(() => vapi.clients.size === 0, { what: 'the line to be let go' });
});

test('the sound ends with the call, and a call that is over cannot be heard', async () => {
  const { callId } = await heardCall();
  const one = await ears();
  await one.listen(callId);
  await until(() => (one.bytes.get(callId) ?? 0) > 0, { what: 'sound' });
  await inTransaction(backend.db, async (tx) => {
    await signalCall(tx, (await lockCall(tx, callId))!, 'end');
  });
  for (const client of vapi.clients) client.close(1000);
  await until(() => one.ended.length > 0, { what: 'the end' });
  expect(one.ended).toEqual([{ callId, reason: 'call-over' }]);
  expect(await one.listen(callId)).toEqual({ ok: false, reason: 'call-over' });
  one.client.close();
});

test('a line that breaks while the call goes on is told as lost', async () => {
  const { callId } = await heardCall();
  const one = await ears();
  await one.listen(callId);
  for (const client of vapi.clients) client.terminate();
  await until(() => one.ended.length > 0, { what: 'the end' });
  expect(one.ended).toEqual([{ callId, reason: 'lost' }]);
  one.client.close();
});

test('only Vapi’s own addresses are opened, whatever stands in the call', async () => {
  const other = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  let knocked = 0;
  other.on('connection', () => (knocked += 1));
  await once(other, 'listening');
  const { port: elsewhere } = other.address() as AddressInfo;
  const one = await ears();
  for (const url of [
    `ws://127.0.0.1:${elsewhere}/listen`,
    `http://127.0.0.1:${port}/listen`,
    'ws://evil.vapi.ai/listen',
    'wss://vapi.ai.evil.example/listen',
    'not an address',
    null,
  ]) {
    const { callId } = await heardCall(url);
    expect(await one.listen(callId), String(url)).toEqual({ ok: false, reason: 'no-sound' });
  }
  expect(knocked).toBe(0);
  const { rows } = await backend.db.query(
    `SELECT 1 FROM audit WHERE subject_id IN (SELECT id::text FROM calls WHERE listen_url IS NULL)`,
  );
  expect(rows).toEqual([]);
  one.client.close();
  other.close();
});

test('an agent who asks to listen is refused, and no line is opened', async () => {
  const { callId } = await heardCall();
  const before = opened;
  const session = await signInAs(backend.url, 'andrea');
  const client = await connectConsole(backend.url, session.token);
  let answered = false;
  client.emit('listen', { callId }, () => (answered = true));
  // What is asked after it on the same socket is answered.
  await client.emitWithAck('watch', { stream: `call:${callId}`, after: 0 });
  const supervisor = await ears();
  await supervisor.listen((await heardCall()).callId);
  expect(answered).toBe(false);
  expect(opened).toBe(before + 1);
  supervisor.client.close();
  client.close();
});
