/**
 * How long from the exchange's INVITE until the console shows the call ringing with lead card and brief: the real
 * product on embedded stores, the real console in Chromium, leads who ask for a person.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { demoAccounts } from '../../src/shared/demo.ts';
import { startPbx, type Pbx } from '../../src/simulators/pbx/pbx.ts';
import { header } from '../../src/simulators/pbx/sip-message.ts';
import { chromiumArguments } from '../../test/support/chromium.ts';
import { signIn } from '../../test/support/e2e-desk.ts';
import { microphoneWav } from '../../test/support/e2e-tone.ts';
import { until } from '../../test/support/until.ts';
import { ensureConsoleBuilt } from '../lib/console-build.ts';
import { findBrowser } from '../lib/find-browser.ts';
import { startProduct, type Product } from '../lib/product.ts';
import { root } from '../lib/run-program.ts';
import { spreadOf, type Spread } from './figures.ts';
import { watchRings, type SeenRing } from './ring-watch.ts';

export interface RingFigures {
  /** From the INVITE, ms: in the document, and with the next picture drawn. */
  shownMs: Spread;
  drawnMs: Spread;
}

/** So many times faster than life the leads talk; the clock that is measured is not touched by it. */
const SPEED = 20;
const RING_WAIT_MS = 60_000;
/** The agent who is signed in; the first of the demonstration's. */
const AGENT = 'andrea';

/** A fresh lead rings the desk `rounds` times; stops early when `budgetMs` is used up. */
export async function measureRings(
  dataDir: string,
  { rounds, budgetMs }: { rounds: number; budgetMs: number },
): Promise<RingFigures> {
  const world = await openWorld(dataDir);
  const endAt = Date.now() + budgetMs;
  const shown: number[] = [];
  const drawn: number[] = [];
  try {
    for (let round = 0; round < rounds && Date.now() < endAt; round++) {
      const { invitedAt, seen } = await ringOnce(world);
      shown.push(seen.shownAt - invitedAt);
      drawn.push(seen.drawnAt - invitedAt);
    }
  } finally {
    await world.close();
  }
  return { shownMs: spreadOf(shown), drawnMs: spreadOf(drawn) };
}

interface World {
  product: Product;
  page: Page;
  /** When the last INVITE left for the phone, epoch ms; 0 after `forget`. */
  invite: { at: number };
  close: () => Promise<void>;
}

async function openWorld(dataDir: string): Promise<World> {
  const undo: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const step of undo.splice(0).toReversed()) await step().catch(() => undefined);
  };
  try {
    const pbx = await openExchange();
    undo.push(() => pbx.stop());
    const server = `${pbx.host}:${pbx.port}`;
    const env = { PBX_SERVER: server, PBX_TRUNK: server, WRAP_UP_MS: '1000' };
    const product = await startProduct({ dataDir, speed: SPEED, env });
    undo.push(() => product.stop());
    const browser = await openBrowser(dataDir);
    undo.push(() => browser.close());
    const page = await openConsole(browser, product);
    return { product, page, invite: watchInvites(pbx), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function openExchange(): Promise<Pbx> {
  const accounts = demoAccounts.flatMap(({ extension, sipAuthUser, sipPassword }) =>
    extension === undefined || sipPassword === undefined
      ? []
      : [{ user: extension, authUser: sipAuthUser ?? extension, password: sipPassword }],
  );
  return startPbx({ accounts });
}

/** An INVITE that opens a call at the phone has no tag in To (RFC 3261 §8.1.1.2). */
function watchInvites(pbx: Pbx): World['invite'] {
  const invite = { at: 0 };
  pbx.on('trace', (direction, message) => {
    if (direction === 'out' && message.method === 'INVITE' && !header(message, 'To').includes(';tag='))
      invite.at = performance.timeOrigin + performance.now();
  });
  return invite;
}

async function openBrowser(dataDir: string): Promise<Browser> {
  const found = findBrowser();
  if (found === undefined) throw new Error('No Chromium, Chrome or Edge here.');
  await ensureConsoleBuilt(root, (line) => console.error(line));
  mkdirSync(dataDir, { recursive: true });
  const microphone = join(dataDir, 'microphone.wav');
  writeFileSync(microphone, microphoneWav());
  return chromium.launch({
    executablePath: found.path,
    args: [...chromiumArguments, `--use-file-for-fake-audio-capture=${microphone}`],
  });
}

async function openConsole(browser: Browser, { backendUrl, phones }: Product): Promise<Page> {
  const context = await browser.newContext({ locale: 'es-MX', permissions: ['microphone'] });
  await context.addInitScript(watchRings);
  const page = await context.newPage();
  const [phone] = phones;
  if (!phone) throw new Error('The product has no phone.');
  await page.goto(`${backendUrl}/#phone=${encodeURIComponent(phone.url)}&token=${phone.token}`);
  await signIn(page, AGENT);
  return page;
}

async function ringOnce(world: World): Promise<{ invitedAt: number; seen: SeenRing }> {
  const { page, product, invite } = world;
  await beAvailable(page);
  invite.at = 0;
  await page.evaluate(() => (window.seenRing = undefined));
  await startLead(product);
  const seen = await until(() => page.evaluate(() => window.seenRing), {
    what: 'a call that rings with card and brief',
    timeoutMs: RING_WAIT_MS,
  });
  const invitedAt = invite.at;
  await page.getByTestId('reject').click();
  await until(() => page.evaluate(() => document.querySelector('[data-phase="ringing"]') === null), {
    what: 'the end of the ringing',
  });
  return { invitedAt, seen };
}

/** A lead who wants a person at once and says so in the first sentence. */
async function startLead({ simulators }: Product): Promise<void> {
  const body = JSON.stringify({ persona: 'direct', language: 'es', behaviour: { patienceMs: 600_000 } });
  const answer = await fetch(`${simulators.controlUrl}/leads`, { method: 'POST', body });
  if (!answer.ok) throw new Error(`The simulators started no lead: HTTP ${answer.status}.`);
}

/** Whatever state the last call left the agent in. */
async function beAvailable(page: Page): Promise<void> {
  const state = page.getByTestId('agent-state');
  await until(
    async () => {
      if ((await state.innerText()).includes('Disponible')) return true;
      await state.click();
      await page.getByRole('menuitem', { name: 'Disponible', exact: true }).click({ timeout: 2_000 });
      return false;
    },
    { what: 'the agent to be available' },
  );
}
