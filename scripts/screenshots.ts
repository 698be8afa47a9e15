/**
 * `npm run screenshots`: every screen in every state, both languages, light and dark, two sizes, into `screenshots/`
 * with a page that shows them all. `-- ringing palette` takes only the states that begin so, `-- --quick` one look of
 * each; `-- --readme` takes the README's into docs/images. Needs a Chromium.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { chromiumArguments } from '../test/support/chromium.ts';
import { openScene, type Scene } from '../test/support/desk-world-scene.ts';
import { scenes } from '../test/support/desk-world-scenes.ts';
import { contactSheet } from './lib/contact-sheet.ts';
import { ensureConsoleBuilt } from './lib/console-build.ts';
import { findBrowser } from './lib/find-browser.ts';
import { root } from './lib/run-program.ts';

interface Look {
  language: 'es' | 'en';
  scheme: 'light' | 'dark';
  size: { width: number; height: number };
}
interface Picture extends Look {
  scene: Scene;
  file: string;
}

const sizes = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
];
const looks: Look[] = sizes.flatMap((size) =>
  (['es', 'en'] as const).flatMap((language) =>
    (['light', 'dark'] as const).map((scheme) => ({ language, scheme, size })),
  ),
);
/** What the README shows, and how. */
const chosen: Record<string, { scene: string; scheme: Look['scheme'] }> = {
  'desk-ringing.png': { scene: 'ringing', scheme: 'light' },
  'desk-call-dark.png': { scene: 'live', scheme: 'dark' },
  'desk-wrap-up.png': { scene: 'wrap-up-callback', scheme: 'light' },
  'desk-chat.png': { scene: 'chat-mine', scheme: 'light' },
  'history-dark.png': { scene: 'history-record', scheme: 'dark' },
  'palette.png': { scene: 'palette-search', scheme: 'light' },
  'board.png': { scene: 'board-listening', scheme: 'light' },
  'dashboard-operations.png': { scene: 'dashboard-operations-month', scheme: 'light' },
  'dashboard-sales.png': { scene: 'dashboard-sales', scheme: 'light' },
  'dashboard-technical.png': { scene: 'dashboard-technical', scheme: 'dark' },
  'dashboard-executive.png': { scene: 'dashboard-executive', scheme: 'dark' },
};
const readmeSize = { width: 1440, height: 900 };
/** A dashboard is read whole, not scrolled. */
const dashboardSize = { width: 1440, height: 1040 };

const folder = join(root, 'screenshots');
const pageFolder = process.env['RENDERER_DIR'] ?? join(root, 'dist/renderer');
/** Until two pictures of a page are the same, at most so many. */
const mostTries = 20;
const tryEveryMs = 100;
const patienceMs = 20_000;

const found = findBrowser();
if (found === undefined) throw new Error('No Chromium, Chrome or Edge here to take the pictures with.');
const asked = process.argv.slice(2);
const isReadme = asked.includes('--readme');
const pictures = isReadme ? readmePictures() : allPictures();
if (process.env['RENDERER_DIR'] === undefined) await ensureConsoleBuilt(root, console.log);
const beganAt = Date.now();
const browser = await chromium.launch({ executablePath: found.path, args: chromiumArguments });
const failures: string[] = [];
try {
  if (asked.length === 0) await rm(folder, { recursive: true, force: true });
  await takeAll(browser, pictures);
} finally {
  await browser.close();
}
if (!isReadme) await writeSheet();
for (const failure of failures) console.error(failure);
const seconds = Math.round((Date.now() - beganAt) / 1000);
console.log(`${pictures.length - failures.length} of ${pictures.length} pictures in ${seconds} s`);
process.exitCode = failures.length === 0 ? 0 : 1;

function nameOf({ language, scheme, size }: Look): string {
  return `${language}-${scheme}-${size.width}x${size.height}`;
}

function allPictures(): Picture[] {
  const prefixes = asked.filter((one) => !one.startsWith('--'));
  const wanted = scenes.filter(
    ({ name }) => prefixes.length === 0 || prefixes.some((one) => name.startsWith(one)),
  );
  return looks
    .slice(0, asked.includes('--quick') ? 1 : looks.length)
    .flatMap((look) =>
      wanted.map((scene) => ({ ...look, scene, file: join(folder, nameOf(look), `${scene.name}.png`) })),
    );
}

function readmePictures(): Picture[] {
  return Object.entries(chosen).map(([file, { scene: name, scheme }]) => {
    const scene = scenes.find((one) => one.name === name);
    if (scene === undefined) throw new Error(`The README shows a state that is not there: ${name}.`);
    const size = name.startsWith('dashboard') ? dashboardSize : readmeSize;
    return { scene, scheme, language: 'es', size, file: join(root, 'docs/images', file) };
  });
}

/** Several at a time: a page mostly waits. One context for each look, since only a context has a colour scheme. */
async function takeAll(browser: Browser, wanted: readonly Picture[]): Promise<void> {
  const queue = [...wanted];
  const worker = async (): Promise<void> => {
    let open: { look: string; context: BrowserContext } | undefined;
    for (let picture = queue.shift(); picture; picture = queue.shift()) {
      const look = nameOf(picture);
      if (open?.look !== look) {
        await open?.context.close();
        open = { look, context: await openContext(browser, picture) };
      }
      await take(open.context, picture).catch((cause: unknown) => {
        failures.push(`${look}/${picture?.scene.name}: ${String(cause).split('\n')[0]}`);
      });
    }
    await open?.context.close();
  };
  await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, worker));
}

async function openContext(browser: Browser, { language, scheme, size }: Look): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: size,
    locale: language === 'es' ? 'es-MX' : 'en-US',
    timezoneId: 'America/Mexico_City',
    colorScheme: scheme,
    reducedMotion: 'reduce',
    permissions: ['microphone'],
  });
  context.setDefaultTimeout(patienceMs);
  return context;
}

async function take(context: BrowserContext, { scene, language, file }: Picture): Promise<void> {
  const { page } = await openScene(context, scene, { language, pageFolder });
  try {
    await mkdir(join(file, '..'), { recursive: true });
    await writeFile(file, await steadyPicture(page));
  } finally {
    await page.close();
  }
}

/** The page once it has come to rest. */
async function steadyPicture(page: Page): Promise<Buffer> {
  let before = await page.screenshot({ animations: 'disabled' });
  for (let tries = 0; tries < mostTries; tries += 1) {
    await page.waitForTimeout(tryEveryMs);
    const now = await page.screenshot({ animations: 'disabled' });
    if (now.equals(before)) return now;
    before = now;
  }
  return before;
}

async function writeSheet(): Promise<void> {
  await mkdir(folder, { recursive: true });
  const html = contactSheet({ looks: looks.map(nameOf), states: scenes.map(({ name }) => name) });
  await writeFile(join(folder, 'index.html'), html);
}
