/** The workstation program, put together: one window, the phone process, and the backend where none is configured. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { HostConnection } from '../shared/ipc.ts';
import { openConsoleWindow } from './console-window.ts';
import { openDesk, type ConsoleDesk, type DeskPlace } from './console-desk.ts';
import type { ConsoleWindow, ElectronParts } from './electron-parts.ts';
import { serveIpc } from './ipc-server.ts';
import { createLinkTaker } from './link-taker.ts';
import { mainLogTo, openLogFile, type LogFile } from './log-file.ts';
import type { MainLog } from './main-log.ts';
import { guardNavigation } from './navigation.ts';
import { appScheme, pageOrigin, pageServer } from './page-protocol.ts';
import { guardPermissions } from './permissions.ts';
import { readPolicies } from './policies.ts';
import { Preferences } from './preferences.ts';
import { readSettings, type MainSettings } from './settings.ts';
import { startPrograms } from './start-programs.ts';
import type { SupervisedProgram } from './supervised-program.ts';
import { createTroubleTeller } from './trouble.ts';
import { bringForward } from './window-forward.ts';
import { createSpeech } from './words.ts';

export interface ConsoleProgram {
  parts: ElectronParts;
  env: Record<string, string | undefined>;
  /** Hears every line of the log, beside the file. */
  log: MainLog;
}

/** Starts everything; resolves when the window is open, or at once where another instance has it. Rejects with words for people. */
export async function runConsole(program: ConsoleProgram): Promise<void> {
  const { parts, env } = program;
  const { app } = parts;
  if (!app.requestSingleInstanceLock()) return app.quit();
  app.enableSandbox();
  parts.protocol.registerSchemesAsPrivileged([appScheme]);
  app.setAppUserModelId('com.vidanta.agent-console');
  const settings = readSettings(env);
  const files = prepareFolders(parts, settings);
  const log = mainLogTo(files.logs.main, program.log);
  logFaults(parts, log);
  const links = createLinkTaker(parts, log);
  await app.whenReady();
  log({ event: 'started', version: app.getVersion() });
  const policies = await readPolicies({ platform: parts.platform, env, file: settings.policyFile, log });
  const preferences = new Preferences({ dataDir: files.dataDir, policies: policies.preferences, log });
  const speech = createSpeech(app.getLocale());
  const trouble = createTroubleTeller(parts, speech);
  const programs = await startPrograms({
    parts,
    env,
    log,
    dataDir: files.dataDir,
    backendUrl: policies.backendUrl ?? settings.backendUrl,
    onLine: (name, line) => files.logs[name].writeLine(line),
    onTrouble: (name) => trouble.tell(speech.words.programFails(name)),
  });
  let desk: ConsoleDesk | undefined = undefined;
  stopOnQuit(parts, log, () => {
    desk?.close();
    return programs.list;
  });
  const connection = await programs.connection;
  const window = openWindow(parts, {
    connection,
    dataDir: files.dataDir,
    log,
    closesToTray: () => (desk?.hasTray ?? false) && preferences.values.closeToTray,
  });
  desk = openDesk({ parts, env, log, window, connection, preferences, links, speech, trouble, ...files });
  serveIpc(parts.ipcMain, desk.handlers);
  await window.loadURL(`${pageOrigin}/`);
}

/** A fault here must not put a dialog in front of a person who is talking: calls live elsewhere, and go on. */
function logFaults(parts: ElectronParts, log: MainLog): void {
  parts.onFault((error) =>
    log({
      event: 'fault of main',
      why: error instanceof Error ? (error.stack ?? error.message) : String(error),
    }),
  );
  parts.app.on('child-process-gone', (_event, { type, name, reason, exitCode }) =>
    log({ event: 'process gone', type, process: name, reason, exitCode }),
  );
}

interface Files extends Pick<DeskPlace, 'dataDir' | 'crashDir'> {
  logs: Record<'main' | 'phone' | 'backend', LogFile>;
}

/** Crash reports stay on the machine: nobody is sent a picture of somebody's memory. */
function prepareFolders({ app, crashReporter }: ElectronParts, settings: MainSettings): Files {
  const dataDir = settings.dataDir ?? app.getPath('userData');
  const crashDir = join(dataDir, 'crashes');
  mkdirSync(crashDir, { recursive: true });
  app.setPath('crashDumps', crashDir);
  crashReporter.start({ uploadToServer: false });
  const open = (name: string): LogFile => openLogFile({ dir: join(dataDir, 'logs'), name });
  return { dataDir, crashDir, logs: { main: open('main'), phone: open('phone'), backend: open('backend') } };
}

interface WindowOptions {
  connection: HostConnection;
  dataDir: string;
  log: MainLog;
  closesToTray: () => boolean;
}

function openWindow(parts: ElectronParts, { connection, ...place }: WindowOptions): ConsoleWindow {
  const { app } = parts;
  guardPermissions(parts.session());
  parts.protocol.handle(
    'app',
    pageServer({ dir: join(app.getAppPath(), 'dist', 'renderer'), backendUrl: connection.backendUrl }),
  );
  const preload = join(app.getAppPath(), 'dist', 'preload', 'preload.cjs');
  const window = openConsoleWindow(parts, { ...place, preload });
  guardNavigation(window.webContents);
  // Another start of the program only shows the window that is there; what it was started with is the link taker's.
  app.on('second-instance', () => bringForward(parts, window));
  // macOS: a click on the icon in the dock.
  app.on('activate', () => bringForward(parts, window));
  app.on('window-all-closed', () => app.quit());
  return window;
}

/** The programs end before we do: a phone unregisters, a backend finishes what is in hand. */
function stopOnQuit({ app }: ElectronParts, log: MainLog, close: () => SupervisedProgram[]): void {
  let stopping = false;
  app.on('before-quit', (event) => {
    // Asked again while it stops: it is on its way.
    event.preventDefault();
    if (stopping) return;
    stopping = true;
    log({ event: 'quitting' });
    void Promise.all(close().map((program) => program.stop())).finally(() => app.exit(0));
  });
}
