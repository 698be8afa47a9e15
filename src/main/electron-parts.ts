/**
 * What this program uses of Electron, and nothing else. `main.ts` hands in the real thing; tests hand in a stand-in
 * that the compiler holds against these types, since most machines that run the tests have no Electron.
 */
import type {
  App,
  BrowserWindow,
  BrowserWindowConstructorOptions,
  CrashReporter,
  Dialog,
  ForkOptions,
  GlobalShortcut,
  IpcMain,
  MenuItemConstructorOptions,
  NativeImage,
  Notification,
  NotificationConstructorOptions,
  PowerMonitor,
  PowerSaveBlocker,
  Protocol,
  SafeStorage,
  Screen,
  Session,
  Shell,
  Tray,
  UtilityProcess,
  WebContents,
} from 'electron';

export type ElectronApp = Pick<
  App,
  | 'enableSandbox'
  | 'requestSingleInstanceLock'
  | 'whenReady'
  | 'on'
  | 'quit'
  | 'exit'
  | 'focus'
  | 'getPath'
  | 'setPath'
  | 'getAppPath'
  | 'getVersion'
  | 'getLocale'
  | 'isPackaged'
  | 'setAppUserModelId'
  | 'setAsDefaultProtocolClient'
  | 'removeAsDefaultProtocolClient'
  | 'setLoginItemSettings'
  | 'setBadgeCount'
>;
export type PageContents = Pick<
  WebContents,
  | 'on'
  | 'once'
  | 'setWindowOpenHandler'
  | 'reload'
  | 'forcefullyCrashRenderer'
  | 'getURL'
  | 'send'
  | 'isDestroyed'
  | 'getZoomFactor'
  | 'setZoomFactor'
>;
export type ConsoleWindow = Pick<
  BrowserWindow,
  | 'loadURL'
  | 'show'
  | 'showInactive'
  | 'moveTop'
  | 'hide'
  | 'focus'
  | 'restore'
  | 'maximize'
  | 'flashFrame'
  | 'setOverlayIcon'
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
  'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler' | 'on'
>;
export type ChildProcessOfElectron = Pick<UtilityProcess, 'stdout' | 'stderr' | 'once' | 'kill' | 'pid'>;
export type RingNotification = Pick<Notification, 'show' | 'close' | 'on'>;
export type DeskTrayIcon = Pick<Tray, 'setImage' | 'setToolTip' | 'setContextMenu' | 'on' | 'destroy'>;
export type TrayMenu = Parameters<Tray['setContextMenu']>[0] & object;

export interface ElectronParts {
  /** `process.platform`; what the operating systems do differently is decided by it. */
  platform: NodeJS.Platform;
  /** `process.argv`: a link that started the program is its last word. */
  argv: string[];
  /** Hears what was thrown in main and caught by nobody. */
  onFault: (listener: (error: unknown) => void) => void;
  app: ElectronApp;
  ipcMain: Pick<IpcMain, 'handle'>;
  protocol: Pick<Protocol, 'registerSchemesAsPrivileged' | 'handle'>;
  /** Of what may be touched only when Electron is ready, a function gives it. */
  screen: () => Pick<Screen, 'getAllDisplays'>;
  globalShortcut: () => Pick<GlobalShortcut, 'register' | 'unregister'>;
  powerMonitor: () => Pick<PowerMonitor, 'on'>;
  powerSaveBlocker: Pick<PowerSaveBlocker, 'start' | 'stop'>;
  safeStorage: Pick<
    SafeStorage,
    'isEncryptionAvailable' | 'encryptString' | 'decryptString' | 'getSelectedStorageBackend'
  >;
  crashReporter: Pick<CrashReporter, 'start'>;
  shell: Pick<Shell, 'openExternal' | 'showItemInFolder'>;
  dialog: Pick<Dialog, 'showErrorBox' | 'showSaveDialog'>;
  /** The session of the console's page. */
  session: () => PageSession;
  createWindow: (options: BrowserWindowConstructorOptions) => ConsoleWindow;
  createNotification: (options: NotificationConstructorOptions) => RingNotification;
  /** A desktop without notifications (some Linux ones) is rung by the window alone. */
  canNotify: () => boolean;
  /** Throws where the desktop has no place for one. */
  createTray: (image: NativeImage) => DeskTrayIcon;
  createMenu: (template: MenuItemConstructorOptions[]) => TrayMenu;
  /** A picture from a PNG; `scaleFactor` 2 for one of twice as many pixels. */
  createImage: (png: Buffer, scaleFactor: number) => NativeImage;
  fork: (file: string, options: ForkOptions) => ChildProcessOfElectron;
}
