/**
 * The whole product on one machine with simulators around it: what `npm start`, `npm run journey` and the
 * end-to-end tests run. Every part is a process of its own, so that each can be killed as a fault would.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startEmbeddedStores } from '../../src/backend/embedded/stores.ts';
import { demoAccounts } from '../../src/shared/demo.ts';
import { startProgram, type ChildProgram } from './child-program.ts';
import { keepProgram, type KeptProgram } from './kept-program.ts';
import { kept, logFileOf, startPhones, type PhoneAccess } from './phones.ts';
import { writeDemoHistory } from './demo-history.ts';
import { backendEnv, makeDemoSecrets, simulatorsEnv, type SimulatorsReady } from './demo-env.ts';

const root = join(import.meta.dirname, '../..');
const program = (name: string): string => join(root, 'src', name, 'main.ts');

interface BackendReady {
  ready: 'backend';
  url: string;
}

export interface ProductOptions {
  /** Where data, logs and state go. */
  dataDir: string;
  /** Given stores instead of embedded ones. */
  databaseUrl?: string | undefined;
  redisUrl?: string | undefined;
  /** How many times faster than life the simulated people talk; default 1. */
  speed?: number;
  /** Leads arrive by themselves, again and again. */
  loop?: boolean;
  /** Two months of a made-up past, where the embedded database is a fresh one; default none. */
  history?: boolean;
  seed?: number;
  /** Phone processes to start. */
  phones?: number;
  backendPort?: number;
  /** Backends on the same stores. */
  backends?: number;
  env?: Record<string, string>;
  /** Starts backends and phones again that end by themselves; without it that is a failure. */
  restart?: boolean;
  say?: (line: string) => void;
}

export interface Product {
  backendUrl: string;
  /** One for each backend, the first is `backendUrl`. */
  backendUrls: string[];
  databaseUrl: string;
  redisUrl: string;
  simulators: SimulatorsReady;
  phones: PhoneAccess[];
  /** SIGKILLs a backend and starts it again on the same port; `whileAway` is awaited in between. */
  crashBackend: (index?: number, whileAway?: () => Promise<void>) => Promise<void>;
  /** Resolves when any part ends by itself, with what and how. */
  failed: Promise<string>;
  stop: () => Promise<void>;
}

