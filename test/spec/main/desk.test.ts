/** The desk around the page: tray, closing, keys, links, session, preferences and what is told to the page. */
import { afterEach, expect, test } from 'vitest';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PreferencesInForce } from '../../../src/shared/ipc.ts';
import { until } from '../../support/until.ts';
import { clearWorkstations, placeWorkstation, type Workstation } from '../../support/workstation.ts';

afterEach(clearWorkstations);

const env = { BACKEND_URL: 'http://127.0.0.1:9' };
async function startDesk(prepare: (station: Workstation) => unknown = () => undefined): Promise<Workstation> {
  const station = await placeWorkstation();
  await prepare(station);
  await station.start(env);
  return station;
}
const sent = ({ electron }: Workstation, channel: string): unknown[] =>
  electron.windows[0]!.webContents.sent.filter((one) => one.channel === channel).map(({ data }) => data);
const chooses = (station: Workstation, wanted: object): Promise<PreferencesInForce> =>
  station.electron.invoke('preferences.write', wanted) as Promise<PreferencesInForce>;

test('the tray says the agent’s state in words, in the page’s language, with a shape for each', async () => {
  const { electron } = await startDesk();
  const [tray] = electron.trays;
  expect(tray!.tip).toBe('Vidanta · Iniciando');
  const images = new Set<unknown>();
  for (const tone of ['ready', 'ring', 'call', 'away', 'bad'] as const) {
    await electron.invoke('state.show', { text: `En ${tone}`, tone });
    expect(tray!.tip).toBe(`Vidanta · En ${tone}`);
    const { png } = tray!.image as unknown as { png: Buffer };
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    images.add(png.toString('base64'));
  }
  expect(images.size).toBe(5);
  await electron.invoke('state.show', { text: 'Available', tone: 'ready', language: 'en' });
  expect(tray!.menu.map(({ label }) => label).filter(Boolean)).toEqual([
    'Available',
    'Open the console',
    'Answer',
    'Hang up',
    'Quit',
  ]);
  tray!.choose('Open the console');
  expect(electron.windows[0]!.did.slice(-2)).toEqual(['show', 'focus']);
  tray!.choose('Quit');
  expect(await electron.app.exited.promise).toBe(0);
});

test('closing the window hides it into the tray, unless it was chosen otherwise or there is no tray', async () => {
  const station = await startDesk();
  const [window] = station.electron.windows;
  expect(window!.close()).toBe(false);
  expect(window!.did.at(-1)).toBe('hide');
  await chooses(station, { closeToTray: false });
  expect(window!.close()).toBe(true);
  const bare = await startDesk(({ electron }) => (electron.hasTray = false));
  expect(bare.electron.windows[0]!.close()).toBe(true);
  expect(bare.log.map(({ event }) => event)).toContain('no tray');
});

test('once the program quits, its window closes for good', async () => {
  const station = await startDesk();
  station.electron.app.quit();
  expect(station.electron.windows[0]!.close()).toBe(true);
  await station.electron.app.exited.promise;
});

test('global keys follow the preferences at once; one that another program has, or that is none, is told', async () => {
  const station = await startDesk(({ electron }) => electron.takenKeys.add('CommandOrControl+Alt+H'));
  const { electron } = station;
  expect([...electron.keys.keys()]).toEqual(['CommandOrControl+Alt+A']);
  expect(((await electron.invoke('preferences.read', undefined)) as PreferencesInForce).takenKeys).toEqual([
    'hangUpKey',
  ]);
  const now = await chooses(station, { answerKey: 'F9', hangUpKey: 'F10' });
  expect(now.takenKeys).toEqual([]);
  expect([...electron.keys.keys()]).toEqual(['F9', 'F10']);
  expect((await chooses(station, { answerKey: 'not a key', hangUpKey: '' })).takenKeys).toEqual([
    'answerKey',
  ]);
  expect([...electron.keys.keys()]).toEqual([]);
  expect((sent(station, 'preferences.changed').at(-1) as PreferencesInForce).takenKeys).toEqual([
    'answerKey',
  ]);
  await chooses(station, { answerKey: 'F9' });
  electron.app.quit();
  await electron.app.exited.promise;
  expect(electron.keys.size).toBe(0);
});

