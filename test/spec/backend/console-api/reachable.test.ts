/** Ready means reachable: a console or a phone that dies takes its agent out of the running, and gives them back. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Me } from '../../../../src/shared/api.ts';
import type { AgentSummary, Overview } from '../../../../src/shared/push.ts';
import { startTalking } from '../../../../src/backend/store/agents.ts';
import { inTransaction } from '../../../../src/backend/store/database.ts';
import {
  addPerson,
  ask,
  connectConsole,
  connectPhone,
  signInAs,
  startConsoleBackend,
  type ConsoleBackend,
  type ConsoleClient,
  type PhoneClient,
} from '../../../support/console-backend.ts';
import { testStores } from '../../../support/stores.ts';
import { until } from '../../../support/until.ts';

const stores = await testStores();
let backend: ConsoleBackend;
let watcher: ConsoleClient;
let supervisor: string;
const board = new Map<string, AgentSummary>();
beforeAll(async () => {
  backend = await startConsoleBackend(stores);
  await addPerson(backend.db, 'sofia', 'supervisor');
  const { token } = await signInAs(backend.url, 'sofia');
  supervisor = token;
  await ask(backend.url, '/api/session/state', { token, method: 'POST', body: { state: 'available' } });
  watcher = await connectConsole(backend.url, token);
  watcher.on('agent.changed', (agent) => board.set(agent.id, agent));
});
afterAll(async () => {
  watcher.close();
  await backend.close();
});

interface Desk {
  id: string;
  token: string;
  phoneToken: string;
  console: ConsoleClient;
  phone: PhoneClient;
}
let line = 4200;

/** Somebody ready for calls: console open, phone registered, state available. */
async function ready(name: string): Promise<Desk> {
  const id = await addPerson(backend.db, name, 'agent', String((line += 1)));
  const { token, phoneToken } = await signInAs(backend.url, name);
  const console = await connectConsole(backend.url, token);
  const phone = await connectPhone(backend.url, phoneToken!);
  const desk = { id, token, phoneToken: phoneToken!, console, phone };
  await register(phone, true);
  await until(() => isSeen(id), { what: `${name} to be seen` });
  await ask(backend.url, '/api/session/state', { token, method: 'POST', body: { state: 'available' } });
  await until(async () => (await stateOf(desk)) === 'available', { what: `${name} to be ready` });
  return desk;
}

const isSeen = async (id: string) =>
  (
    await backend.db.query(
      `SELECT 1 FROM users WHERE id = $1 AND phone_registered AND least(console_seen_at, phone_seen_at) > now() - interval '5 seconds'`,
      [id],
    )
  ).rowCount === 1;

const register = (phone: PhoneClient, registered: boolean) =>
  phone.emitWithAck('report', {
    type: 'registration',
    id: randomUUID(),
    at: Date.now(),
    registered,
    reason: registered ? '200 OK' : 'no answer',
  });

/** State and reason as set, whoever is there. */
async function stateOf({ token }: Desk): Promise<string> {
  const { state, stateReason } = (await ask<Me>(backend.url, '/api/session', { token })).body;
  return stateReason === null ? state : `${state}: ${stateReason}`;
}
const becomes = (desk: Desk, state: string) =>
  until(async () => (await stateOf(desk)) === state, { what: state, timeoutMs: 60_000 });
const boardShows = (desk: Desk, state: string) =>
  until(() => board.get(desk.id)?.state === state, { what: `${state} on the board`, timeoutMs: 60_000 });
const available = async (): Promise<number> =>
  (await ask<Overview>(backend.url, '/api/overview', { token: supervisor })).body.agentsAvailable;
const states = async ({ id }: Desk) =>
  (
    await backend.db.query<{ state: string; reason: string | null }>(
      'SELECT state, reason FROM user_states WHERE user_id = $1 ORDER BY id',
      [id],
    )
  ).rows.map(({ state, reason }) => (reason === null ? state : `${state}: ${reason}`));
/** As if this half had been silent for so long already. */
const age = ({ id }: Desk, half: 'console' | 'phone') =>
  backend.db.query(`UPDATE users SET ${half}_seen_at = now() - interval '9 seconds' WHERE id = $1`, [id]);

test('an agent whose console dies is away for that reason, counts for nothing, and is back with the console', async () => {
  const desk = await ready('ana');
  desk.console.close();
  await becomes(desk, 'away: no-console');
  await boardShows(desk, 'away');
  expect(board.get(desk.id)?.stateReason).toBe('no-console');
  desk.console = await connectConsole(backend.url, desk.token);
  await becomes(desk, 'available');
  await boardShows(desk, 'available');
  desk.console.close();
  desk.phone.close();
});

