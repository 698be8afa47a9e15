/** The whole product for one test in a browser: started in a folder of its own, watched, stopped, and gone afterwards. */
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, type Page } from '@playwright/test';
import pg from 'pg';
import { root } from '../../scripts/lib/run-program.ts';
import { startProduct, type Product, type ProductOptions } from '../../scripts/lib/product.ts';
import type { PhoneFrame, PhoneState } from '../../src/shared/phone.ts';
import { keepPeers, microphoneWav } from './e2e-tone.ts';

export interface Handover {
  callId: string;
  phone: string;
  phase: 'calling' | 'ringing' | 'live' | 'ended';
  toneHz: number;
  packets: { packets: number; lost: number; longestGapMs: number };
  streams: number;
  heard: { frames: number; level: number; toneShare: number };
}

/** The running product, with short ways to the simulated world and to the stores. */
export interface World {
  product: Product;
  /** One request to the simulators' control; a body makes it a POST. Throws unless it is taken. */
  control: <T = unknown>(path: string, body?: unknown) => Promise<T>;
  /** Rows of the product's own database. */
  rows: <R extends pg.QueryResultRow>(sql: string, values?: unknown[]) => Promise<R[]>;
  /** Starts a simulated lead; gives back the number (E.164). */
  lead: (persona: string, overrides?: Record<string, unknown>) => Promise<{ phone: string; name: string }>;
  /** Calls that the AI handed over, oldest first, with what the person hears of a tone of `hz`. */
  handovers: (hz?: number) => Promise<Handover[]>;
}

export interface WorldOptions {
  /** Further options of the product: `speed`, `env`, `phones`. */
  productOptions: Partial<ProductOptions>;
}

interface Fixtures extends WorldOptions {
  world: World;
}

interface WorkerFixtures {
  microphone: string;
}

/** Playwright's `test` with a product, and a microphone that says a tone. */
export const test = base.extend<Fixtures, WorkerFixtures>({
  productOptions: [{}, { option: true }],
  microphone: [
    async ({}, use) => {
      const dir = await mkdtemp(join(tmpdir(), 'e2e-microphone-'));
      const file = join(dir, 'tone.wav');
      await writeFile(file, microphoneWav());
      await use(file);
      await rm(dir, { recursive: true, force: true });
    },
    { scope: 'worker' },
  ],
  launchOptions: [
    async ({ launchOptions, microphone }, use) => {
      const args = [...(launchOptions.args ?? []), `--use-file-for-fake-audio-capture=${microphone}`];
      await use({ ...launchOptions, args });
    },
    { scope: 'worker' },
  ],
  world: async ({ productOptions }, use, testInfo) => {
    const { world, dataDir, stop } = await startWorld(productOptions);
    await use(world);
    if (testInfo.status !== testInfo.expectedStatus) await attachLogs(testInfo, dataDir);
    await stop();
  },
});

/** A running product with its folder; `stop` ends it, removes the folder, and throws where a part of it ended by itself. */
export interface StartedWorld {
  world: World;
  dataDir: string;
  stop: () => Promise<void>;
}

/** Starts the product in a folder of its own. */
export async function startWorld(options: Partial<ProductOptions> = {}): Promise<StartedWorld> {
  if (!existsSync(join(root, 'dist/renderer/index.html')))
    throw new Error('The console is not built: npm run build -- --renderer');
  const dataDir = await mkdtemp(join(tmpdir(), 'e2e-'));
  await chmod(dataDir, 0o755); // passable, so that a PostgreSQL started by root can stay in it
  const product = await startProduct({ dataDir, speed: 10, ...options });
  const db = new pg.Pool({ connectionString: product.databaseUrl, max: 3 });
  db.on('error', () => undefined);
  let broken: string | undefined;
  void product.failed.then((what) => (broken = what));
  const stop = async (): Promise<void> => {
    await db.end();
    await product.stop();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
    if (broken !== undefined) throw new Error(broken);
  };
  return { world: worldOf(product, db), dataDir, stop };
}

function worldOf(product: Product, db: pg.Pool): World {
  const control = async <T>(path: string, body?: unknown): Promise<T> => {
    const answer = await fetch(`${product.simulators.controlUrl}${path}`, {
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${path}: HTTP ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  return {
    product,
    control,
    rows: async <R extends pg.QueryResultRow>(sql: string, values: unknown[] = []) =>
      (await db.query<R>(sql, values)).rows,
    lead: async (persona, overrides = {}) => {
      const { leads } = await control<{ leads: { phone: string; name: string }[] }>('/leads', {
        persona,
        ...overrides,
      });
      const [lead] = leads;
      if (lead === undefined) throw new Error('The simulators started no lead.');
      return lead;
    },
    handovers: async (hz = 1_000) =>
      (await control<{ handovers: Handover[] }>(`/vapi/handovers?toneHz=${hz}`)).handovers,
  };
}

/** The logs of every part, beside the test's own report. */
export async function attachLogs(
  testInfo: { attach: (name: string, options: { path: string }) => Promise<void> },
  dataDir: string,
): Promise<void> {
  const logs = join(dataDir, 'logs');
  for (const name of await readdir(logs)) await testInfo.attach(name, { path: join(logs, name) });
}

/** The console's address with its phone, as `npm start` prints it. */
export function consoleAddress({ product }: World, phone = 0): string {
  const access = product.phones[phone];
  if (access === undefined) throw new Error(`There is no phone ${phone}.`);
  return `${product.backendUrl}/#phone=${encodeURIComponent(access.url)}&token=${access.token}`;
}

/** What the page's phone last said to it. */
export interface SeenPhone {
  state: () => PhoneState | undefined;
  forget: () => void;
}

/** Opens the console in a page prepared for looking at its audio and its phone. */
export async function openConsole(page: Page, world: World, phone = 0): Promise<SeenPhone> {
  await keepPeers(page);
  let state: PhoneState | undefined;
  page.on('websocket', (socket) => {
    if (!world.product.phones.some(({ url }) => socket.url().startsWith(url))) return;
    socket.on('framereceived', ({ payload }) => {
      const frame = JSON.parse(String(payload)) as PhoneFrame;
      if (frame.t === 'state') ({ state } = frame);
    });
  });
  await page.goto(consoleAddress(world, phone));
  return { state: () => state, forget: () => (state = undefined) };
}
