/** The same walls in a real Electron, wherever a runtime is found. Under REQUIRE_ELECTRON=1 a machine without one fails. */
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { _electron, expect, test, type ElectronApplication } from '@playwright/test';
import { findElectron } from '../../scripts/lib/find-electron.ts';

const root = resolve(import.meta.dirname, '../..');
const executablePath = findElectron();
const isRequired = process.env['REQUIRE_ELECTRON'] === '1';

let program: ElectronApplication;
let dataDir: string;

test.beforeAll(async () => {
  if (executablePath === undefined && isRequired)
    throw new Error(
      'REQUIRE_ELECTRON=1, but no Electron runtime was found. Run npx install-electron, or set ELECTRON_OVERRIDE_DIST_PATH.',
    );
  test.skip(executablePath === undefined, 'skipped: no Electron runtime');
  if (!existsSync(join(root, 'dist/main/main.js')))
    throw new Error('The program is not built: run npm run build.');
  dataDir = await mkdtemp(join(tmpdir(), 'console-electron-'));
  program = await _electron.launch({
    executablePath: executablePath ?? '',
    args: [root, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), `--user-data-dir=${dataDir}`],
    // Nothing listens there: the window must open all the same, and say that it is waiting.
    env: { ...process.env, BACKEND_URL: 'http://127.0.0.1:9', CONSOLE_DATA_DIR: dataDir } as Record<
      string,
      string
    >,
  });
});

test.afterAll(async () => {
  await program?.close();
  if (dataDir !== undefined) await rm(dataDir, { recursive: true, force: true });
});

test('the page comes from its own origin and sees nothing of Node', async () => {
  const page = await program.firstWindow();
  expect(page.url()).toMatch(/^app:\/\/console\//);
  const seen = await page.evaluate(() => ({
    origin: location.origin,
    secure: isSecureContext,
    require: typeof (globalThis as { require?: unknown }).require,
    process: typeof (globalThis as { process?: unknown }).process,
    host: Object.keys((globalThis as { host?: object }).host ?? {}),
  }));
  expect(seen).toEqual({
    origin: 'app://console',
    secure: true,
    require: 'undefined',
    process: 'undefined',
    host: ['ask', 'on'],
  });
});

test('the page is told where its peers are, and may ask for nothing that is not on the wire', async () => {
  const page = await program.firstWindow();
  const told = await page.evaluate(() => {
    const { ask } = (
      globalThis as unknown as { host: { ask: (channel: string, input: unknown) => Promise<unknown> } }
    ).host;
    return Promise.all([
      ask('connection.read', undefined),
      ask('shell.run', { command: 'id' }).catch((error: Error) => error.message),
      ask('link.open', { url: 'file:///etc/passwd' }).catch((error: Error) => error.message),
    ]);
  });
  expect(told[0]).toMatchObject({ backendUrl: 'http://127.0.0.1:9' });
  expect(told[1]).toContain('not on the wire');
  expect(told[2]).toContain('link.open');
});

test('no script leads the window away, opens another, or gets at the camera', async () => {
  const page = await program.firstWindow();
  const outcome = await page.evaluate(async () => {
    const opened = window.open('https://example.com/');
    const camera = await navigator.mediaDevices.getUserMedia({ video: true }).then(
      () => 'granted',
      (error: Error) => error.name,
    );
    location.assign('https://example.com/');
    return { opened: opened === null, camera };
  });
  expect(outcome.opened).toBe(true);
  expect(outcome.camera).not.toBe('granted');
  expect(page.url()).toMatch(/^app:\/\/console\//);
});

interface PageHost {
  ask: (channel: string, input: unknown) => Promise<unknown>;
  on: (event: string, listener: (data: unknown) => void) => () => void;
}

test('what is chosen is kept, and a key that is none is said to be taken', async () => {
  const page = await program.firstWindow();
  const now = await page.evaluate(() => {
    const { ask } = (globalThis as unknown as { host: PageHost }).host;
    return ask('preferences.write', { onRing: 'flash', answerKey: 'no key at all', hangUpKey: '' });
  });
  expect(now).toMatchObject({ values: { onRing: 'flash' }, takenKeys: ['answerKey'] });
  expect(JSON.parse(await readFile(join(dataDir, 'settings.json'), 'utf8'))).toMatchObject({
    onRing: 'flash',
  });
});

test('a session is kept where the desktop has a keyring, and nothing is kept where it has none', async () => {
  const page = await program.firstWindow();
  const token = 'a-session-token-of-this-workstation';
  const canSeal = await program.evaluate(
    ({ safeStorage }) =>
      safeStorage.isEncryptionAvailable() &&
      (process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text'),
  );
  const read = await page.evaluate(async (kept) => {
    const { ask } = (globalThis as unknown as { host: PageHost }).host;
    await ask('session.keep', { token: kept });
    const found = await ask('session.read', undefined);
    await ask('session.forget', undefined);
    return [found, await ask('session.read', undefined)];
  }, token);
  expect(read).toEqual([canSeal ? { token } : null, null]);
});

test('a link given to a second start of the program reaches the page of the first', async () => {
  const page = await program.firstWindow();
  await page.evaluate(async () => {
    const { ask, on } = (globalThis as unknown as { host: PageHost }).host;
    const dialled = new Promise((resolve) => on('dial.requested', resolve));
    await ask('state.show', { text: 'Disponible', tone: 'ready' });
    Object.assign(globalThis, { dialled });
  });
  await program.evaluate(
    ({ app }) => void app.emit('second-instance', {}, ['electron', 'app', 'tel:+52-984-123-4567'], '/'),
  );
  expect(await page.evaluate(() => (globalThis as unknown as { dialled: Promise<unknown> }).dialled)).toEqual(
    {
      number: '+529841234567',
    },
  );
});

test('a page that crashes is loaded again by itself', async () => {
  await program.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
  );
  await expect
    .poll(() =>
      program.evaluate(({ BrowserWindow }) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents;
        return contents !== undefined && !contents.isCrashed() && !contents.isLoading() && contents.getURL();
      }),
    )
    .toMatch(/^app:\/\/console\//);
  const log = await readFile(join(dataDir, 'logs', 'main.jsonl'), 'utf8');
  expect(log).toContain('"page gone"');
});
