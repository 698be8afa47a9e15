/** Whom one may call: the team as it is this moment, and what the house has beside it. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Directory } from '../../../../src/shared/desk.ts';
import { ensureDemoDirectory } from '../../../../src/backend/store/directory.ts';
import {
  addPerson,
  ask,
  signInAs,
  startConsoleBackend,
  type ConsoleBackend,
} from '../../../support/console-backend.ts';
import { testStores } from '../../../support/stores.ts';

const stores = await testStores();
let backend: ConsoleBackend;
let token: string;
const ids: Record<string, string> = {};

beforeAll(async () => {
  backend = await startConsoleBackend(stores, { publish: false });
  for (const [name, extension] of [
    ['ana', '4127'],
    ['bruno', '4128'],
    ['carla', '4129'],
    ['diego', '4130'],
    ['elena', '4131'],
  ] as const)
    ids[name] = await addPerson(backend.db, name, 'agent', extension);
  ids['jefa'] = await addPerson(backend.db, 'jefa', 'supervisor');
  token = (await signInAs(backend.url, 'ana')).token;
});
afterAll(() => backend.close());

const read = async () => (await ask<Directory>(backend.url, '/api/directory', { token })).body.entries;
const stateIs = (name: string, sql: string) =>
  backend.db.query(`UPDATE users SET ${sql} WHERE id = $1`, [ids[name]]);
const there = `console_seen_at = now() + interval '1 hour', phone_seen_at = now() + interval '1 hour', phone_registered = TRUE`;

test('colleagues with a line stand there with whether they could answer now, and I do not', async () => {
  await stateIs('bruno', `state = 'available', ${there}`);
  await stateIs('carla', `state = 'wrap-up', ${there}`);
  await stateIs('diego', `state = 'available', ${there.replace('TRUE', 'FALSE')}`);
  await stateIs(
    'elena',
    `state = 'available', phone_registered = TRUE, phone_seen_at = now() - interval '1 minute'`,
  );
  expect((await read()).map(({ name, number, kind, state }) => [name, number, kind, state])).toEqual([
    ['Persona bruno', '4128', 'agent', 'available'],
    ['Persona carla', '4129', 'agent', 'busy'],
    ['Persona diego', '4130', 'agent', 'offline'],
    ['Persona elena', '4131', 'agent', 'offline'],
  ]);
  await stateIs('bruno', `state = 'away'`);
  await stateIs('carla', `active = FALSE`);
  expect((await read()).map(({ name, state }) => [name, state])).toEqual([
    ['Persona bruno', 'away'],
    ['Persona diego', 'offline'],
    ['Persona elena', 'offline'],
  ]);
});

test('a demonstration has a queue and numbers to try, once; a production database never gets them', async () => {
  const env = { DEMO: false, PBX_HUNT_PILOT: '4100', PBX_ECHO_NUMBER: '*43' };
  const house = async () =>
    (await read()).filter(({ kind }) => kind !== 'agent').map(({ kind, number }) => [kind, number]);
  await ensureDemoDirectory(backend.db, env);
  expect(await house()).toEqual([]);
  await ensureDemoDirectory(backend.db, { ...env, DEMO: true });
  await ensureDemoDirectory(backend.db, { ...env, DEMO: true });
  expect(await house()).toEqual([
    ['queue', '4100'],
    ['number', '*43'],
    ['number', expect.stringMatching(/^\+52\d{10}$/)],
  ]);
  await backend.db.query(`UPDATE directory_entries SET active = FALSE WHERE number = '*43'`);
  await ensureDemoDirectory(backend.db, { ...env, DEMO: true });
  expect(await house()).toHaveLength(2);
});
