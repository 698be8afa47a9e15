/** Takes the README's pictures from the running product, so that they never show what is not there. Needs a Chromium. */
import { mkdtempSync, rmSync } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect, type Page } from '@playwright/test';
import { chromiumArguments } from '../test/support/chromium.ts';
import { callBar, makeAvailable, readBrief, signIn } from '../test/support/e2e-desk.ts';
import { ensureConsoleBuilt } from './lib/console-build.ts';
import { findBrowser } from './lib/find-browser.ts';
import { startProduct, type Product } from './lib/product.ts';
import { root } from './lib/run-program.ts';

const folder = join(root, 'docs/images');
/** People chat and talk at the pace of life, so that the times on screen are believable. */
const patienceMs = 300_000;
const size = { width: 1440, height: 900 };

const found = findBrowser();
if (found === undefined) throw new Error('No Chromium, Chrome or Edge here to take the pictures with.');
await ensureConsoleBuilt(root, console.log);
await mkdir(folder, { recursive: true });
const dataDir = mkdtempSync(join(tmpdir(), 'screenshots-'));
await chmod(dataDir, 0o755); // passable, so that a PostgreSQL started by root can stay in it
const product = await startProduct({ dataDir, seed: 7, say: console.log });
const browser = await chromium.launch({ executablePath: found.path, args: chromiumArguments });
try {
  const page = await browser.newPage({
    viewport: size,
    locale: 'es-MX',
    timezoneId: 'America/Mexico_City',
    colorScheme: 'light',
    permissions: ['microphone'],
  });
  await takePictures(page);
} finally {
  await browser.close();
  await product.stop();
  rmSync(dataDir, { recursive: true, force: true });
}

async function takePictures(page: Page): Promise<void> {
  for (const persona of ['undecided', 'media', 'booker', 'bilingual', 'silent'])
    await startLead(product, persona);
  await page.goto(addressOf(product));
  await signIn(page);
  await makeAvailable(page);
  const buyer = await startLead(product, 'buyer');
  await expect(liveCall(page, buyer)).toBeVisible({ timeout: patienceMs });
  await startLead(product, 'buyer');
  await expect(callBar(page, 'ringing')).toContainText(buyer, { timeout: patienceMs });
  await readBrief(page);
  await expect(page.getByTestId('agent-state')).toContainText('0:04');
  await take(page, 'desk-ringing.png');

  await page.getByTestId('answer').click();
  await expect(callBar(page, 'live').getByRole('timer')).toHaveText('0:42', { timeout: patienceMs });
  await page.emulateMedia({ colorScheme: 'dark' });
  await take(page, 'desk-call-dark.png');
  await page.keyboard.press('F10');
}

/** Starts a simulated lead who writes Spanish; gives back the name. */
async function startLead({ simulators }: Product, persona: string): Promise<string> {
  const answer = await fetch(`${simulators.controlUrl}/leads`, {
    method: 'POST',
    body: JSON.stringify({ persona, language: 'es', behaviour: { talkWithAgentMs: 3_600_000 } }),
  });
  const { leads } = (await answer.json()) as { leads: { name: string }[] };
  return leads[0]?.name ?? '';
}

function addressOf({ backendUrl, phones }: Product): string {
  const [phone] = phones;
  return `${backendUrl}/#phone=${encodeURIComponent(phone?.url ?? '')}&token=${phone?.token ?? ''}`;
}

function liveCall(page: Page, name: string) {
  return page.getByTestId('live-call').filter({ hasText: name });
}

async function take(page: Page, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.screenshot({ path: join(folder, name), animations: 'disabled' });
  console.log(`docs/images/${name}`);
}