test('an agent whose phone loses its registration is away at once, and back with it', async () => {
  const desk = await ready('berta');
  await register(desk.phone, false);
  await becomes(desk, 'away: no-phone');
  await register(desk.phone, true);
  await becomes(desk, 'available');
  desk.console.close();
  desk.phone.close();
});

test('an agent whose phone dies is away, whatever it last said of its registration', async () => {
  const desk = await ready('carla');
  desk.phone.close();
  await age(desk, 'phone');
  await becomes(desk, 'away: no-phone');
  desk.phone = await connectPhone(backend.url, desk.phoneToken);
  await becomes(desk, 'available');
  desk.console.close();
  desk.phone.close();
});

test('who is away by their own choice is not called back to work by a phone that comes and goes', async () => {
  const desk = await ready('dora');
  await ask(backend.url, '/api/session/state', {
    token: desk.token,
    method: 'POST',
    body: { state: 'away', reason: 'lunch' },
  });
  await register(desk.phone, false);
  await register(desk.phone, true);
  const other = await ready('dora-2');
  await register(other.phone, false);
  await becomes(other, 'away: no-phone');
  expect(await stateOf(desk)).toBe('away: lunch');
  for (const each of [desk.console, desk.phone, other.console, other.phone]) each.close();
});

test('during a call nothing changes, however much dies', async () => {
  const desk = await ready('elena');
  await inTransaction(backend.db, (tx) => startTalking(tx, desk.id));
  const other = await ready('elena-2');
  desk.console.close();
  desk.phone.close();
  other.console.close();
  await Promise.all([age(desk, 'console'), age(desk, 'phone'), age(other, 'console')]);
  await becomes(other, 'away: no-console');
  await until(
    async () =>
      (
        await backend.db.query(
          `SELECT 1 FROM users WHERE id = $1 AND console_seen_at < now() - interval '10 seconds'`,
          [desk.id],
        )
      ).rowCount === 1,
    { what: 'the console to be gone', timeoutMs: 60_000 },
  );
  backend.sockets.checkOwnPresence();
  const third = await ready('elena-3');
  await register(third.phone, false);
  await becomes(third, 'away: no-phone');
  expect(await stateOf(desk)).toBe('busy: escalation');
  for (const each of [other.phone, third.console, third.phone]) each.close();
});

test('a console that reloads changes nothing', async () => {
  const desk = await ready('flor');
  desk.console.close();
  desk.console = await connectConsole(backend.url, desk.token);
  // Somebody else's death is noticed by the same looks.
  const other = await ready('flor-2');
  other.console.close();
  await age(other, 'console');
  await becomes(other, 'away: no-console');
  expect(await states(desk)).toEqual(['away', 'available']);
  for (const each of [desk.console, desk.phone, other.phone]) each.close();
});

test('an open connection whose other end is dead keeps nobody ready', async () => {
  const desk = await ready('gina');
  const cut = losePackets(desk.console);
  const isOpen = () =>
    [...backend.sockets.consoles.sockets.values()].some(({ data }) => data.session.userId === desk.id);
  let oldestMs = 0;
  await until(
    async () => {
      const { rows } = await backend.db.query<{ ms: number }>(
        `SELECT extract(epoch FROM now() - console_seen_at)::float8 * 1000 AS ms FROM users WHERE id = $1`,
        [desk.id],
      );
      if (!isOpen()) return true;
      oldestMs = Math.max(oldestMs, rows[0]!.ms);
      return false;
    },
    { what: 'the connection to be given up', timeoutMs: 60_000 },
  );
  // Looks at every three seconds would have kept it younger, had they taken the open connection for a sign of life.
  expect(oldestMs).toBeGreaterThan(5_000);
  await becomes(desk, 'away: no-console');
  cut();
  desk.phone.close();
});

/** The network is gone: frames are lost both ways, nothing is closed, and nothing comes back. Returns what frees the connection. */
function losePackets({ io }: ConsoleClient): () => void {
  io.reconnection(false);
  const { ws } = io.engine.transport as unknown as {
    ws: { onmessage: unknown; send: unknown; close: unknown; terminate: () => void };
  };
  ws.onmessage = () => undefined;
  ws.send = () => undefined;
  ws.close = () => undefined;
  return () => ws.terminate();
}

test('a supervisor without a line is left alone', async () => {
  const { rows } = await backend.db.query(`SELECT state, state_reason FROM users WHERE username = 'sofia'`);
  expect(rows).toEqual([{ state: 'available', state_reason: null }]);
});

test('of those ready only those whose console and phone live are counted', async () => {
  // Of those before her some may still be on their way out.
  await until(async () => (await available()) === 0, { what: 'an empty house', timeoutMs: 60_000 });
  const desk = await ready('hilda');
  expect(await available()).toBe(1);
  desk.console.close();
  await age(desk, 'console');
  await until(async () => (await available()) === 0, { what: 'the counter', timeoutMs: 60_000 });
  desk.phone.close();
});
