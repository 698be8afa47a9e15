/**
 * Electron's own checklist (https://www.electronjs.org/docs/latest/tutorial/security), point by point in its order,
 * held against the program as it runs and, where a thing must never be written, against its source.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clearWorkstations, placeWorkstation, type Workstation } from '../../support/workstation.ts';

const root = resolve(import.meta.dirname, '../../..');
let station: Workstation;
beforeEach(async () => {
  station = await placeWorkstation();
  await station.start({ BACKEND_URL: 'https://consola.example' });
});
afterEach(clearWorkstations);

const preferencesOfWindow = () => station.electron.windows[0]!.options.webPreferences ?? {};
const getPage = (path = '') =>
  station.electron.page!(new Request(`app://console/${path}`) as never) as Promise<Response>;

/** All of our code that runs with Electron's powers. */
async function sources(): Promise<{ file: string; text: string }[]> {
  const folders = ['src/main', 'src/preload'];
  const files = await Promise.all(
    folders.map(async (folder) => (await readdir(join(root, folder))).map((file) => join(folder, file))),
  );
  return Promise.all(
    files.flat().map(async (file) => ({ file, text: await readFile(join(root, file), 'utf8') })),
  );
}
const filesWith = async (pattern: RegExp): Promise<string[]> =>
  (await sources()).filter(({ text }) => pattern.test(text)).map(({ file }) => file);

test('1. only secure content is loaded: the page is our own, and a backend over https is spoken to by https and wss alone', async () => {
  expect(station.electron.windows[0]!.url).toBe('app://console/');
  const policy = (await getPage()).headers.get('content-security-policy') ?? '';
  const connect = /connect-src ([^;]*)/.exec(policy)?.[1]?.split(' ');
  expect(connect).toEqual(["'self'", 'https://consola.example', 'wss://consola.example', 'ws://127.0.0.1:*']);
});

test('2. the page has no Node', () => {
  expect(preferencesOfWindow()).toMatchObject({
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
  });
});

test('3. the preload lives in a world of its own', () => {
  expect(preferencesOfWindow().contextIsolation).toBe(true);
});

test('4. every page is sandboxed, by the program as a whole and before Electron is ready', async () => {
  expect(preferencesOfWindow().sandbox).toBe(true);
  const { did } = station.electron;
  expect(did.indexOf('sandbox')).toBeGreaterThanOrEqual(0);
  expect(did.indexOf('sandbox')).toBeLessThan(did.indexOf('ready'));
  expect(await filesWith(/no-sandbox/)).toEqual([]);
});

test('5. permissions, devices included, are answered by us', () => {
  expect(station.electron.permissionRequest).toBeTypeOf('function');
  expect(station.electron.permissionCheck).toBeTypeOf('function');
  expect(station.electron.deviceCheck).toBeTypeOf('function');
  expect(station.electron.sessionEvents.listenerCount('select-hid-device')).toBe(1);
});

test('6. web security is on', () => {
  expect(preferencesOfWindow().webSecurity).toBe(true);
});

test('7. whatever main serves has a content security policy without foreign or inline scripts, and a permissions policy', async () => {
  for (const path of ['', 'assets/app.js', 'leads/42']) {
    const { headers } = await getPage(path);
    const policy = headers.get('content-security-policy') ?? '';
    expect(/script-src ([^;]*)/.exec(policy)?.[1]).toBe("'self'");
    for (const part of [
      "default-src 'self'",
      "object-src 'none'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
      "form-action 'none'",
    ])
      expect(policy, path).toContain(part);
    expect(policy).not.toContain('unsafe-eval');
    for (const part of ['microphone=(self)', 'camera=()', 'geolocation=()', 'hid=(self)', 'usb=()'])
      expect(headers.get('permissions-policy'), path).toContain(part);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  }
});

test('8. a secure page loads nothing insecure', () => {
  expect(preferencesOfWindow().allowRunningInsecureContent).toBe(false);
});