/** Starts everything in order: stores, simulators, backends, phones. Stops what it started if a part fails. */
export async function startProduct(options: ProductOptions): Promise<Product> {
  const { dataDir, say = () => undefined } = options;
  mkdirSync(join(dataDir, 'logs'), { recursive: true });
  const undo: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (const step of undo.splice(0).toReversed()) await step().catch(() => undefined);
  };
  try {
    return await startParts(options, { undo, stop, say });
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Parts {
  undo: (() => Promise<unknown>)[];
  stop: () => Promise<void>;
  say: (line: string) => void;
}

async function startParts(options: ProductOptions, { undo, stop, say }: Parts): Promise<Product> {
  const log = logFileOf(options.dataDir);
  const stores = await startStores(options, { undo, say });
  const secrets = makeDemoSecrets();
  const accounts = JSON.stringify(
    demoAccounts.flatMap(({ extension, sipAuthUser, sipPassword }) =>
      extension === undefined ? [] : [{ user: extension, authUser: sipAuthUser, password: sipPassword }],
    ),
  );
  const simulators = await startProgram<SimulatorsReady>({
    name: 'simulators',
    file: program('simulators'),
    env: simulatorsEnv(secrets, {
      speed: options.speed ?? 1,
      loop: options.loop ?? false,
      accounts,
      // As a house sets its exchange up: the group is the agents', a supervisor's line is rung by name.
      huntLines: demoAccounts.flatMap(({ role, extension }) =>
        role === 'agent' && extension ? [extension] : [],
      ),
      seed: options.seed ?? 1,
    }),
    logFile: log('simulators'),
  });
  undo.push(() => simulators.stop(3_000));

  const env = {
    ...backendEnv(secrets, simulators.ready),
    // It seals the SIP passwords in the database, so it must be the same at each start.
    SECRET_KEY: kept(join(options.dataDir, 'secret.key'), () => randomBytes(32).toString('hex')),
    DATA_DIR: options.dataDir,
    DATABASE_URL: stores.databaseUrl,
    REDIS_URL: stores.redisUrl,
    RENDERER_DIR: join(root, 'dist/renderer'),
    ...options.env,
  };
  const restart = options.restart ?? false;
  const backends: KeptProgram<BackendReady>[] = [];
  for (let index = 0; index < (options.backends ?? 1); index += 1) {
    const firstPort = index === 0 ? (options.backendPort ?? 0) : 0;
    const start = (before: BackendReady | undefined): Promise<ChildProgram<BackendReady>> =>
      startProgram<BackendReady>({
        name: 'backend',
        file: program('backend'),
        env: { ...env, PORT: before === undefined ? String(firstPort) : new URL(before.url).port },
        logFile: log(`backend-${index}`),
      });
    backends.push(await keepProgram({ name: 'backend', start, restart, say }));
  }
  undo.push(() => Promise.all(backends.map((backend) => backend.stop())));
  const backendUrls = backends.map((backend) => backend.ready.url);
  // The past is there before the first lead comes, and the phones start meanwhile.
  const begun = makePast(options, { databaseUrl: stores.databaseUrl, say }).then(() =>
    tellSimulators(simulators.ready.controlUrl, backendUrls),
  );
  begun.catch(() => undefined); // it is awaited below, after what must be undone
  const phones = await startPhones(options.phones ?? 1, {
    dataDir: options.dataDir,
    env: { PHONE_LOCAL_ADDRESS: '127.0.0.1' },
    restart,
    say,
  });
  undo.push(() => Promise.all(phones.map((phone) => phone.program.stop(3_000))));
  await begun;

  const ended = (name: string, how: string): string => `The ${name} ended (${how}); its log is ${log(name)}.`;
  const ends = [
    simulators.ended.then((how) => ended('simulators', how)),
    ...backends.map((backend, index) => backend.failed.then((how) => ended(`backend-${index}`, how))),
    ...phones.map((phone, index) => phone.program.failed.then((how) => ended(`phone-${index}`, how))),
  ];
  const failed = Promise.race(ends).then((what) =>
    undo.length > 0 ? what : new Promise<string>(() => undefined),
  );

  return {
    backendUrl: backendUrls[0] ?? '',
    backendUrls,
    ...stores,
    simulators: simulators.ready,
    phones,
    failed,
    stop,
    crashBackend: async (index = 0, whileAway) => backends[index]?.crash(whileAway),
  };
}

/** Only in our own embedded database. A demonstration without a past is one all the same. */
async function makePast(
  { history = false, databaseUrl: given, env = {} }: ProductOptions,
  { databaseUrl, say }: { databaseUrl: string; say: (line: string) => void },
): Promise<void> {
  if (!history || given !== undefined) return;
  const setting = (name: string): string | undefined => env[name] ?? process.env[name];
  const rules = {
    timeZone: setting('REPORTING_TIME_ZONE') || 'America/Mexico_City',
    mxnPerUsd: Number(setting('MXN_PER_USD') || 18.4),
  };
  const began = Date.now();
  try {
    if (await writeDemoHistory({ databaseUrl, now: new Date(), ...rules }))
      say(
        `Made up two months of history for the dashboards in ${((Date.now() - began) / 1000).toFixed(1)} s.`,
      );
  } catch (error) {
    say(`No history for the dashboards: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function startStores(
  options: ProductOptions,
  { undo, say }: Pick<Parts, 'undo' | 'say'>,
): Promise<{ databaseUrl: string; redisUrl: string }> {
  if (options.databaseUrl !== undefined && options.redisUrl !== undefined)
    return { databaseUrl: options.databaseUrl, redisUrl: options.redisUrl };
  const stores = await startEmbeddedStores(options.dataDir);
  undo.push(() => stores.stop());
  say(stores.describe);
  return {
    databaseUrl: options.databaseUrl ?? stores.databaseUrl,
    redisUrl: options.redisUrl ?? stores.redisUrl,
  };
}

async function tellSimulators(controlUrl: string, backendUrls: string[]): Promise<void> {
  const answer = await fetch(`${controlUrl}/backend`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ url: backendUrls[0], urls: backendUrls }),
  });
  if (!answer.ok) throw new Error(`The simulators do not take the backend's address: HTTP ${answer.status}.`);
}