test('a key that finds no phone is handed to the page', async () => {
  const station = await startDesk();
  station.electron.keys.get('CommandOrControl+Alt+A')?.();
  await until(() => sent(station, 'action.requested').length === 1, { what: 'the page to be told' });
  expect(sent(station, 'action.requested')).toEqual([{ action: 'answer', done: false }]);
});

test('links are taken from the operating system as was chosen, and only by an installed program', async () => {
  const station = await startDesk();
  expect([...station.electron.app.schemes]).toEqual(['tel', 'sip', 'sips']);
  await chooses(station, { takeLinks: false });
  expect([...station.electron.app.schemes]).toEqual([]);
  const underDevelopment = await startDesk(({ electron }) => (electron.app.isPackaged = false));
  expect([...underDevelopment.electron.app.schemes]).toEqual([]);
});

test('a link waits until somebody is signed in, then goes to the page; later ones go at once', async () => {
  const station = await startDesk(
    ({ electron }) => (electron.parts.argv = ['electron', 'app', 'tel:+52-984-123-4567']),
  );
  const { electron } = station;
  expect(sent(station, 'dial.requested')).toEqual([]);
  await electron.invoke('state.show', { text: 'Disponible', tone: 'ready' });
  expect(sent(station, 'dial.requested')).toEqual([{ number: '+529841234567' }]);
  const open = { preventDefault: () => void electron.did.push('link taken over') };
  electron.app.emit('open-url', open, 'sip:2002@pbx.example');
  electron.app.emit('second-instance', {}, ['electron', 'app', 'tel:*43'], '/');
  expect(sent(station, 'dial.requested').slice(1)).toEqual([{ number: '2002' }, { number: '*43' }]);
  expect(electron.did).toContain('link taken over');
  expect(electron.windows[0]!.did.slice(-2)).toEqual(['show', 'focus']);
});

test('a link that is no number comes nowhere, whichever way it comes', async () => {
  const station = await startDesk();
  const { electron } = station;
  await electron.invoke('state.show', { text: 'Disponible', tone: 'ready' });
  electron.app.emit('open-url', { preventDefault: () => undefined }, 'tel:%0d%0aVia:x');
  electron.app.emit('second-instance', {}, ['electron', 'app', 'javascript:alert(1)'], '/');
  expect(sent(station, 'dial.requested')).toEqual([]);
  expect(station.log.map(({ event }) => event)).toContain('link refused');
});

test('a page that was loaded anew gets its link only when it is a desk again', async () => {
  const station = await startDesk();
  const { electron } = station;
  await electron.invoke('state.show', { text: 'Disponible', tone: 'ready' });
  electron.windows[0]!.webContents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false });
  electron.app.emit('second-instance', {}, ['electron', 'app', 'tel:*43'], '/');
  expect(sent(station, 'dial.requested')).toEqual([]);
  await electron.invoke('state.show', { text: 'Disponible', tone: 'ready' });
  expect(sent(station, 'dial.requested')).toEqual([{ number: '*43' }]);
});

const token = 'a-session-token-of-this-workstation';

test('the session is kept sealed, read back after a restart, and forgotten when asked', async () => {
  const station = await startDesk();
  expect(await station.electron.invoke('session.read', undefined)).toBeNull();
  await station.electron.invoke('session.keep', { token });
  for (const file of await readdir(station.electron.userData, { recursive: true, withFileTypes: true }))
    if (file.isFile())
      expect(
        await station.read(join(file.parentPath, file.name).slice(station.electron.userData.length + 1)),
        file.name,
      ).not.toContain(token);
  const later = await placeWorkstation({ dataOf: station });
  await later.start(env);
  expect(await later.electron.invoke('session.read', undefined)).toEqual({ token });
  await later.electron.invoke('session.forget', undefined);
  expect(await later.electron.invoke('session.read', undefined)).toBeNull();
});