test('9. and 10. no experiment of Chromium or Blink is on', async () => {
  expect(preferencesOfWindow().experimentalFeatures).toBe(false);
  expect(await filesWith(/enableBlinkFeatures|appendSwitch/)).toEqual([]);
});

test('11. and 12. there is no webview, and none can be attached', () => {
  expect(preferencesOfWindow().webviewTag).toBe(false);
  let isHeld = false;
  station.electron.windows[0]!.webContents.emit('will-attach-webview', {
    preventDefault: () => (isHeld = true),
  });
  expect(isHeld).toBe(true);
});

test('13. the window goes nowhere else', () => {
  for (const event of ['will-navigate', 'will-frame-navigate', 'will-redirect']) {
    let isHeld = false;
    const going = { url: 'https://evil.example/', preventDefault: () => (isHeld = true) };
    station.electron.windows[0]!.webContents.emit(event, going);
    expect(isHeld, event).toBe(true);
  }
});

test('14. no window is opened by a page', () => {
  const answer = station.electron.windows[0]!.webContents.openHandler?.({
    url: 'https://evil.example/',
  } as never);
  expect(answer).toEqual({ action: 'deny' });
});

test('15. the operating system opens https links for the page, and nothing else', async () => {
  for (const url of [
    'file:///C:/Windows/System32/calc.exe',
    'smb://x/y',
    'ms-msdt:/id',
    'http://x.example',
    'javascript:1',
  ])
    await expect(station.electron.invoke('link.open', { url }), url).rejects.toThrow('link.open');
  await station.electron.invoke('link.open', { url: 'https://vidanta.com/' });
  expect(station.electron.opened).toEqual(['https://vidanta.com/']);
  expect(await filesWith(/openExternal\(/)).toEqual(['src/main/console-desk.ts']);
});

test('16. Electron is of the line this program was written for, not an old one', async () => {
  const { devDependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  expect(Number(/\d+/.exec(devDependencies['electron'] ?? '')?.[0])).toBeGreaterThanOrEqual(45);
});

test('17. only one place listens to pages, and it looks who asks', async () => {
  expect(await filesWith(/ipcMain\.(handle|on|once)|ipc\.handle\(/)).toEqual(['src/main/ipc-server.ts']);
  for (const channel of station.electron.channels.keys())
    await expect(
      station.electron.invoke(channel, undefined, 'https://evil.example/'),
      channel,
    ).rejects.toThrow('only the console');
});

test('18. nothing is loaded from files: the page has an origin of its own', async () => {
  expect(station.electron.did[0] === 'sandbox' && station.electron.did[1]).toBe('scheme app');
  expect(await filesWith(/loadFile\(|file:\/\//)).toEqual([]);
});

test('19. the fuses make the packed program good for nothing but itself', async () => {
  const packing = await readFile(join(root, 'electron-builder.yml'), 'utf8');
  const fuses = Object.fromEntries(
    [...packing.slice(packing.indexOf('electronFuses:')).matchAll(/^ {2}(\w+): (true|false)$/gm)].map(
      ([, name, on]) => [name, on === 'true'],
    ),
  );
  expect(fuses).toEqual({
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableCookieEncryption: true,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false,
  });
});

test('20. Electron itself is not handed to the page', async () => {
  expect(await filesWith(/exposeInMainWorld/)).toEqual(['src/preload/preload.ts']);
  expect(await filesWith(/executeJavaScript|@electron\/remote|enableRemoteModule/)).toEqual([]);
});

test('beyond the checklist: one instance, dropped files lead nowhere, and Electron is imported as a value in two files', async () => {
  expect(preferencesOfWindow().navigateOnDragDrop).toBe(false);
  expect(await filesWith(/^import (?!type)[^;]*from 'electron'/m)).toEqual([
    'src/main/main.ts',
    'src/preload/preload.ts',
  ]);
});
