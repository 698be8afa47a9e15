/** Policies over settings over defaults, on disk as they stand there. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { MainLog } from '../../../src/main/main-log.ts';
import { parseRegistry, policyFile, readPolicies } from '../../../src/main/policies.ts';
import { defaultPreferences, Preferences } from '../../../src/main/preferences.ts';
import type { ConsolePreferences } from '../../../src/shared/ipc.ts';

let dir: string;
let lines: Parameters<MainLog>[0][] = [];
const log: MainLog = (line) => void lines.push(line);
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'preferences-'));
  lines = [];
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const open = (policies: Partial<ConsolePreferences> = {}): Preferences =>
  new Preferences({ dataDir: dir, policies, log });

test('without a file the defaults count; what is chosen outlives the program', async () => {
  const first = open();
  expect(first.inForce).toEqual({ values: defaultPreferences, locked: [], takenKeys: [] });
  expect(first.write({ onRing: 'flash', answerKey: '' }).values).toMatchObject({
    onRing: 'flash',
    answerKey: '',
  });
  expect(open().values).toEqual({ ...defaultPreferences, onRing: 'flash', answerKey: '' });
  // Only what was chosen is kept: a better default reaches who never chose.
  expect(JSON.parse(await readFile(join(dir, 'settings.json'), 'utf8'))).toEqual({
    onRing: 'flash',
    answerKey: '',
  });
  expect(await readdir(dir)).toEqual(['settings.json']);
});

test('a policy wins, is named as locked, and cannot be changed here', () => {
  open().write({ closeToTray: true });
  const ruled = open({ closeToTray: false });
  expect(ruled.inForce).toMatchObject({ values: { closeToTray: false }, locked: ['closeToTray'] });
  expect(ruled.write({ closeToTray: false, onRing: 'focus' }).values).toMatchObject({ onRing: 'focus' });
  // Once the policy goes, what the person had chosen before counts again.
  expect(open().values).toMatchObject({ closeToTray: true, onRing: 'focus' });
  const other = open({ closeToTray: false });
  expect(other.write({ closeToTray: true }).values.closeToTray).toBe(false);
});

test('a broken file is set aside and named, and the defaults count', async () => {
  await writeFile(join(dir, 'settings.json'), '{"onRing": "fla');
  expect(open().values).toEqual(defaultPreferences);
  const [kept] = await readdir(dir);
  expect(kept).toMatch(/^settings\.json\.broken-/);
  expect(await readFile(join(dir, kept!), 'utf8')).toBe('{"onRing": "fla');
  expect(lines).toEqual([{ event: 'settings broken', keptAs: join(dir, kept!) }]);
});

test('one value that no longer fits costs only itself', async () => {
  await writeFile(
    join(dir, 'settings.json'),
    '{"onRing":"scream","notifyRing":false,"gone":1,"__proto__":{"x":1}}',
  );
  expect(open().values).toEqual({ ...defaultPreferences, notifyRing: false });
  expect(lines).toEqual([{ event: 'setting ignored', setting: 'onRing' }]);
});

test('a folder that cannot be written keeps the choice until the program ends, and the log says so', () => {
  const preferences = new Preferences({ dataDir: join(dir, 'missing'), policies: {}, log });
  expect(preferences.write({ onRing: 'flash' }).values.onRing).toBe('flash');
  expect(lines.map(({ event }) => event)).toEqual(['settings not kept']);
});

test('listeners are told of what was chosen and of keys that are taken, once each', () => {
  const preferences = open();
  const told: unknown[] = [];
  preferences.onChange((now) => told.push(now));
  preferences.setTakenKeys(['answerKey']);
  preferences.setTakenKeys(['answerKey']);
  preferences.write({ takeLinks: false });
  expect(told).toEqual([
    { values: defaultPreferences, locked: [], takenKeys: ['answerKey'] },
    { values: { ...defaultPreferences, takeLinks: false }, locked: [], takenKeys: ['answerKey'] },
  ]);
});

const policiesOf = async (text: string | undefined, registry?: string) => {
  const file = join(dir, 'policies.json');
  if (text !== undefined) await writeFile(file, text);
  return readPolicies({
    platform: registry === undefined ? 'linux' : 'win32',
    env: {},
    file,
    log,
    queryRegistry: () => Promise.resolve(registry ?? ''),
  });
};

test('policies come from the machine’s file, and may name the backend', async () => {
  expect(await policiesOf('\uFEFF{"takeLinks":false,"backendUrl":"https://consola.example/x/"}')).toEqual({
    preferences: { takeLinks: false },
    backendUrl: 'https://consola.example',
  });
  expect(lines).toEqual([]);
});

test('a policy that cannot be used is named and ignored; the others count', async () => {
  const { preferences, backendUrl } = await policiesOf(
    '{"onRing":"scream","closeToTray":false,"backendUrl":"file:///x","colour":1}',
  );
  expect(preferences).toEqual({ closeToTray: false });
  expect(backendUrl).toBeUndefined();
  expect(lines.map(({ event, policy }) => [event, policy])).toEqual([
    ['policy ignored', 'onRing'],
    ['policy ignored', 'backendUrl'],
    ['policy ignored', 'colour'],
  ]);
});

test('a file that is missing says nothing, one that is broken is named', async () => {
  expect(await policiesOf(undefined)).toEqual({ preferences: {}, backendUrl: undefined });
  expect(lines).toEqual([]);
  expect(await policiesOf('[1]')).toEqual({ preferences: {}, backendUrl: undefined });
  expect(await policiesOf('{')).toEqual({ preferences: {}, backendUrl: undefined });
  expect(lines.map(({ event }) => event)).toEqual(['policies unreadable', 'policies unreadable']);
});

const query = [
  '',
  String.raw`HKEY_LOCAL_MACHINE\Software\Policies\Vidanta\AgentConsole`,
  '    onRing    REG_SZ    focus',
  '    notifyRing    REG_DWORD    0x1',
  '    closeToTray    REG_DWORD    0x0',
  '    answerKey    REG_SZ    ',
  '    other    REG_BINARY    00',
  '',
].join('\r\n');

test('on Windows the registry, where group policies write, wins over the file', async () => {
  expect(parseRegistry(query)).toEqual({
    onRing: 'focus',
    notifyRing: true,
    closeToTray: false,
    answerKey: '',
  });
  expect((await policiesOf('{"onRing":"flash","takeLinks":true}', query)).preferences).toEqual({
    onRing: 'focus',
    notifyRing: true,
    closeToTray: false,
    answerKey: '',
    takeLinks: true,
  });
});

test('each system has its place for policies, out of the user’s reach', () => {
  expect(policyFile('linux', {})).toBe('/etc/vidanta-agent-console/policies.json');
  expect(policyFile('darwin', {})).toBe('/Library/Application Support/Vidanta Agent Console/policies.json');
  expect(policyFile('win32', { ProgramData: 'D:\\PD' })).toBe('D:\\PD\\Vidanta\\AgentConsole\\policies.json');
  expect(policyFile('win32', {})).toBe('C:\\ProgramData\\Vidanta\\AgentConsole\\policies.json');
});
