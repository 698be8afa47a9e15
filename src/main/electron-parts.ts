/**
 * What this program uses of Electron, and nothing else. `main.ts` hands in the real thing; tests hand in a stand-in
 * that the compiler holds against these types, since most machines that run the tests have no Electron.
 */
import type {
  App,
  BrowserWindow,
  BrowserWindowConstructorOptions,
  Dialog,
  ForkOptions,
  IpcMain,
  Notification,
  NotificationConstructorOptions,
  Protocol,
  Screen,
  Session,
  Shell,
  UtilityProcess,
  WebContents,
} from 'electron';

export type ElectronApp = Pick<
  App,
  | 'requestSingleInstanceLock'
  | 'whenReady'
  | 'on'
  | 'quit'
  | 'exit'
  | 'getPath'
  | 'getAppPath'
  | 'setAppUserModelId'
>;
export type PageContents = Pick<WebContents, 'on' | 'setWindowOpenHandler' | 'reload' | 'getURL'>;
export type ConsoleWindow = Pick<
  BrowserWindow,
  | 'loadURL'
  | 'show'
  | 'focus'
  | 'restore'
  | 'maximize'
  | 'flashFrame'
  | 'isMinimized'
  | 'isMaximized'
  | 'isDestroyed'
  | 'isFocused'
  | 'getNormalBounds'
  | 'on'
  | 'once'
> & { webContents: PageContents };
export type PageSession = Pick<
  Session,
  'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'
>;
export type ChildProcessOfElectron = Pick<UtilityProcess, 'stdout' | 'stderr' | 'once' | 'kill' | 'pid'>;
export type RingNotification = Pick<Notification, 'show' | 'close' | 'on'>;

export interface ElectronParts {
  app: ElectronApp;
  ipcMain: Pick<IpcMain, 'handle'>;
  protocol: Pick<Protocol, 'registerSchemesAsPrivileged' | 'handle'>;
  screen: () => Pick<Screen, 'getAllDisplays'>;
  shell: Pick<Shell, 'openExternal'>;
  dialog: Pick<Dialog, 'showErrorBox'>;
  /** The session of the console's page. */
  session: () => PageSession;
  createWindow: (options: BrowserWindowConstructorOptions) => ConsoleWindow;
  createNotification: (options: NotificationConstructorOptions) => RingNotification;
  fork: (file: string, options: ForkOptions) => ChildProcessOfElectron;
}