test('without a keyring nothing is kept, and what was kept is not opened', async () => {
  const station = await startDesk();
  const { electron } = station;
  await electron.invoke('session.keep', { token });
  electron.keyring = 'basic_text';
  expect(await electron.invoke('session.read', undefined)).toBeNull();
  await electron.invoke('session.keep', { token });
  electron.keyring = 'gnome_libsecret';
  expect(await electron.invoke('session.read', undefined)).toBeNull();
  electron.canEncrypt = false;
  await electron.invoke('session.keep', { token });
  electron.canEncrypt = true;
  expect(await electron.invoke('session.read', undefined)).toBeNull();
  expect(station.log.filter(({ event }) => event === 'session not kept')).toHaveLength(2);
});

test('a session whose seal cannot be opened is forgotten rather than a fault', async () => {
  const station = await startDesk();
  await station.electron.invoke('session.keep', { token });
  await writeFile(join(station.electron.userData, 'session.sealed'), 'sealed by somebody else: \u00ff');
  expect(await station.electron.invoke('session.read', undefined)).toBeNull();
  expect(await readdir(station.electron.userData)).not.toContain('session.sealed');
});

test('a policy rules the backend and the preferences, and locks them', async () => {
  const station = await placeWorkstation();
  const file = join(station.electron.appPath, 'policies.json');
  await writeFile(file, '{"backendUrl":"https://consola.example","closeToTray":false,"onRing":7}');
  await station.start({ ...env, CONSOLE_POLICY_FILE: file });
  expect(await station.electron.invoke('connection.read', undefined)).toMatchObject({
    backendUrl: 'https://consola.example',
  });
  expect(await chooses(station, { closeToTray: true, onRing: 'focus' })).toMatchObject({
    values: { closeToTray: false, onRing: 'focus' },
    locked: ['closeToTray'],
  });
  expect(station.log).toContainEqual(expect.objectContaining({ event: 'policy ignored', policy: 'onRing' }));
});

test('started with the computer: by Electron where it can, by a desktop file on Linux', async () => {
  const station = await placeWorkstation();
  const config = join(station.electron.appPath, 'config');
  await mkdir(config);
  await station.start({ ...env, XDG_CONFIG_HOME: config, APPIMAGE: '/opt/a "b"/100%.AppImage' });
  const entries = () => readdir(join(config, 'autostart')).catch(() => []);
  expect(await entries()).toEqual([]);
  await chooses(station, { openAtLogin: true });
  expect(await entries()).toEqual(['vidanta-agent-console.desktop']);
  const entry = await readFile(join(config, 'autostart', 'vidanta-agent-console.desktop'), 'utf8');
  expect(entry).toContain('Exec="/opt/a \\"b\\"/100%%.AppImage"\n');
  await chooses(station, { openAtLogin: false });
  expect(await entries()).toEqual([]);
  const windows = await startDesk(({ electron }) => (electron.parts.platform = 'win32'));
  await chooses(windows, { openAtLogin: true });
  expect(windows.electron.did).toContain('login true');
  await windows.electron.invoke('state.show', { text: 'Disponible', tone: 'ready' });
  expect(windows.electron.windows[0]!.did).toContain('overlay Disponible');
});

test('the window comes back with the zoom it had, and maximised on a screen that is gone', async () => {
  const station = await startDesk();
  const [window] = station.electron.windows;
  window!.bounds = { x: 5_000, y: 40, width: 1200, height: 800 };
  window!.maximize();
  window!.webContents.zoom = 1.25;
  station.electron.app.quit();
  await station.electron.app.exited.promise;
  const later = await placeWorkstation({ dataOf: station });
  await later.start(env);
  expect(later.electron.windows[0]).toMatchObject({ maximized: true, webContents: { zoom: 1.25 } });
  expect(later.electron.windows[0]!.options.x).toBeUndefined();
});
