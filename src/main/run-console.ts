/** The workstation program, put together: one window, the phone process, and the backend where none is configured. */
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { HostConnection } from '../shared/ipc.ts';
import type { ElectronParts } from './electron-parts.ts';
import { freePort } from './free-port.ts';
import { serveIpc } from './ipc-server.ts';
import { guardNavigation } from './navigation.ts';
import { appScheme, pageOrigin, pageServer } from './page-protocol.ts';
import { guardPermissions } from './permissions.ts';
import { readSettings } from './settings.ts';
import { Ringer } from './ringer.ts';
import { backendProgram, keptSecret, phoneProgram } from './programs.ts';
import { superviseProgram, type SupervisedProgram } from './supervised-program.ts';
import { openConsoleWindow } from './console-window.ts';
import type { ConsoleWindow } from './electron-parts.ts';

export type MainLog = (line: { event: string } & Record<string, unknown>) => void;

export interface ConsoleProgram {
  parts: ElectronParts;
  env: Record<string, string | undefined>;
  log: MainLog;
}

/** Starts everything; resolves when the window is open, or at once where another instance has it. Rejects with words for people. */
export async function runConsole({ parts, env, log }: ConsoleProgram): Promise<void> {
  const { app } = parts;
  if (!app.requestSingleInstanceLock()) return app.quit();
  parts.protocol.registerSchemesAsPrivileged([appScheme]);
  app.setAppUserModelId('com.vidanta.agent-console');
  await app.whenReady();
  const settings = readSettings(env);
  const dataDir = settings.dataDir ?? app.getPath('userData');
  mkdirSync(dataDir, { recursive: true });

  const programs = await startPrograms({ parts, env, log }, { dataDir, backendUrl: settings.backendUrl });
  stopOnQuit(parts, programs.list, log);
  const connection = await programs.connection;
  guardPermissions(parts.session());
  parts.protocol.handle(
    'app',
    pageServer({ dir: join(app.getAppPath(), 'dist', 'renderer'), backendUrl: connection.backendUrl }),
  );
  const window = openConsoleWindow(parts, {
    dataDir,
    preload: join(app.getAppPath(), 'dist', 'preload', 'preload.cjs'),
    log,
  });
  guardNavigation(window.webContents);
  serveRequests(parts, window, connection);
  app.on('second-instance', () => bringForward(window));
  app.on('window-all-closed', () => app.quit());
  await window.loadURL(`${pageOrigin}/`);
}

function serveRequests(parts: ElectronParts, window: ConsoleWindow, connection: HostConnection): void {
  const ringer = new Ringer(parts, window);
  serveIpc(parts.ipcMain, {
    'connection.read': () => connection,
    'ring.show': (notice) => ringer.show(notice),
    'ring.clear': () => ringer.clear(),
    'link.open': ({ url }) => {
      void parts.shell.openExternal(url);
      return undefined;
    },
  });
}

/** Another start of the program only shows the window that is there. */
function bringForward(window: ConsoleWindow): void {
  if (window.isDestroyed()) return;
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

interface Programs {
  list: SupervisedProgram[];
  connection: Promise<HostConnection>;
}

/** Ports and tokens are chosen once, so that a program that is started again is found where it was. */
async function startPrograms(
  { parts, env, log }: ConsoleProgram,
  { dataDir, backendUrl }: { dataDir: string; backendUrl: string | undefined },
): Promise<Programs> {
  const appPath = parts.app.getAppPath();
  const phoneToken = randomBytes(24).toString('hex');
  const phone = superviseProgram({
    ...phoneProgram({ appPath, dataDir, token: phoneToken, port: await freePort(), origin: pageOrigin, env }),
    fork: parts.fork,
    log,
  });
  const backend =
    backendUrl === undefined
      ? superviseProgram({
          ...backendProgram({
            appPath,
            dataDir,
            env,
            port: await freePort(),
            secretKey: keptSecret(dataDir),
            origin: pageOrigin,
          }),
          fork: parts.fork,
          log,
        })
      : undefined;
  const list = [phone, ...(backend === undefined ? [] : [backend])];
  const connection = Promise.all([phone.ready, backend?.ready]).then(([phoneUrl, ownBackendUrl]) => ({
    backendUrl: backendUrl ?? ownBackendUrl ?? '',
    phoneUrl,
    phoneToken,
  }));
  connection.catch(() => Promise.all(list.map((program) => program.stop())));
  return { list, connection };
}

/** The programs end before we do: a phone unregisters, a backend finishes what is in hand. */
function stopOnQuit({ app }: ElectronParts, programs: SupervisedProgram[], log: MainLog): void {
  let stopping = false;
  app.on('before-quit', (event) => {
    if (stopping) return;
    stopping = true;
    event.preventDefault();
    log({ event: 'quitting' });
    void Promise.all(programs.map((program) => program.stop())).finally(() => app.exit(0));
  });
}
