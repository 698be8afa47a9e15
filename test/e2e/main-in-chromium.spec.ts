/** Main with Chromium as its window and a real phone beside it: walls that a browser enforces, and a page that hangs or dies in a call. */
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { Server } from 'socket.io';
import type { Host, HostConnection } from '../../src/shared/ipc.ts';
import type { BackendToPhone, PhoneToBackend, SipAccount } from '../../src/shared/phone.ts';
import { startPbx } from '../../src/simulators/pbx/pbx.ts';
import { placeSipCall, type SipCall } from '../../src/simulators/pbx/sip-caller.ts';
import { openInChromium, type ChromiumWindow } from '../support/chromium-window.ts';
import { connectPhonePage } from '../support/phone-page.ts';
import { clearWorkstations, placeWorkstation, realPhone, type Workstation } from '../support/workstation.ts';

declare const host: Host;
declare const heard: { event: string; data: unknown }[];

const cleanups: (() => Promise<unknown>)[] = [];
test.afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  await clearWorkstations();
});

const line = { user: '1001', authUser: 'agent-one', password: 'correct horse' };
const sessionToken = 'a-session-token-of-kind-phone';

/** The page of these tests notes what main tells it, before anything else. */
const pageText = '<!doctype html><title>Consola</title><script src="/assets/app.js"></script><p>Consola</p>';
const pageScript = `window.heard = [];
for (const event of ['dial.requested', 'action.requested', 'power.changed', 'preferences.changed'])
  host.on(event, (data) => heard.push({ event, data }));`;

interface World {
  station: Workstation;
  window: ChromiumWindow;
  ring: () => Promise<SipCall>;
}

async function startWorld(browser: Parameters<typeof openInChromium>[0]): Promise<World> {
  const pbx = await startPbx({ accounts: [line] });
  cleanups.push(() => pbx.stop());
  const backendUrl = await startBackend({
    profile: 'direct',
    servers: [`127.0.0.1:${pbx.port}`],
    transport: 'tcp',
    ...line,
    displayName: 'Andrea',
    expiresS: 300,
    mediaEncryption: 'off',
    codecs: ['PCMU'],
  });
  const station = await placeWorkstation({ phone: realPhone });
  await writeFile(join(station.electron.appPath, 'dist/renderer/index.html'), pageText);
  await writeFile(join(station.electron.appPath, 'dist/renderer/assets/app.js'), pageScript);
  await station.start({ BACKEND_URL: backendUrl });
  const window = await openInChromium(browser, station.electron);
  cleanups.push(() => window.close());
  await signIn(station, backendUrl);
  const ring = () => placeSipCall({ pbxHost: pbx.host, pbxPort: pbx.port, to: line.user, from: '2002' });
  return { station, window, ring };
}

/** As much of a backend as the phone needs to know its line. */
async function startBackend(account: SipAccount): Promise<string> {
  const http = createServer();
  const server = new Server<PhoneToBackend, BackendToPhone>(http);
  server.of('/phone').on('connection', (socket) => {
    socket.on('account', (done) => done({ ok: true, account }));
    socket.on('report', (_report, done) => done({ ok: true }));
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  cleanups.push(() => server.close());
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
}

async function signIn({ electron }: Workstation, backendUrl: string): Promise<void> {
  const { phoneUrl, phoneToken } = (await electron.invoke('connection.read', undefined)) as HostConnection;
  const phone = await connectPhonePage(phoneUrl, phoneToken, 'app://console');
  await phone.ask('session.start', { backendUrl, token: sessionToken });
  await phone.waitFor(({ registration }) => registration.phase === 'registered', 'registration');
  await phone.close();
}

test('the page has exactly `ask` and `on`, is answered by main and hears what main says', async ({
  browser,
}) => {
  const { station, window } = await startWorld(browser);
  const page = window.page();
  expect(await page.evaluate(() => Object.keys(host).sort())).toEqual(['ask', 'on']);
  expect(await page.evaluate(() => host.ask('connection.read', undefined))).toMatchObject({
    phoneUrl: expect.stringMatching(/^ws:\/\/127\.0\.0\.1:/) as unknown,
  });
  const refused = (channel: string, input: unknown) =>
    page.evaluate(
      ([name, data]) =>
        host.ask(name as 'link.open', data as never).then(
          () => 'done',
          (error: Error) => error.message,
        ),
      [channel, input] as const,
    );
  expect(await refused('link.open', { url: 'file:///etc/passwd' })).toContain('link.open');
  expect(await refused('shell.run', {})).toContain('not on the wire');
  station.electron.power.emit('suspend');
  await expect
    .poll(() => page.evaluate(() => heard))
    .toEqual([{ event: 'power.changed', data: { state: 'suspend' } }]);
});

test('the browser enforces main’s policy: no inline script, no foreign server, picture or frame', async ({
  browser,
}) => {
  const { window } = await startWorld(browser);
  const page = window.page();
  const blocked = await page.evaluate(async () => {
    const violations: string[] = [];
    addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective));
    const script = document.createElement('script');
    script.textContent = 'window.wasRun = true';
    document.body.append(script);
    const frame = document.createElement('iframe');
    frame.src = 'https://evil.example/';
    document.body.append(frame);
    const image = document.createElement('img');
    image.src = 'https://evil.example/pixel.png';
    document.body.append(image);
    const fetched = await fetch('https://evil.example/').then(
      () => 'got',
      () => 'refused',
    );
    for (let turn = 0; turn < 100 && violations.length < 4; turn += 1)
      await new Promise((resolve) => setTimeout(resolve, 50));
    return { violations: violations.toSorted(), fetched, ran: 'wasRun' in globalThis };
  });
  expect(blocked).toEqual({
    violations: ['connect-src', 'frame-src', 'img-src', 'script-src-elem'],
    fetched: 'refused',
    ran: false,
  });
});

test('while the page hangs a ring is told, and the answer key answers; the page comes back to the same call', async ({
  browser,
}) => {
  const { station, window, ring } = await startWorld(browser);
  const { electron } = station;
  // The page is in an endless loop and hears nothing any more.
  void window
    .page()
    .evaluate(() => {
      for (;;);
    })
    .catch(() => undefined);
  const call = await ring();
  await expect.poll(() => electron.shown.length).toBe(1);
  electron.keys.get('CommandOrControl+Alt+A')?.();
  await expect.poll(() => call.phase).toBe('live');
  // What Electron says of such a page; main ends it and loads it again.
  electron.windows[0]!.emit('unresponsive');
  await expect.poll(() => electron.windows[0]!.webContents.reloads, { timeout: 60_000 }).toBe(1);
  await expect
    .poll(() =>
      window
        .page()
        .evaluate(() => heard.length)
        .catch(() => -1),
    )
    .toBe(0);
  expect(call.phase).toBe('live');
  call.hangup();
});

test('a page that crashes in a call is loaded again, and the call goes on', async ({ browser }) => {
  const { station, window, ring } = await startWorld(browser);
  const call = await ring();
  await expect.poll(() => station.electron.shown.length).toBe(1);
  station.electron.shown[0]?.emit('action', { actionIndex: 0 });
  await expect.poll(() => call.phase).toBe('live');
  const before = window.page();
  await before.goto('chrome://crash').catch(() => undefined);
  await expect.poll(() => window.page() !== before && window.page().url()).toContain('console.test');
  expect(await window.page().evaluate(() => Object.keys(host))).toHaveLength(2);
  expect(call.phase).toBe('live');
  expect(station.log.map(({ event }) => event)).toContain('page gone');
  call.hangup();
});
