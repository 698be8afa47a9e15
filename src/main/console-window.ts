/** The one window: where it was last time, walled off from Node, and back by itself after a crash of its page. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { BrowserWindowConstructorOptions, Rectangle } from 'electron';
import type { ConsoleWindow, ElectronParts } from './electron-parts.ts';
import type { MainLog } from './run-console.ts';

const stateSchema = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(640).max(10_000),
  height: z.number().int().min(480).max(10_000),
  maximized: z.boolean(),
});
type WindowState = z.infer<typeof stateSchema>;

const firstSize = { width: 1440, height: 900 };
/** So much of the window must lie on a screen that is there, in pixels. */
const visiblePx = 120;
const reloadDelayMs = 500;

export interface WindowPlace {
  dataDir: string;
  preload: string;
  log: MainLog;
}

/** Opens the window, hidden until its page can be seen. */
export function openConsoleWindow(
  parts: ElectronParts,
  { dataDir, preload, log }: WindowPlace,
): ConsoleWindow {
  const file = join(dataDir, 'window.json');
  const state = readState(
    file,
    parts
      .screen()
      .getAllDisplays()
      .map(({ workArea }) => workArea),
  );
  const window = parts.createWindow(windowOptions(state, preload));
  window.once('ready-to-show', () => {
    if (state?.maximized === true) window.maximize();
    window.show();
  });
  window.on('close', () => keepState(file, window));
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    log({ event: 'page gone', reason });
    if (reason === 'clean-exit') return;
    // The call lives in the phone process; the page only has to come back to it.
    setTimeout(() => !window.isDestroyed() && window.webContents.reload(), reloadDelayMs);
  });
  return window;
}

/** https://www.electronjs.org/docs/latest/tutorial/security: isolation, sandbox and no Node in the page. */
export function windowOptions(
  state: WindowState | undefined,
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
      webSecurity: true,
      spellcheck: false,
      // A hidden window must still ring at once, and play the caller's voice without a click.
      backgroundThrottling: false,
      autoplayPolicy: 'no-user-gesture-required',
    },
  };
}

/** What was kept, if it can be read and would still be seen on one of `screens`. */
function readState(file: string, screens: Rectangle[]): WindowState | undefined {
  try {
    const state = stateSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    return screens.some((screen) => overlaps(state, screen)) ? state : undefined;
  } catch {
    return undefined; // the first start, or a file that somebody changed
  }
}

function overlaps(window: Rectangle, screen: Rectangle): boolean {
  const wide = Math.min(window.x + window.width, screen.x + screen.width) - Math.max(window.x, screen.x);
  const high = Math.min(window.y + window.height, screen.y + screen.height) - Math.max(window.y, screen.y);
  return wide >= visiblePx && high >= visiblePx;
}

function keepState(file: string, window: ConsoleWindow): void {
  const state: WindowState = { ...window.getNormalBounds(), maximized: window.isMaximized() };
  try {
    writeFileSync(file, JSON.stringify(state));
  } catch {
    // A full disk must not keep a window from closing.
  }
}
