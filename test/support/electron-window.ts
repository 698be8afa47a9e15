/** The windows of the stand-in for Electron: window, page, tray and notification, held against Electron's declarations. */
import { EventEmitter } from 'node:events';
import type {
  BrowserWindowConstructorOptions,
  MenuItemConstructorOptions,
  NativeImage,
  NotificationConstructorOptions,
  Rectangle,
} from 'electron';
import type {
  ConsoleWindow,
  DeskTrayIcon,
  PageContents,
  RingNotification,
  TrayMenu,
} from '../../src/main/electron-parts.ts';

type OpenHandler = Parameters<ConsoleWindow['webContents']['setWindowOpenHandler']>[0];

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
    this.webContents.url = url;
    this.emit('ready-to-show');
    this.webContents.emit('did-finish-load');
    return Promise.resolve();
  }
  /** As a person does by the button in the corner; false when the program would not have it. */
  close(): boolean {
    let isHeld = false;
    this.emit('close', { preventDefault: () => (isHeld = true) });
    return !isHeld;
  }
  show(): void {
    this.did.push('show');
  }
  showInactive(): void {
    this.did.push('show without focus');
  }
  moveTop(): void {
    this.did.push('top');
  }
  hide(): void {
    this.did.push('hide');
  }
  focus(): void {
    this.did.push('focus');
  }
  setOverlayIcon(_image: NativeImage | null, description: string): void {
    this.did.push(`overlay ${description}`);
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

class ContentsStandIn extends EventEmitter implements Omit<PageContents, 'on' | 'once'> {
  openHandler: OpenHandler | undefined;
  reloads = 0;
  url = 'app://console/';
  zoom = 1;
  /** What the page was told: channel and data. */
  readonly sent: { channel: string; data: unknown }[] = [];
  send(channel: string, data: unknown): void {
    this.sent.push({ channel, data });
    this.emit('stand-in-sent', channel, data);
  }
  isDestroyed(): boolean {
    return false;
  }
  getZoomFactor(): number {
    return this.zoom;
  }
  setZoomFactor(factor: number): void {
    this.zoom = factor;
  }
  /** A hanging page ends, and the program is told as Electron does. */
  forcefullyCrashRenderer(): void {
    this.emit('render-process-gone', {}, { reason: 'killed', exitCode: 1 });
  }
  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler;
  }
  reload(): void {
    this.reloads += 1;
    this.emit('stand-in-reload');
  }
  getURL(): string {
    return this.url;
  }
}

export class TrayStandIn extends EventEmitter implements Omit<DeskTrayIcon, 'on'> {
  image: NativeImage;
  tip = '';
  menu: MenuItemConstructorOptions[] = [];
  constructor(image: NativeImage) {
    super();
    this.image = image;
  }
  setImage(image: NativeImage | string): void {
    if (typeof image !== 'string') this.image = image;
  }
  setToolTip(tip: string): void {
    this.tip = tip;
  }
  setContextMenu(menu: TrayMenu | null): void {
    this.menu = (menu as unknown as { template: MenuItemConstructorOptions[] } | null)?.template ?? [];
  }
  destroy(): void {
    this.removeAllListeners();
  }
  /** Chooses an entry, as a person does; a grey one cannot be chosen. */
  choose(label: string): void {
    const entry = this.menu.find((one) => one.label === label);
    if (entry?.click === undefined || entry.enabled === false) throw new Error(`no entry ${label} to choose`);
    entry.click(undefined as never, undefined, undefined as never);
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
