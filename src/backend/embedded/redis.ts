/** Redis for a machine that was given none: the server on the PATH, else one written in JavaScript. */
import { randomBytes } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { withFolderLock } from './folder-lock.ts';
import { makeOwnFolder } from './own-folder.ts';
import { isAlive } from './processes.ts';
import {
  comesUp,
  startRedis,
  stopRedis,
  type RedisHome,
  type RedisKind,
  type RedisProcess,
} from './redis-process.ts';
import { signIn, signOut } from './tenants.ts';

const adoptionPatienceMs = 5_000;

/** `programs` to look for on the PATH, in this order; with none of them the JavaScript server runs. */
export interface EmbeddedRedisOptions {
  dir: string;
  programs?: readonly Exclude<RedisKind, 'js-redis-server'>[];
  /** Further lines of redis.conf, such as `{ databases: '500' }`. */
  settings?: Record<string, string>;
}

/** `adopted`: it was running already. `stop` leaves it running while another living process uses it. */
export interface EmbeddedRedis {
  url: string;
  kind: RedisKind;
  adopted: boolean;
  stop: () => Promise<void>;
}

/**
 * Starts Redis on the folder `dir`, or adopts the one that runs on it: loopback only, a random password,
 * append-only file, nothing evicted. Throws an Error that says what the server said.
 */
export async function startEmbeddedRedis(options: EmbeddedRedisOptions): Promise<EmbeddedRedis> {
  const dir = resolve(options.dir);
  const { programs = ['redis-server', 'valkey-server'], settings = {} } = options;
  await makeOwnFolder(dir);
  return withFolderLock(dir, async () => {
    const home = { dir, password: await ensurePassword(dir), settings };
    const adopted = await adoptable(home);
    const running = adopted ?? (await startFirst([...programs, 'js-redis-server'], home));
    await writeFile(stateFile(dir), JSON.stringify(running));
    const tenant = await signIn(dir);
    let left: Promise<void> | undefined;
    return {
      url: `redis://:${home.password}@127.0.0.1:${running.port}/0`,
      kind: running.kind,
      adopted: adopted !== undefined,
      stop: () => (left ??= leave(home, tenant)),
    };
  });
}

/** Whoever leaves last stops the server that runs by now, which need not be the one it came for. */
async function leave({ dir, password }: RedisHome, tenant: string): Promise<void> {
  await withFolderLock(dir, async () => {
    if (!(await signOut(dir, tenant))) return;
    const running = await readState(dir);
    if (running !== undefined) await stopRedis(running, password);
    await rm(stateFile(dir), { force: true });
  });
}

async function ensurePassword(dir: string): Promise<string> {
  const file = join(dir, 'password');
  const found = await readFile(file, 'utf8').catch(() => '');
  if (found.trim() !== '') return found.trim();
  const password = randomBytes(24).toString('base64url');
  await writeFile(file, password, { mode: 0o600 });
  return password;
}

/** The server a former run left behind, if it answers; one that does not is ended, for two on one folder lose data. */
async function adoptable({ dir, password }: RedisHome): Promise<RedisProcess | undefined> {
  const left = await readState(dir);
  if (left === undefined || !isAlive(left)) return undefined;
  if (await comesUp(left, password, adoptionPatienceMs)) return left;
  await stopRedis(left, password);
  return undefined;
}

async function readState(dir: string): Promise<RedisProcess | undefined> {
  try {
    return JSON.parse(await readFile(stateFile(dir), 'utf8')) as RedisProcess;
  } catch {
    return undefined;
  }
}

function stateFile(dir: string): string {
  return join(dir, 'server.json');
}

async function startFirst(kinds: readonly RedisKind[], home: RedisHome): Promise<RedisProcess> {
  for (const kind of kinds) {
    const running = await startRedis(kind, home);
    if (running !== undefined) return running;
  }
  throw new Error(`no Redis could be started in ${home.dir}: install redis-server, or set REDIS_URL`);
}
