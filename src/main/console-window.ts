/** The one window: where it was last time, walled off from Node, hidden rather than closed where there is a tray. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { BrowserWindowConstructorOptions, Rectangle } from 'electron';
import type { ConsoleWindow, ElectronParts } from './electron-parts.ts';
import { writeWhole } from './kept-file.ts';
import type { MainLog } from './main-log.ts';

const stateSchema = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(640).max(10_000),
  height: z.number().int().min(480).max(10_000),
  maximized: z.boolean(),
  zoom: z.number().min(0.25).max(5).default(1),
});
type WindowState = z.infer<typeof stateSchema>;

const firstSize = { width: 1440, height: 900 };
/** So much of the window must lie on a screen that is there, in pixels. */
const visiblePx = 120;
/** Moved and resized windows are kept when the hand rests. */
const keepDelayMs = 1_000;

export interface WindowPlace {
  dataDir: string;
  preload: string;
  log: MainLog;
  /** Whether closing only hides. */
  closesToTray: () => boolean;
}

/** Opens the window, hidden until its page can be seen. */
export function openConsoleWindow(parts: ElectronParts, place: WindowPlace): ConsoleWindow {
  const file = join(place.dataDir, 'window.json');
  const kept = readState(file);
  const screens = parts
    .screen()
    .getAllDisplays()
    .map(({ workArea }) => workArea);
  const isSeen = kept !== undefined && screens.some((screen) => overlaps(kept, screen));
  const window = parts.createWindow(windowOptions(isSeen ? kept : undefined, place.preload));
  window.once('ready-to-show', () => {
    if (kept?.maximized === true) window.maximize();
    window.show();
  });
  window.webContents.once('did-finish-load', () => window.webContents.setZoomFactor(kept?.zoom ?? 1));
  const keep = keepStateOf(window, file, place.log);
  // Ending the program takes the window away without closing it.
  parts.app.on('before-quit', keep);
  hideOnClose(parts, window, place.closesToTray);
  return window;
}

/** https://www.electronjs.org/docs/latest/tutorial/security: isolation, sandbox and no Node in the page. */
export function windowOptions(
  state: Rectangle | undefined,
  preload: string,
): BrowserWindowConstructorOptions {
  const { x, y, width, height } = state ?? { x: undefined, y: undefined, ...firstSize };
  return {
    ...(x === undefined || y === undefined ? {} : { x, y }),
    width,
    height,
    minWidth: 960,
    minHeight: 600,
    show: false,
    title: 'Vidanta Agent Console',
    autoHideMenuBar: true,
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      // A hidden window must still ring at once, and play the caller's voice without a click.
      backgroundThrottling: false,
      autoplayPolicy: 'no-user-gesture-required',
    },
  };
}

/** Closing is hiding, until the program itself quits. */
function hideOnClose(parts: ElectronParts, window: ConsoleWindow, closesToTray: () => boolean): void {
  let isQuitting = false;
  parts.app.on('before-quit', () => (isQuitting = true));
  window.on('close', (event) => {
    if (isQuitting || !closesToTray()) return;
    event.preventDefault();
    window.hide();
  });
}

/** Gives what keeps it now. */
function keepStateOf(window: ConsoleWindow, file: string, log: MainLog): () => void {
  let timer: NodeJS.Timeout | undefined;
  const keep = (): void => {
    clearTimeout(timer);
    if (window.isDestroyed()) return;
    const zoom = window.webContents.isDestroyed() ? 1 : window.webContents.getZoomFactor();
    const state: WindowState = { ...window.getNormalBounds(), maximized: window.isMaximized(), zoom };
    try {
      writeWhole(file, JSON.stringify(state));
    } catch (error) {
      // A full disk must not keep a window from closing.
      log({ event: 'window not kept', why: String(error) });
    }
  };
  const keepSoon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(keep, keepDelayMs);
    timer.unref();
  };
  window.on('close', keep);
  window.on('resize', keepSoon);
  window.on('move', keepSoon);
  window.webContents.on('zoom-changed', keepSoon);
  return keep;
}

/** What was kept, if it can be read. */
function readState(file: string): WindowState | undefined {
  try {
    return stateSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined; // the first start, or a file that somebody changed
  }
}

function overlaps(window: Rectangle, screen: Rectangle): boolean {
  const wide = Math.min(window.x + window.width, screen.x + screen.width) - Math.max(window.x, screen.x);
  const high = Math.min(window.y + window.height, screen.y + screen.height) - Math.max(window.y, screen.y);
  return wide >= visiblePx && high >= visiblePx;
}
