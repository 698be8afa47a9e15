/**
 * A page that crashed or hangs is loaded again by itself; the call lives in the phone process and goes on meanwhile.
 * Ever more slowly while it keeps failing, and never silently.
 */
import type { ConsoleWindow } from './electron-parts.ts';
import type { MainLog } from './main-log.ts';

const firstDelayMs = 500;
const longestDelayMs = 30_000;
/** Having stood for so long, a page is taken to be healthy again. */
const healthyMs = 120_000;
/** A page may be busy; so long is no business any more. */
const hangLimitMs = 10_000;
/** So many failures in a row are told to the person. */
const tellAfter = 3;

export interface PageKeeperOptions {
  window: ConsoleWindow;
  log: MainLog;
  /** It failed several times in a row. */
  onTrouble: (failures: number) => void;
  hangMs?: number;
}

/** Watches from now on. */
export function keepPage({ window, log, onTrouble, hangMs = hangLimitMs }: PageKeeperOptions): void {
  const { webContents } = window;
  let failures = 0;
  let failedAt = 0;
  let hang: NodeJS.Timeout | undefined;

  const reload = (reason: string): void => {
    if (Date.now() - failedAt > healthyMs) failures = 0;
    failures += 1;
    failedAt = Date.now();
    const delayMs = Math.min(longestDelayMs, firstDelayMs * 2 ** (failures - 1));
    log({ event: 'page gone', reason, failures, delayMs });
    if (failures >= tellAfter) onTrouble(failures);
    setTimeout(() => !window.isDestroyed() && webContents.reload(), delayMs);
  };

  webContents.on('render-process-gone', (_event, { reason }) => {
    clearTimeout(hang);
    if (reason !== 'clean-exit') reload(reason);
  });
  window.on('unresponsive', () => {
    log({ event: 'page hangs' });
    clearTimeout(hang);
    // A hanging page cannot be loaded again; it is ended, and what follows is the case above.
    hang = setTimeout(() => !window.isDestroyed() && webContents.forcefullyCrashRenderer(), hangMs);
  });
  window.on('responsive', () => {
    clearTimeout(hang);
    log({ event: 'page answers again' });
  });
}
