/** What administrators offer and decide reaches every desk and every backend at once. */
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {
  AdminDirectoryEntry,
  AdminTemplate,
  Settings,
  Target,
} from '../../../../../src/shared/admin.ts';
import type { ApiError } from '../../../../../src/shared/api.ts';
import type { DeskChoices } from '../../../../../src/shared/desk.ts';
import { readEnv } from '../../../../../src/backend/env.ts';
import { nextOpening } from '../../../../../src/backend/journey/call/call-hours.ts';
import { followSettings, type SettingsInForce } from '../../../../../src/backend/settings-in-force.ts';
import { connectConsole, testSecretKey } from '../../../../support/console-backend.ts';
import { startAdminBackend, type AdminBackend } from '../../../../support/admin-backend.ts';
import { testStores } from '../../../../support/stores.ts';
import { until } from '../../../../support/until.ts';

const stores = await testStores();
let house: AdminBackend;
let other: SettingsInForce;
const bootEnv = readEnv({
  SECRET_KEY: testSecretKey,
  WHATSAPP_PHONE_NUMBER_ID: '1',
  WHATSAPP_ACCESS_TOKEN: 't',
  WHATSAPP_APP_SECRET: 's',
  WHATSAPP_VERIFY_TOKEN: 'v',
  VAPI_API_KEY: 'k',
  VAPI_PHONE_NUMBER_ID: 'n',
  VAPI_SERVER_SECRET: '0123456789abcdef',
});

beforeAll(async () => {
  house = await startAdminBackend(stores);
  const log = pino({ level: 'silent' });
  other = await followSettings(bootEnv, { db: house.db, databaseUrl: stores.databaseUrl, log });
});
afterAll(async () => {
  await other.stop();
  await house.close();
});

describe('settings', () => {
  test('are the environment’s until somebody changes one, and then hold in every backend', async () => {
    const before = await house.as<Settings>('GET', '/api/admin/settings');
    expect(before.body).toEqual({
      quietHours: { fromMinute: 540, toMinute: 1_200 },
      callDays: [1, 2, 3, 4, 5, 6, 7],
      serviceLevelSeconds: 20,
      wrapUpSeconds: 120,
    });
    const { body } = await house.as<Settings>('PATCH', '/api/admin/settings', {
      quietHours: { fromMinute: 600, toMinute: 1_080 },
      callDays: [5, 1, 2, 3, 4, 5],
      wrapUpSeconds: null,
    });
    expect(body).toEqual({
      quietHours: { fromMinute: 600, toMinute: 1_080 },
      callDays: [1, 2, 3, 4, 5],
      serviceLevelSeconds: 20,
      wrapUpSeconds: null,
    });
    await until(() => other.env.WRAP_UP_SECONDS === null);
    const fridayEvening = new Date('2026-11-28T01:00:00Z'); // 19:00 in Mexico City
    expect(nextOpening(fridayEvening, 'America/Mexico_City', other.env.CALL_HOURS).toISOString()).toBe(
      '2026-11-30T16:00:00.000Z',
    );
    expect(other.env.PORT).toBe(bootEnv.PORT);
    expect((await house.trail('settings.changed'))[0]).toMatchObject({ userId: house.people.admin.id });
    const { body: choices } = await house.as<DeskChoices>('GET', '/api/desk/choices', undefined, 'agente');
    expect(choices.wrapUpSeconds).toBeNull();
  });

  test('that make no sense are refused', async () => {
    for (const change of [
      { quietHours: { fromMinute: 900, toMinute: 900 } },
      { callDays: [] },
      { callDays: [8] },
      { serviceLevelSeconds: 0 },
    ])
      expect((await house.as('PATCH', '/api/admin/settings', change)).status).toBe(400);
  });
});

describe('call days', () => {
  const hours = { fromMinute: 540, toMinute: 1_200, days: [1, 2, 3, 4, 5] };
  test.each([
    ['a Saturday waits for Monday', '2026-11-28T18:00:00Z', '2026-11-30T15:00:00Z'],
    ['a Friday afternoon is open', '2026-11-27T20:00:00Z', '2026-11-27T20:00:00Z'],
    ['early on Monday waits for nine', '2026-11-30T10:00:00Z', '2026-11-30T15:00:00Z'],
  ])('%s', (_name, now, opening) => {
    expect(nextOpening(new Date(now), 'America/Mexico_City', hours)).toEqual(new Date(opening));
  });

  test('over midnight count by the evening on which they began', () => {
    const nights = { fromMinute: 1_200, toMinute: 120, days: [5] };
    const at = (now: string) => nextOpening(new Date(now), 'UTC', nights).toISOString();
    expect(at('2026-11-28T01:00:00Z')).toBe('2026-11-28T01:00:00.000Z');
    expect(at('2026-11-27T01:00:00Z')).toBe('2026-11-27T20:00:00.000Z');
    expect(at('2026-11-28T03:00:00Z')).toBe('2026-12-04T20:00:00.000Z');
  });
});

