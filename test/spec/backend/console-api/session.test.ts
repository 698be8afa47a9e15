/** Signing in, and being signed out: on every route and socket, at once. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { disableUser, userById } from '../../../../src/backend/store/users.ts';
import { inTransaction } from '../../../../src/backend/store/database.ts';
import type { ConsoleConfig, Me } from '../../../../src/shared/api.ts';
import {
  addPerson,
  ask,
  connectConsole,
  connectPhone,
  openSocket,
  passwordOf,
  signInAs,
  startConsoleBackend,
  type ConsoleBackend,
} from '../../../support/console-backend.ts';
import { testStores } from '../../../support/stores.ts';
import { until } from '../../../support/until.ts';

const stores = await testStores();
let backend: ConsoleBackend;
beforeAll(async () => {
  backend = await startConsoleBackend(stores);
  await addPerson(backend.db, 'andrea', 'agent', '4127');
  await addPerson(backend.db, 'sofia', 'supervisor');
});
afterAll(() => backend.close());

const post = (body: unknown) => ask(backend.url, '/api/session', { method: 'POST', body });

test('a person with a line gets a token for the console and another for the phone', async () => {
  const session = await signInAs(backend.url, 'andrea');
  expect(session.token).toHaveLength(43);
  expect(session.phoneToken).toHaveLength(43);
  expect(session.phoneToken).not.toBe(session.token);
  expect(session.user).toMatchObject({ username: 'andrea', role: 'agent', extension: '4127', state: 'away' });
  const hours = (Date.parse(session.expiresAt) - Date.now()) / 3_600_000;
  expect(hours).toBeGreaterThan(11);
  expect((await signInAs(backend.url, 'sofia')).phoneToken).toBeNull();
});

test('only hashes of tokens and passwords are kept', async () => {
  const session = await signInAs(backend.url, 'andrea');
  const { rows } = await backend.db.query('SELECT * FROM sessions');
  const { rows: users } = await backend.db.query('SELECT * FROM users');
  const kept = JSON.stringify([rows, users]);
  for (const secret of [session.token, session.phoneToken!, passwordOf('andrea'), 'sip-andrea'])
    expect(kept).not.toContain(secret);
  expect(kept).toContain('$argon2id$');
});

test('an unknown name, a wrong password and a closed account get the same answer', async () => {
  await addPerson(backend.db, 'cerrada');
  await inTransaction(backend.db, (tx) => disableUser(tx, 'cerrada'));
  const answers = await Promise.all([
    post({ username: 'nadie', password: 'no such person' }),
    post({ username: 'andrea', password: 'not the password' }),
    post({ username: 'cerrada', password: passwordOf('cerrada') }),
  ]);
  for (const answer of answers) {
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual(answers[0]?.body);
  }
});

test('names are not case-sensitive, and a body without a password is refused in words', async () => {
  expect((await post({ username: ' ANDREA ', password: passwordOf('andrea') })).status).toBe(200);
  const answer = await post({ username: 'andrea' });
  expect(answer.status).toBe(400);
  expect(answer.body).toMatchObject({ error: { code: 'invalid' } });
  expect(JSON.stringify(answer.body)).toContain('password');
});

test('after eight wrong passwords the account waits, also with the right one, and others do not', async () => {
  await addPerson(backend.db, 'asediada');
  const wrong = await Promise.all(
    Array.from({ length: 8 }, () => post({ username: 'asediada', password: 'a guess' })),
  );
  expect(wrong.map(({ status }) => status)).toEqual(Array(8).fill(401));
  const next = await post({ username: 'asediada', password: passwordOf('asediada') });
  expect(next.status).toBe(429);
  expect(JSON.stringify(next.body)).toMatch(/Wait \d+ min/);
  expect(next.body).toMatchObject({
    error: { reason: 'too-many-passwords', params: { minutes: expect.any(Number) as number } },
  });
  await signInAs(backend.url, 'andrea');
});

test('right passwords are not counted, however often somebody signs in', async () => {
  await addPerson(backend.db, 'diligente');
  for (let i = 0; i < 12; i += 1) await signInAs(backend.url, 'diligente');
});

test('a phone’s token opens no route, and a console’s token opens no phone', async () => {
  const session = await signInAs(backend.url, 'andrea');
  expect((await ask(backend.url, '/api/leads', { token: session.phoneToken! })).status).toBe(401);
  expect((await ask(backend.url, '/api/session', { token: session.phoneToken! })).status).toBe(401);
  await expect(connectPhone(backend.url, session.token)).rejects.toThrow('unauthorized');
  await expect(connectConsole(backend.url, session.phoneToken!)).rejects.toThrow('unauthorized');
});

test('without a token, or with a made-up one, no socket opens', async () => {
  for (const auth of [
    {},
    { token: 'x'.repeat(43) },
    { token: { $gt: '' } },
    { token: 'y'.repeat(100_000) },
  ]) {
    for (const namespace of ['/console', '/phone', '/']) {
      const socket = openSocket(backend.url, namespace, { auth });
      const outcome = await new Promise((resolve) => {
        socket.once('connect', () => resolve('connected'));
        socket.once('connect_error', () => resolve('refused'));
        socket.once('disconnect', () => resolve('refused'));
      });
      socket.close();
      expect(outcome, `${namespace} ${JSON.stringify(auth).slice(0, 40)}`).toBe('refused');
    }
  }
});

test('signing out ends the console’s routes and socket and the phone’s socket at once', async () => {
  const session = await signInAs(backend.url, 'andrea');
  const console = await connectConsole(backend.url, session.token);
  const phone = await connectPhone(backend.url, session.phoneToken!);
  const told: string[] = [];
  console.on('revoked', () => told.push('console'));
  phone.on('revoked', () => told.push('phone'));
  const gone = await ask(backend.url, '/api/session', { method: 'DELETE', token: session.token });
  expect(gone.status).toBe(204);
  expect((await ask(backend.url, '/api/session', { token: session.token })).status).toBe(401);
  await until(() => !console.connected && !phone.connected, { what: 'both sockets to be closed' });
  expect(told.toSorted()).toEqual(['console', 'phone']);
  console.close();
  phone.close();
});

test('closing an account ends its sessions everywhere and lets nobody in again', async () => {
  await addPerson(backend.db, 'despedida', 'agent', '4199');
  const session = await signInAs(backend.url, 'despedida');
  const console = await connectConsole(backend.url, session.token);
  await inTransaction(backend.db, (tx) => disableUser(tx, 'despedida'));
  expect((await ask(backend.url, '/api/leads', { token: session.token })).status).toBe(401);
  await until(() => !console.connected, { what: 'the socket to be closed' });
  await expect(connectConsole(backend.url, session.token)).rejects.toThrow('unauthorized');
  console.close();
});

test('a session that has run out is refused like one that never was', async () => {
  const session = await signInAs(backend.url, 'andrea');
  await backend.db.query(
    `UPDATE sessions SET expires_at = now() - interval '1 second' WHERE kind = 'console'`,
  );
  expect((await ask(backend.url, '/api/session', { token: session.token })).status).toBe(401);
  await expect(connectConsole(backend.url, session.token)).rejects.toThrow('unauthorized');
});

test('setting a state is recorded once, told, and shown to oneself', async () => {
  const { token, user } = await signInAs(backend.url, 'andrea');
  const set = (body: unknown) => ask<Me>(backend.url, '/api/session/state', { method: 'POST', token, body });
  expect((await set({ state: 'busy' })).body.state).toBe('busy');
  await set({ state: 'busy' });
  expect((await set({ state: 'away', reason: 'lunch' })).body.stateReason).toBe('lunch');
  const { rows } = await backend.db.query(
    `SELECT state FROM user_states WHERE user_id = $1 ORDER BY id DESC LIMIT 2`,
    [user.id],
  );
  expect(rows).toEqual([{ state: 'away' }, { state: 'busy' }]);
  const refused = await set({ state: 'sleeping' });
  expect(refused.status).toBe(400);
  expect(JSON.stringify(refused.body)).toContain('state');
});

test('whoever signs in again in the middle of a call stays busy, and whoever was gone decides anew', async () => {
  await addPerson(backend.db, 'ocupada', 'agent', '4150');
  const stateAfterSignIn = async (before: string) => {
    await backend.db.query(`UPDATE users SET state = $1, console_seen_at = NULL WHERE username = 'ocupada'`, [
      before,
    ]);
    return (await signInAs(backend.url, 'ocupada')).user.state;
  };
  expect(await stateAfterSignIn('busy')).toBe('busy');
  expect(await stateAfterSignIn('available')).toBe('away');
});

test('signing out of one console of two keeps the state and the other console', async () => {
  const first = await signInAs(backend.url, 'ocupada');
  const second = await signInAs(backend.url, 'ocupada');
  await ask(backend.url, '/api/session/state', {
    method: 'POST',
    token: first.token,
    body: { state: 'busy' },
  });
  const kept = await connectConsole(backend.url, second.token);
  await ask(backend.url, '/api/session', { method: 'DELETE', token: first.token });
  expect((await ask(backend.url, '/api/session', { token: second.token })).body['state']).toBe('busy');
  expect(kept.connected).toBe(true);
  await ask(backend.url, '/api/session', { method: 'DELETE', token: second.token });
  await until(() => !kept.connected, { what: 'the second console to be let go' });
  kept.close();
});

test('a phone’s token can be had again by the console that owns it, and by nobody without a line', async () => {
  const session = await signInAs(backend.url, 'andrea');
  const again = await ask(backend.url, '/api/session/phone', { method: 'POST', token: session.token });
  expect(again.body['phoneToken']).toBe(session.phoneToken);
  const { token } = await signInAs(backend.url, 'sofia');
  const none = await ask(backend.url, '/api/session/phone', { method: 'POST', token });
  expect(none.status).toBe(409);
});

test('one’s language is changed among those one is registered for; another changes nothing', async () => {
  const { token, user } = await signInAs(backend.url, 'andrea');
  const languages = async () => (await userById(backend.db, user.id))?.languages;
  const patch = (body: unknown) =>
    ask(backend.url, '/api/session/language', { method: 'PATCH', token, body });
  expect((await patch({ language: 'es' })).status).toBe(200);
  expect((await patch({ language: 'en' })).status).toBe(200);
  expect(await languages()).toEqual(['es']);
  expect((await patch({ language: 'fr' })).status).toBe(400);
});

test('the sign-in screen of a product in use offers no accounts', async () => {
  const { body } = await ask<ConsoleConfig>(backend.url, '/api/config');
  expect(body).toMatchObject({ demo: false, demoAccounts: [] });
});
