/** The workstation program under Node, with a stand-in for Electron and real child processes. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { HostConnection } from '../../../src/shared/ipc.ts';
import type { ElectronStandIn } from '../../support/electron.ts';
import { until } from '../../support/until.ts';
import { clearWorkstations, placeWorkstation, type Workstation } from '../../support/workstation.ts';

afterEach(clearWorkstations);

const stations = new WeakMap<ElectronStandIn, Workstation>();
async function place(options: Parameters<typeof placeWorkstation>[0] = {}): Promise<ElectronStandIn> {
  const station = await placeWorkstation(options);
  stations.set(station.electron, station);
  return station.electron;
}
const start = (electron: ElectronStandIn, env: Record<string, string> = {}): Promise<void> =>
  stations.get(electron)!.start(env);

const connectionOf = (electron: ElectronStandIn): Promise<HostConnection> =>
  electron.invoke('connection.read', undefined) as Promise<HostConnection>;

test('with a configured backend only the phone is started, and the page is told where both are', async () => {
  const electron = await place();
  await start(electron, { BACKEND_URL: 'https://consola.example/path/' });
  expect(electron.forks.map(({ file }) => file.replace(electron.appPath, ''))).toEqual([
    join('/dist', 'phone', 'main.js'),
  ]);
  const connection = await connectionOf(electron);
  expect(connection.backendUrl).toBe('https://consola.example');
  expect(connection.phoneUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(connection.phoneToken).toBe(electron.forks[0]?.env['PHONE_TOKEN']);
  expect(electron.forks[0]?.env['PHONE_ALLOWED_ORIGINS']).toBe('app://console');
  expect(electron.windows[0]?.url).toBe('app://console/');
});

test('the scheme is registered before Electron is ready, and a secret of the environment does not reach the phone', async () => {
  const electron = await place();
  await start(electron, { BACKEND_URL: 'http://127.0.0.1:7300', VAPI_API_KEY: 'a secret' });
  expect(electron.did.indexOf('scheme app')).toBeLessThan(electron.did.indexOf('ready'));
  expect(electron.forks[0]?.env['VAPI_API_KEY']).toBeUndefined();
});

test('without a configured backend one of its own runs, with a key that outlives it', async () => {
  const electron = await place();
  await start(electron, { VAPI_API_KEY: 'configured here' });
  const backend = electron.forks.find(({ file }) => file.includes('backend'));
  expect(backend?.env).toMatchObject({
    HOST: '127.0.0.1',
    VAPI_API_KEY: 'configured here',
    ALLOWED_ORIGINS: 'app://console',
  });
  const key = backend?.env['SECRET_KEY'];
  expect(key).toHaveLength(64);
  expect((await readFile(join(electron.userData, 'secret.key'), 'utf8')).trim()).toBe(key);
  expect((await connectionOf(electron)).backendUrl).toBe(`http://127.0.0.1:${backend?.env['PORT']}`);
});

test('a program that dies is started again at the same address', async () => {
  const electron = await place();
  await start(electron, { BACKEND_URL: 'http://127.0.0.1:7300' });
  const before = await connectionOf(electron);
  process.kill(electron.forks[0]?.pid ?? 0, 'SIGKILL');
  const again = await until(() => electron.forks[1], { what: 'the phone to be started again' });
  expect(again.env['PHONE_PORT']).toBe(electron.forks[0]?.env['PHONE_PORT']);
  expect(again.env['PHONE_TOKEN']).toBe(before.phoneToken);
});

test('a program that cannot start is reported with its own last words', async () => {
  const electron = await place({
    backend: `process.stderr.write('missing: WHATSAPP_ACCESS_TOKEN\\n'); process.exitCode = 1;`,
  });
  await expect(start(electron)).rejects.toThrow(/backend does not start.*\n.*WHATSAPP_ACCESS_TOKEN/);
  expect(electron.windows).toHaveLength(0);
});

test('a wrong address of the backend is named before anything starts', async () => {
  const electron = await place();
  await expect(start(electron, { BACKEND_URL: 'consola' })).rejects.toThrow(/BACKEND_URL: write it as/);
  expect(electron.forks).toHaveLength(0);
});

test('a second start of the program brings the first one’s window forward and ends', async () => {
  const second = await place();
  second.isFirstInstance = false;
  await start(second);
  expect(await second.app.exited.promise).toBe(0);
  expect(second.forks).toHaveLength(0);
  const first = await place();
  await start(first, { BACKEND_URL: 'http://127.0.0.1:7300' });
  const [window] = first.windows;
  window!.minimized = true;
  first.app.emit('second-instance', {}, ['electron', 'app'], '/');
  expect(window!.did.slice(-3)).toEqual(['restore', 'show', 'focus']);
});

test('quitting ends the programs first', async () => {
  const electron = await place();
  await start(electron);
  const pids = electron.forks.map(({ pid }) => pid ?? 0);
  electron.app.quit();
  expect(await electron.app.exited.promise).toBe(0);
  for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow();
});

test('the window is isolated and sandboxed, and comes back where it was unless that screen is gone', async () => {
  const electron = await place();
  await start(electron, { BACKEND_URL: 'http://127.0.0.1:7300' });
  const [window] = electron.windows;
  expect(window!.options.webPreferences).toMatchObject({
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    webSecurity: true,
  });
  window!.bounds = { x: 2000, y: 40, width: 1200, height: 800 };
  expect(window!.close()).toBe(false);
  const env = { BACKEND_URL: 'http://127.0.0.1:7300' };
  const twoScreens = await place();
  twoScreens.userData = electron.userData;
  twoScreens.displays.push({ x: 1920, y: 0, width: 1920, height: 1080 });
  await start(twoScreens, env);
  expect(twoScreens.windows[0]?.options).toMatchObject({ x: 2000, y: 40, width: 1200, height: 800 });
  const oneScreen = await place();
  oneScreen.userData = electron.userData;
  await start(oneScreen, env);
  expect(oneScreen.windows[0]?.options.x).toBeUndefined();
});

test('a page that crashes is loaded again', async () => {
  const electron = await place();
  await start(electron, { BACKEND_URL: 'http://127.0.0.1:7300' });
  const contents = electron.windows[0]!.webContents;
  contents.emit('render-process-gone', {}, { reason: 'crashed' });
  await until(() => contents.reloads === 1, { what: 'the page to be loaded again' });
});