describe('what a desk offers', () => {
  test('is told to every console when it changes', async () => {
    const socket = await connectConsole(house.url, house.people.agente.token);
    let told = 0;
    socket.on('choices.changed', () => (told += 1));
    await house.as('PUT', '/api/admin/reasons/gym', {
      state: 'away',
      label: { es: 'Gimnasio', en: 'Gym' },
      position: 9,
    });
    await until(() => told === 1);
    await house.as('PUT', '/api/admin/dispositions/moved', {
      label: { es: 'Se mudó', en: 'Moved' },
      leadSignal: 'lose',
      position: 9,
    });
    await until(() => told === 2);
    socket.close();
    const { body } = await house.as<DeskChoices>('GET', '/api/desk/choices', undefined, 'agente');
    expect(body.reasons.map(({ key }) => key)).toContain('gym');
    expect(body.dispositions.find(({ key }) => key === 'moved')).toMatchObject({ asks: 'nothing' });
    await house.as('PUT', '/api/admin/reasons/gym', {
      state: 'away',
      label: { es: 'Gimnasio', en: 'Gym' },
      position: 9,
      active: false,
    });
    const { body: after } = await house.as<DeskChoices>('GET', '/api/desk/choices', undefined, 'agente');
    expect(after.reasons.map(({ key }) => key)).not.toContain('gym');
  });

  test('has templates whose places and names agree', async () => {
    const put = (body: string, parameters: string[]) =>
      house.as<AdminTemplate & ApiError>('PUT', '/api/admin/templates/saludo/es', {
        body,
        parameters,
        position: 1,
      });
    expect((await put('Hola {{1}}, soy {{2}}', ['lead', 'agent'])).body).toMatchObject({
      name: 'saludo',
      active: true,
    });
    for (const [body, names] of [
      ['Hola {{1}}', []],
      ['Hola', ['lead']],
      ['Hola {{2}}', ['lead']],
    ] as const) {
      const answer = await put(body, [...names]);
      expect([answer.status, answer.body.error.reason]).toEqual([400, 'template-places']);
    }
  });

  test('has a directory with each number once; a change leaves alone what it does not name', async () => {
    const entry = { kind: 'number', name: 'Conserjería', number: '4900', note: 'De 8 a 20 h', position: 3 };
    const { body } = await house.as<AdminDirectoryEntry>('POST', '/api/admin/directory', entry);
    const again = await house.as<ApiError>('POST', '/api/admin/directory', entry);
    expect([again.status, again.body.error.reason]).toEqual([409, 'number-taken']);
    const changed = await house.as<AdminDirectoryEntry>('PATCH', `/api/admin/directory/${body.id}`, {
      name: 'Concierge',
    });
    expect(changed.body).toEqual({ ...entry, id: body.id, name: 'Concierge', active: true });
    expect((await house.as('DELETE', `/api/admin/directory/${body.id}`)).status).toBe(204);
    expect((await house.as('DELETE', `/api/admin/directory/${body.id}`)).status).toBe(404);
  });
});

test('a target is set by a supervisor, read by all of them, and taken off with null', async () => {
  const put = (value: number | null) =>
    house.as<Target>('PUT', '/api/admin/targets/serviceLevel', { value }, 'jefa');
  const read = async () =>
    (await house.as<{ targets: Target[] }>('GET', '/api/targets', undefined, 'jefa')).body.targets;
  await put(80);
  expect(await read()).toEqual([{ key: 'serviceLevel', value: 80 }]);
  await put(null);
  expect(await read()).toEqual([]);
  expect((await house.as('PUT', '/api/admin/targets/nonsense', { value: 1 })).status).toBe(400);
  expect((await house.trail('target.set'))[0]).toMatchObject({ subjectId: 'serviceLevel' });
});
