/** What the page can reach of the machine: its own files, the microphone, four requests, and nothing beyond. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveIpc } from '../../../src/main/ipc-server.ts';
import { guardNavigation } from '../../../src/main/navigation.ts';
import { pageServer } from '../../../src/main/page-protocol.ts';
import { guardPermissions } from '../../../src/main/permissions.ts';
import { Ringer } from '../../../src/main/ringer.ts';
import type { ConsoleWindow } from '../../../src/main/electron-parts.ts';
import { ElectronStandIn, WindowStandIn } from '../../support/electron.ts';

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

test('only the microphone is granted, and only to the console’s own main frame', () => {
  const electron = new ElectronStandIn();
  guardPermissions(electron.parts.session());
  const request = (permission: string, details: object): boolean => {
    let answer = false;
    electron.permissionRequest?.(
      {} as never,
      permission as never,
      (granted) => (answer = granted),
      details as never,
    );
    return answer;
  };
  const own = { requestingUrl: 'app://console/', isMainFrame: true };
  expect(request('media', { ...own, mediaTypes: ['audio'] })).toBe(true);
  expect(request('media', { ...own, mediaTypes: ['audio', 'video'] })).toBe(false);
  expect(request('media', { ...own, mediaTypes: [] })).toBe(false);
  expect(request('media', { ...own, mediaTypes: ['audio'], isMainFrame: false })).toBe(false);
  expect(request('media', { ...own, mediaTypes: ['audio'], requestingUrl: 'https://evil.example' })).toBe(
    false,
  );
  expect(request('media', { ...own, mediaTypes: ['audio'], requestingUrl: 'app://console.evil' })).toBe(
    false,
  );
  for (const other of [
    'geolocation',
    'notifications',
    'display-capture',
    'clipboard-read',
    'openExternal',
    'hid',
  ])
    expect(request(other, own), other).toBe(false);
  const check = (permission: string, origin: string, details: object) =>
    electron.permissionCheck?.(null, permission as never, origin, details as never);
  expect(check('media', 'app://console/', { mediaType: 'audio' })).toBe(true);
  expect(check('media', 'app://console/', { mediaType: 'video' })).toBe(false);
  expect(check('media', 'https://evil.example/', { mediaType: 'audio' })).toBe(false);
  expect(electron.deviceCheck?.({} as never)).toBe(false);
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

test('a request from elsewhere, of another shape or of no known name is refused', async () => {
  const electron = new ElectronStandIn();
  const done: string[] = [];
  serveIpc(electron.parts.ipcMain, {
    'connection.read': () => ({ backendUrl: '', phoneUrl: '', phoneToken: '' }),
    'ring.show': ({ title }) => void done.push(title),
    'ring.clear': () => undefined,
    'link.open': ({ url }) => void done.push(url),
  });
  await electron.invoke('ring.show', { title: 'Llamada', body: 'Lucía' });
  await electron.invoke('link.open', { url: 'https://vidanta.com/' });
  expect(done).toEqual(['Llamada', 'https://vidanta.com/']);
  await expect(electron.invoke('connection.read', undefined, 'https://evil.example/')).rejects.toThrow(
    'only the console',
  );
  await expect(electron.invoke('connection.read', undefined, 'app://console/', {})).rejects.toThrow(
    'only the console',
  );
  for (const url of ['file:///etc/passwd', 'javascript:alert(1)', 'http://plain.example', 'smb://x', 7])
    await expect(electron.invoke('link.open', { url }), String(url)).rejects.toThrow('link.open');
  await expect(electron.invoke('ring.show', { title: 'x'.repeat(200), body: '' })).rejects.toThrow(
    'ring.show',
  );
  await expect(electron.invoke('shell.run', {})).rejects.toThrow('not served');
  expect(done).toHaveLength(2);
});

test('a ring shows a notification and flashes the taskbar of a window that is not in front, and stops with the ring', () => {
  const electron = new ElectronStandIn();
  const window = new WindowStandIn({});
  window.focused = false;
  window.minimized = true;
  const ringer = new Ringer(electron.parts, window as unknown as ConsoleWindow);
  ringer.show({ title: 'Llamada', body: 'Lucía' });
  ringer.show({ title: 'Otra', body: 'Rosa' });
  expect(electron.notifications.map(({ shown }) => shown)).toEqual([false, true]);
  expect(window.did).toEqual(['calm', 'restore', 'flash', 'calm', 'flash']);
  electron.notifications[1]?.emit('click');
  expect(window.did.slice(-2)).toEqual(['show', 'focus']);
  ringer.clear();
  expect(electron.notifications[1]?.shown).toBe(false);
  window.destroyed = true;
  ringer.show({ title: 'Tarde', body: '' });
  expect(electron.notifications).toHaveLength(2);
});
