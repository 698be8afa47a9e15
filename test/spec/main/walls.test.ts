/** What the page can reach of the machine: its own files, the microphone, a headset’s buttons, and nothing beyond. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { guardNavigation } from '../../../src/main/navigation.ts';
import { pageServer } from '../../../src/main/page-protocol.ts';
import { guardPermissions } from '../../../src/main/permissions.ts';
import type { ConsoleWindow } from '../../../src/main/electron-parts.ts';
import { ElectronStandIn } from '../../support/electron.ts';
import { WindowStandIn } from '../../support/electron-window.ts';

const dir = await mkdtemp(join(tmpdir(), 'console-page-'));
const page = join(dir, 'renderer');
beforeAll(async () => {
  await mkdir(join(page, 'assets'), { recursive: true });
  await writeFile(join(page, 'index.html'), 'the page');
  await writeFile(join(page, 'assets', 'app.js'), 'the script');
  await writeFile(join(dir, 'secret.key'), 'the secret');
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const get = (url: string, method = 'GET') =>
  pageServer({ dir: page, backendUrl: 'https://backend.example' })(new Request(url, { method }));

test('the page’s files are served with a policy that names the backend and this machine’s phone only', async () => {
  const answer = await get('app://console/');
  expect(await answer.text()).toBe('the page');
  const policy = answer.headers.get('content-security-policy');
  expect(policy).toContain(
    "connect-src 'self' https://backend.example wss://backend.example ws://127.0.0.1:*",
  );
  expect(policy).toContain("script-src 'self';");
  const script = await get('app://console/assets/app.js');
  expect(script.headers.get('content-type')).toContain('text/javascript');
  expect(await (await get('app://console/leads/42')).text()).toBe('the page');
});

test('no path leads out of the page’s folder', async () => {
  for (const path of [
    '../secret.key',
    '..%2fsecret.key',
    '%2e%2e/secret.key',
    '..%5csecret.key',
    'assets/%2e%2e/%2e%2e/secret.key',
    '%00',
    '%ff',
    '/etc/passwd',
    'assets/missing.js',
  ]) {
    const answer = await get(`app://console/${path}`);
    expect(await answer.text(), path).not.toMatch(/secret|root:/);
  }
  expect((await get('app://elsewhere/')).status).toBe(404);
  expect((await get('app://console/', 'POST')).status).toBe(404);
});

const own = { requestingUrl: 'app://console/', isMainFrame: true };

/** A session behind the walls, asked as Chromium asks. */
function guardedSession() {
  const electron = new ElectronStandIn();
  guardPermissions(electron.parts.session());
  const request = (permission: string, details: object): boolean => {
    let answer = false;
    const done = (granted: boolean): void => void (answer = granted);
    electron.permissionRequest?.({} as never, permission as never, done, details as never);
    return answer;
  };
  const check = (permission: string, origin: string, details: object = {}) =>
    electron.permissionCheck?.(null, permission as never, origin, details as never);
  return { electron, request, check };
}

test('the microphone is granted, no camera, and only to the console’s own main frame', () => {
  const { request, check } = guardedSession();
  const audio = { ...own, mediaTypes: ['audio'] };
  expect(request('media', audio)).toBe(true);
  expect(request('media', { ...own, mediaTypes: ['audio', 'video'] })).toBe(false);
  expect(request('media', { ...own, mediaTypes: [] })).toBe(false);
  expect(request('media', { ...audio, isMainFrame: false })).toBe(false);
  for (const requestingUrl of ['https://evil.example', 'app://console.evil', 'http://127.0.0.1:7300/'])
    expect(request('media', { ...audio, requestingUrl }), requestingUrl).toBe(false);
  expect(check('media', 'app://console/', { mediaType: 'audio' })).toBe(true);
  expect(check('media', 'app://console/', { mediaType: 'video' })).toBe(false);
  expect(check('media', 'https://evil.example/', { mediaType: 'audio' })).toBe(false);
});

test('loudspeakers, notifications, a headset’s buttons, copying and the whole screen are granted; whatever else Chromium knows is not', () => {
  const { request, check } = guardedSession();
  const ours = ['speaker-selection', 'notifications', 'hid', 'clipboard-sanitized-write', 'fullscreen'];
  for (const permission of ours) {
    expect(request(permission, own), permission).toBe(true);
    expect(request(permission, { ...own, requestingUrl: 'https://evil.example/' }), permission).toBe(false);
    expect(check(permission, 'app://console'), permission).toBe(true);
    expect(check(permission, 'https://evil.example'), permission).toBe(false);
  }
  for (const permission of [
    ...[
      'geolocation',
      'display-capture',
      'clipboard-read',
      'openExternal',
      'usb',
      'serial',
      'midi',
      'fileSystem',
    ],
    ...['idle-detection', 'pointerLock', 'keyboardLock', 'window-management', 'local-fonts', 'unknown'],
  ]) {
    expect(request(permission, own), permission).toBe(false);
    expect(check(permission, 'app://console'), permission).toBe(false);
  }
});

test('of all devices only those with a telephone’s buttons are given, and only to our page', () => {
  const { electron } = guardedSession();
  const telephone = { deviceId: 'headset', collections: [{ usagePage: 0x0c }, { usagePage: 0x0b }] };
  const keyboard = { deviceId: 'keyboard', collections: [{ usagePage: 0x01 }] };
  const given = (deviceType: string, origin: string, device: object) =>
    electron.deviceCheck?.({ deviceType, origin, device } as never);
  expect(given('hid', 'app://console', telephone)).toBe(true);
  expect(given('hid', 'app://console', keyboard)).toBe(false);
  expect(given('hid', 'https://evil.example', telephone)).toBe(false);
  expect(given('usb', 'app://console', telephone)).toBe(false);
  const chosen = (url: string | undefined, deviceList: object[]): unknown => {
    let choice: unknown = 'none';
    const frame = url === undefined ? null : { url };
    const event = { preventDefault: () => undefined };
    electron.sessionEvents.emit(
      'select-hid-device',
      event,
      { deviceList, frame },
      (id: unknown) => (choice = id),
    );
    return choice;
  };
  expect(chosen('app://console/', [keyboard, telephone])).toBe('headset');
  expect(chosen('app://console/', [keyboard])).toBeUndefined();
  expect(chosen('https://evil.example/', [telephone])).toBeUndefined();
  expect(chosen(undefined, [telephone])).toBeUndefined();
});

test('the window cannot be led anywhere, nor open another', () => {
  const { webContents } = new WindowStandIn({});
  guardNavigation(webContents as unknown as ConsoleWindow['webContents']);
  const isHeld = (event: string, url: string): boolean => {
    let held = false;
    webContents.emit(event, { url, preventDefault: () => (held = true) });
    return held;
  };
  for (const event of ['will-navigate', 'will-frame-navigate', 'will-redirect']) {
    expect(isHeld(event, 'https://evil.example/'), event).toBe(true);
    expect(isHeld(event, 'file:///etc/passwd'), event).toBe(true);
    expect(isHeld(event, 'app://console/#/leads'), event).toBe(false);
  }
  expect(isHeld('will-attach-webview', '')).toBe(true);
  expect(webContents.openHandler?.({ url: 'https://evil.example' } as never)).toEqual({ action: 'deny' });
});
