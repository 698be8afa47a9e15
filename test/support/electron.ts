/**
 * A stand-in for Electron that holds only what src/main uses, typed by Electron's own declarations. Programs are
 * real child processes. Never import 'electron' here as a value: outside Electron that starts a download.
 */
import { spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import type { ForkOptions, IpcMainInvokeEvent, NativeImage, Rectangle, SaveDialogOptions } from 'electron';
import type {
  ChildProcessOfElectron,
  ConsoleWindow,
  DeskTrayIcon,
  ElectronApp,
  ElectronParts,
  PageSession,
  TrayMenu,
} from '../../src/main/electron-parts.ts';
import { NotificationStandIn, TrayStandIn, WindowStandIn } from './electron-window.ts';

type PermissionRequest = Parameters<PageSession['setPermissionRequestHandler']>[0] & object;
type PermissionCheck = Parameters<PageSession['setPermissionCheckHandler']>[0] & object;
type DeviceCheck = Parameters<PageSession['setDevicePermissionHandler']>[0] & object;
type PageHandler = Parameters<ElectronParts['protocol']['handle']>[1];
type InvokeHandler = Parameters<ElectronParts['ipcMain']['handle']>[1];

export class ElectronStandIn {
  /** What the program did, in order. */
  readonly did: string[] = [];
  readonly app = new AppStandIn(this);
  readonly windows: WindowStandIn[] = [];
  readonly notifications: NotificationStandIn[] = [];
  readonly opened: string[] = [];
  readonly channels = new Map<string, InvokeHandler>();
  readonly forks: { file: string; env: NodeJS.ProcessEnv; pid: number | undefined }[] = [];
  readonly trays: TrayStandIn[] = [];
  /** Global keys that are held, by accelerator. */
  readonly keys = new Map<string, () => void>();
  /** Accelerators that other programs have. */
  readonly takenKeys = new Set<string>();
  readonly power = new EventEmitter();
  /** Those who hear of faults that nobody caught. */
  readonly faults: ((error: unknown) => void)[] = [];
  /** The session's own events (`select-hid-device`). */
  readonly sessionEvents = new EventEmitter();
  /** Blockers that keep the computer awake. */
  readonly awake = new Set<number>();
  readonly shownInFolder: string[] = [];
  /** What the person does in the save dialog: a path, or undefined to give up. */
  saveAs: string | undefined;
  readonly saveDialogs: SaveDialogOptions[] = [];
  keyring: ReturnType<ElectronParts['safeStorage']['getSelectedStorageBackend']> = 'gnome_libsecret';
  canEncrypt = true;
  hasTray = true;
  canNotify = true;
  displays: Rectangle[] = [{ x: 0, y: 0, width: 1920, height: 1080 }];
  page: PageHandler | undefined;
  permissionRequest: PermissionRequest | undefined;
  permissionCheck: PermissionCheck | undefined;
  deviceCheck: DeviceCheck | undefined;
  isFirstInstance = true;
  appPath = '';
  userData = '';

  readonly parts: ElectronParts = {
    platform: 'linux',
    argv: ['electron', 'app'],
    onFault: (listener) => void this.faults.push(listener),
    app: this.app as unknown as ElectronParts['app'],
    ipcMain: { handle: (channel, handler) => void this.channels.set(channel, handler) },
    protocol: {
      registerSchemesAsPrivileged: (schemes) =>
        void this.did.push(`scheme ${schemes.map(({ scheme }) => scheme).join()}`),
      handle: (_scheme, handler) => void (this.page = handler),
    },
    screen: () => ({ getAllDisplays: () => this.displays.map((workArea) => ({ workArea })) as never }),
    shell: {
      openExternal: (url) => Promise.resolve(void this.opened.push(url)),
      showItemInFolder: (path) => void this.shownInFolder.push(path),
    },
    dialog: {
      showErrorBox: (title, text) => void this.did.push(`error ${title}: ${text}`),
      showSaveDialog: ((options: SaveDialogOptions) => {
        this.saveDialogs.push(options);
        return Promise.resolve({ canceled: this.saveAs === undefined, filePath: this.saveAs ?? '' });
      }) as ElectronParts['dialog']['showSaveDialog'],
    },
    globalShortcut: () => ({
      register: (accelerator, press) => {
        if (!/^(\w+\+)*\w+$/.test(accelerator)) throw new TypeError('Error processing argument at index 0');
        if (this.takenKeys.has(accelerator)) return false;
        this.keys.set(accelerator, press);
        return true;
      },
      unregister: (accelerator) => void this.keys.delete(accelerator),
    }),
    powerMonitor: () => this.power as unknown as ReturnType<ElectronParts['powerMonitor']>,
    powerSaveBlocker: {
      start: (type) => {
        const id = this.did.push(`awake ${type}`);
        this.awake.add(id);
        return id;
      },
      stop: (id) => this.awake.delete(id),
    },
    // Turns the bytes over: enough to show that what is kept is not what was given.
    safeStorage: {
      isEncryptionAvailable: () => this.canEncrypt,
      encryptString: (text) => Buffer.from(text).map((byte) => byte ^ 0xff) as Buffer,
      decryptString: (sealed) => {
        const text = Buffer.from(sealed.map((byte) => byte ^ 0xff)).toString();
        if (!/^[\x20-\x7e]*$/.test(text)) throw new Error('Error while decrypting the ciphertext');
        return text;
      },
      getSelectedStorageBackend: () => this.keyring,
    },
    crashReporter: {
      start: (options) => void this.did.push(`crash reporter ${JSON.stringify(options)}`),
    },
    session: () => ({
      on: this.sessionEvents.on.bind(this.sessionEvents) as unknown as PageSession['on'],
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
    canNotify: () => this.canNotify,
    createTray: (image) => {
      if (!this.hasTray) throw new Error('no tray on this desktop');
      const tray = new TrayStandIn(image);
      this.trays.push(tray);
      return tray as unknown as DeskTrayIcon;
    },
    createMenu: (template) => ({ template }) as unknown as TrayMenu,
    createImage: (png, scaleFactor) => ({ png, scaleFactor }) as unknown as NativeImage,
    fork: (file, options) => this.#fork(file, options),
  };

  /** The notifications that can be seen now. */
  get shown(): NotificationStandIn[] {
    return this.notifications.filter(({ shown }) => shown);
  }

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
  isPackaged = true;
  locale = 'es-MX';
  badge = 0;
  /** Links of these schemes come to us. */
  readonly schemes = new Set<string>();
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
  enableSandbox(): void {
    this.#electron.did.push('sandbox');
  }
  setAppUserModelId(): void {
    this.#electron.did.push('named');
  }
  getPath(): string {
    return this.#electron.userData;
  }
  setPath(name: string, path: string): void {
    this.#electron.did.push(`path ${name} ${path}`);
  }
  getVersion(): string {
    return '9.8.7';
  }
  getLocale(): string {
    return this.locale;
  }
  focus(): void {
    this.#electron.did.push('app focus');
  }
  setAsDefaultProtocolClient(scheme: string): boolean {
    this.schemes.add(scheme);
    return true;
  }
  removeAsDefaultProtocolClient(scheme: string): boolean {
    return this.schemes.delete(scheme);
  }
  setLoginItemSettings({ openAtLogin }: { openAtLogin?: boolean }): void {
    this.#electron.did.push(`login ${openAtLogin}`);
  }
  setBadgeCount(count = 0): boolean {
    this.badge = count;
    return true;
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
