/**
 * The whole product on one machine with simulators around it: what `npm start`, `npm run journey` and the
 * end-to-end tests run. Every part is a process of its own, so that each can be killed as a fault would.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEmbeddedStores } from '../../src/backend/embedded/stores.ts';
import { demoAccounts } from '../../src/shared/demo.ts';
import { startProgram, type ChildProgram } from './child-program.ts';
import { logFileOf, startPhones, type PhoneAccess } from './phones.ts';
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
  seed?: number;
  /** Phone processes to start. */
  phones?: number;
  backendPort?: number;
  /** Backends on the same stores. */
  backends?: number;
  env?: Record<string, string>;
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
      seed: options.seed ?? 1,
    }),
    logFile: log('simulators'),
  });
  undo.push(() => simulators.stop(3_000));

  const env = {
    ...backendEnv(secrets, simulators.ready),
    SECRET_KEY: keptSecret(join(options.dataDir, 'secret.key')),
    DATA_DIR: options.dataDir,
    DATABASE_URL: stores.databaseUrl,
    REDIS_URL: stores.redisUrl,
    RENDERER_DIR: join(root, 'dist/renderer'),
    ...options.env,
  };
  const startBackend = (port: number, index: number): Promise<ChildProgram<BackendReady>> =>
    startProgram<BackendReady>({
      name: 'backend',
      file: program('backend'),
      env: { ...env, PORT: String(port) },
      logFile: log(`backend-${index}`),
    });
  const backends: ChildProgram<BackendReady>[] = [];
  for (let index = 0; index < (options.backends ?? 1); index += 1)
    backends.push(await startBackend(index === 0 ? (options.backendPort ?? 0) : 0, index));
  undo.push(() => Promise.all(backends.map((backend) => backend.stop())));
  const backendUrls = backends.map((backend) => backend.ready.url);
  await tellSimulators(simulators.ready.controlUrl, backendUrls);

  const phones = await startPhones(options.phones ?? 1, options.dataDir, {
    PHONE_LOCAL_ADDRESS: '127.0.0.1',
  });
  undo.push(() => Promise.all(phones.map((phone) => phone.program.stop(3_000))));

  let announce: (what: string) => void = () => undefined;
  const failed = new Promise<string>((resolve) => (announce = resolve));
  const watch = (name: string, child: { ended: Promise<string> }): void => {
    void child.ended.then(
      (how) => undo.length > 0 && announce(`The ${name} ended (${how}); its log is ${log(name)}.`),
    );
  };
  watch('simulators', simulators);
  for (const [index, phone] of phones.entries()) watch(`phone-${index}`, phone.program);
  let crashing = false;
  const watchBackend = (index: number): void => {
    void backends[index]?.ended.then(
      (how) =>
        !crashing &&
        undo.length > 0 &&
        announce(`The backend ended (${how}); its log is ${log(`backend-${index}`)}.`),
    );
  };
  backends.forEach((_, index) => watchBackend(index));

  return {
    backendUrl: backendUrls[0] ?? '',
    backendUrls,
    ...stores,
    simulators: simulators.ready,
    phones,
    failed,
    stop,
    crashBackend: async (index = 0, whileAway) => {
      crashing = true;
      await backends[index]?.kill();
      await whileAway?.();
      backends[index] = await startBackend(Number(new URL(backendUrls[index] ?? '').port), index);
      crashing = false;
      watchBackend(index);
    },
  };
}

/** The key that seals SIP passwords must outlive a restart, or they could not be opened again. */
function keptSecret(file: string): string {
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600 });
  return readFileSync(file, 'utf8');
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
