/**
 * A stand-in for Electron that holds only what src/main uses, typed by Electron's own declarations. Programs are
 * real child processes. Never import 'electron' here as a value: outside Electron that starts a download.
 */
import { spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import type {
  BrowserWindowConstructorOptions,
  ForkOptions,
  IpcMainInvokeEvent,
  NotificationConstructorOptions,
  Rectangle,
} from 'electron';
import type {
  ChildProcessOfElectron,
  ConsoleWindow,
  ElectronApp,
  ElectronParts,
  PageContents,
  PageSession,
  RingNotification,
} from '../../src/main/electron-parts.ts';

type PermissionRequest = Parameters<PageSession['setPermissionRequestHandler']>[0] & object;
type PermissionCheck = Parameters<PageSession['setPermissionCheckHandler']>[0] & object;
type DeviceCheck = Parameters<PageSession['setDevicePermissionHandler']>[0] & object;
type PageHandler = Parameters<ElectronParts['protocol']['handle']>[1];
type InvokeHandler = Parameters<ElectronParts['ipcMain']['handle']>[1];
type OpenHandler = Parameters<ConsoleWindow['webContents']['setWindowOpenHandler']>[0];

export class ElectronStandIn {
  /** What the program did, in order. */
  readonly did: string[] = [];
  readonly app = new AppStandIn(this);
  readonly windows: WindowStandIn[] = [];
  readonly notifications: NotificationStandIn[] = [];
  readonly opened: string[] = [];
  readonly channels = new Map<string, InvokeHandler>();
  readonly forks: { file: string; env: NodeJS.ProcessEnv; pid: number | undefined }[] = [];
  displays: Rectangle[] = [{ x: 0, y: 0, width: 1920, height: 1080 }];
  page: PageHandler | undefined;
  permissionRequest: PermissionRequest | undefined;
  permissionCheck: PermissionCheck | undefined;
  deviceCheck: DeviceCheck | undefined;
  isFirstInstance = true;
  appPath = '';
  userData = '';

  readonly parts: ElectronParts = {
    app: this.app as unknown as ElectronParts['app'],
    ipcMain: { handle: (channel, handler) => void this.channels.set(channel, handler) },
    protocol: {
      registerSchemesAsPrivileged: (schemes) =>
        void this.did.push(`scheme ${schemes.map(({ scheme }) => scheme).join()}`),
      handle: (_scheme, handler) => void (this.page = handler),
    },
    screen: () => ({ getAllDisplays: () => this.displays.map((workArea) => ({ workArea })) as never }),
    shell: { openExternal: (url) => Promise.resolve(void this.opened.push(url)) },
    dialog: { showErrorBox: (title, text) => void this.did.push(`error ${title}: ${text}`) },
    session: () => ({
      setPermissionRequestHandler: (handler) => void (this.permissionRequest = handler ?? undefined),
      setPermissionCheckHandler: (handler) => void (this.permissionCheck = handler ?? undefined),
      setDevicePermissionHandler: (handler) => void (this.deviceCheck = handler ?? undefined),
    }),
    createWindow: (options) => {
      const window = new WindowStandIn(options);
      this.windows.push(window);
      return window as unknown as ConsoleWindow;
    },
    createNotification: (options) => {
      const notification = new NotificationStandIn(options);
      this.notifications.push(notification);
      return notification as never;
    },
    fork: (file, options) => this.#fork(file, options),
  };

  /** Asks as a page would; `from` is the address of the asking frame. */
  invoke(
    channel: string,
    input: unknown,
    from = 'app://console/',
    parent: object | null = null,
  ): Promise<unknown> {
    const handler = this.channels.get(channel);
    if (handler === undefined) return Promise.reject(new Error(`${channel} is not served`));
    const event = { senderFrame: { url: from, parent } } as unknown as IpcMainInvokeEvent;
    return Promise.resolve().then(() => handler(event, input) as unknown);
  }

  #fork(file: string, { env = {}, execArgv = [] }: ForkOptions): ChildProcessOfElectron {
    const child = spawn(process.execPath, [...execArgv, file], {
      env: { ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.forks.push({ file, env: { ...env }, pid: child.pid });
    return {
      pid: child.pid,
      stdout: child.stdout,
      stderr: child.stderr,
      kill: () => child.kill(),
      once: ((event: 'exit', listener: (code: number) => void) =>
        void child.once(event, (code) => listener(code ?? -1))) as unknown as ChildProcessOfElectron['once'],
    };
  }
}

/** Events are Node's; everything else is held against Electron's declarations. */
class AppStandIn extends EventEmitter implements Omit<ElectronApp, 'on'> {
  readonly #electron: ElectronStandIn;
  readonly exited = Promise.withResolvers<number>();
  constructor(electron: ElectronStandIn) {
    super();
    this.#electron = electron;
  }
  requestSingleInstanceLock(): boolean {
    return this.#electron.isFirstInstance;
  }
  whenReady(): Promise<void> {
    this.#electron.did.push('ready');
    return Promise.resolve();
  }
  setAppUserModelId(): void {
    this.#electron.did.push('named');
  }
  getPath(): string {
    return this.#electron.userData;
  }
  getAppPath(): string {
    return this.#electron.appPath;
  }
  /** As Electron does: asks whether to quit, and ends unless somebody objects. */
  quit(): void {
    let isHeld = false;
    this.emit('before-quit', { preventDefault: () => (isHeld = true) });
    if (!isHeld) this.exit(0);
  }
  exit(code: number): void {
    this.#electron.did.push(`exit ${code}`);
    this.exited.resolve(code);
  }
}

export class WindowStandIn
  extends EventEmitter
  implements Omit<ConsoleWindow, 'on' | 'once' | 'webContents'>
{
  readonly options: BrowserWindowConstructorOptions;
  readonly webContents = new ContentsStandIn();
  readonly did: string[] = [];
  url = '';
  bounds: Rectangle;
  minimized = false;
  maximized = false;
  focused = true;
  destroyed = false;
  constructor(options: BrowserWindowConstructorOptions) {
    super();
    this.options = options;
    this.bounds = {
      x: options.x ?? 10,
      y: options.y ?? 10,
      width: options.width ?? 0,
      height: options.height ?? 0,
    };
  }
  loadURL(url: string): Promise<void> {
    this.url = url;
    this.emit('ready-to-show');
    return Promise.resolve();
  }
  show(): void {
    this.did.push('show');
  }
  focus(): void {
    this.did.push('focus');
  }
  restore(): void {
    this.minimized = false;
    this.did.push('restore');
  }
  maximize(): void {
    this.maximized = true;
  }
  flashFrame(on: boolean): void {
    this.did.push(on ? 'flash' : 'calm');
  }
  isMinimized(): boolean {
    return this.minimized;
  }
  isMaximized(): boolean {
    return this.maximized;
  }
  isDestroyed(): boolean {
    return this.destroyed;
  }
  isFocused(): boolean {
    return this.focused;
  }
  getNormalBounds(): Rectangle {
    return this.bounds;
  }
}

class ContentsStandIn extends EventEmitter implements Omit<PageContents, 'on'> {
  openHandler: OpenHandler | undefined;
  reloads = 0;
  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler;
  }
  reload(): void {
    this.reloads += 1;
  }
  getURL(): string {
    return 'app://console/';
  }
}

export class NotificationStandIn extends EventEmitter implements Omit<RingNotification, 'on'> {
  readonly options: NotificationConstructorOptions;
  shown = false;
  constructor(options: NotificationConstructorOptions) {
    super();
    this.options = options;
  }
  show(): void {
    this.shown = true;
  }
  close(): void {
    this.shown = false;
  }
}
