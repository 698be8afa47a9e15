/**
 * Chromium as the window of the stand-in for Electron: the page comes from main's own protocol handler with its
 * headers, the real preload runs in it, its crash reaches main as Electron would tell it.
 */
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from '@playwright/test';
import { build } from 'vite';
import { pageOrigin } from '../../src/main/page-protocol.ts';
import type { ElectronStandIn } from './electron.ts';
import type { WindowStandIn } from './electron-window.ts';

/** Chromium serves no scheme of ours to Playwright, so the page stands here; main is told its true name. */
const shownOrigin = 'https://console.test';
const asMainSeesIt = (url: string): string =>
  url.startsWith(`${shownOrigin}/`) ? pageOrigin + url.slice(shownOrigin.length) : url;

export interface ChromiumWindow {
  /** The page now; another one after a crash. */
  page: () => Page;
  close: () => Promise<void>;
}

/** Opens what main has loaded into its window; each reload that main asks for is done. */
export async function openInChromium(browser: Browser, electron: ElectronStandIn): Promise<ChromiumWindow> {
  const [window] = electron.windows;
  if (window === undefined) throw new Error('main has opened no window');
  const preload = await bundlePreload();
  const context = await browser.newContext();
  await context.addInitScript(`if (window.top === window) { ${preload} }`);
  await context.exposeBinding('standInAsk', ({ frame }, channel: string, input: unknown) =>
    electron
      .invoke(channel, input ?? undefined, asMainSeesIt(frame.url()), frame.parentFrame())
      .then((value) => ({ value }))
      .catch((error: Error) => ({ error: error.message })),
  );
  await context.route(`${shownOrigin}/**`, async (route) => {
    const answer = await electron.page!(new Request(asMainSeesIt(route.request().url())) as never);
    await route.fulfill({
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: Buffer.from(await answer.arrayBuffer()),
    });
  });
  let page: Page;
  const open = async (): Promise<void> => {
    page = await context.newPage();
    page.once('crash', () => tellCrash(window));
    await page.goto(`${shownOrigin}/`);
  };
  window.webContents.on(
    'stand-in-sent',
    (channel: string, data: unknown) => void dispatch(page, channel, data),
  );
  window.webContents.on('stand-in-reload', () => void open());
  await open();
  return { page: () => page, close: () => context.close() };
}

function tellCrash({ webContents }: WindowStandIn): void {
  webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 });
}

/** A page that hangs or is gone hears nothing, as in Electron. */
const dispatch = (page: Page, channel: string, data: unknown): Promise<unknown> =>
  page
    .evaluate(([name, detail]) => dispatchEvent(new CustomEvent(`stand-in ${name}`, { detail })), [
      channel,
      data,
    ] as const)
    .catch(() => undefined);

async function bundlePreload(): Promise<string> {
  const root = resolve(import.meta.dirname, '../..');
  const built = await build({
    root,
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { electron: fileURLToPath(import.meta.resolve('./electron-renderer.ts')) } },
    build: {
      write: false,
      minify: false,
      lib: { entry: join(root, 'src/preload/preload.ts'), formats: ['iife'], name: 'preload' },
    },
  });
  const [bundle] = Array.isArray(built) ? built : [built];
  if (bundle === undefined || !('output' in bundle)) throw new Error('the preload was not built');
  return bundle.output.map((file) => ('code' in file ? file.code : '')).join('\n');
}
