/** Redis for a machine that was given none: the server on the PATH, else one written in JavaScript. */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { Redis } from 'ioredis';
import { withFolderLock } from './folder-lock.ts';
import { freePort } from './free-port.ts';
import { makeOwnFolder } from './own-folder.ts';
import { isAlive, markOf, type ProcessMark } from './processes.ts';
import { signIn, signOut } from './tenants.ts';

/** Which server runs: the first keeps its data in the folder, the last one only in memory. */
export type RedisKind = 'redis-server' | 'valkey-server' | 'js-redis-server';

/** `programs` to look for on the PATH, in this order; with none of them the JavaScript server runs. */
export interface EmbeddedRedisOptions {
  dir: string;
  programs?: readonly Exclude<RedisKind, 'js-redis-server'>[];
}

/** `adopted`: it was running already. `stop` leaves it running while another living process uses it. */
export interface EmbeddedRedis {
  url: string;
  kind: RedisKind;
  adopted: boolean;
  stop: () => Promise<void>;
}

interface RunningRedis extends ProcessMark {
  kind: RedisKind;
  port: number;
}

const startAttempts = 5;
const patienceMs = 30_000;

/**
 * Starts Redis on the folder `dir`, or adopts the one that runs on it: loopback only, a random password,
 * append-only file, nothing evicted. Throws an Error that says what the server said.
 */
export async function startEmbeddedRedis(options: EmbeddedRedisOptions): Promise<EmbeddedRedis> {
  const dir = resolve(options.dir);
  await makeOwnFolder(dir);
  return withFolderLock(dir, async () => {
    const password = await ensurePassword(dir);
    const adopted = await adoptable(dir, password);
    const running =
      adopted ?? (await startOne(dir, password, options.programs ?? ['redis-server', 'valkey-server']));
    await writeFile(join(dir, 'server.json'), JSON.stringify(running));
    const tenant = await signIn(dir);
    return {
      url: `redis://:${password}@127.0.0.1:${running.port}/0`,
      kind: running.kind,
      adopted: adopted !== undefined,
      stop: () => leave(dir, running, password, tenant),
    };
  });
}

async function leave(dir: string, running: RunningRedis, password: string, tenant: string): Promise<void> {
  await withFolderLock(dir, async () => {
    if (!(await signOut(dir, tenant))) return;
    await ask(running.port, password, (redis) => redis.shutdown()).catch(() => undefined);
    await ended(running);
    await rm(join(dir, 'server.json'), { force: true });
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
async function adoptable(dir: string, password: string): Promise<RunningRedis | undefined> {
  const text = await readFile(join(dir, 'server.json'), 'utf8').catch(() => '{}');
  const left = JSON.parse(text) as Partial<RunningRedis>;
  if (!isRunningRedis(left) || !isAlive(left)) return undefined;
  if (await answers(left.port, password)) return left;
  await ended(left);
  return undefined;
}

function isRunningRedis(left: Partial<RunningRedis>): left is RunningRedis {
  return (
    left.pid !== undefined && left.mark !== undefined && left.port !== undefined && left.kind !== undefined
  );
}

async function startOne(
  dir: string,
  password: string,
  programs: readonly RedisKind[],
): Promise<RunningRedis> {
  for (const kind of [...programs, 'js-redis-server' as const]) {
    const running = await start(kind, dir, password);
    if (running !== undefined) return running;
  }
  throw new Error(`no Redis could be started in ${dir}: install redis-server, or set REDIS_URL`);
}

/** Undefined if this program is not on the PATH. */
async function start(kind: RedisKind, dir: string, password: string): Promise<RunningRedis | undefined> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    await writeFile(join(dir, 'redis.conf'), configuration(dir, port, password), { mode: 0o600 });
    await rm(join(dir, 'redis.log'), { force: true });
    const pid = await launch(kind, dir, port);
    if (pid === undefined) return undefined;
    const running = { kind, port, ...markOf(pid) };
    if (await comesUp(running, password)) return running;
    const said = await readFile(join(dir, 'redis.log'), 'utf8').catch(() => 'it said nothing');
    if (attempt === startAttempts || !/in use/i.test(said)) {
      throw new Error(`${kind} did not start in ${dir}:\n${said.trim().split('\n').slice(-5).join('\n')}`);
    }
  }
}

function configuration(dir: string, port: number, password: string): string {
  const quoted = dir.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
  return [
    'bind 127.0.0.1',
    `port ${port}`,
    `requirepass ${password}`,
    `dir "${quoted}"`,
    'logfile redis.log',
    'daemonize no',
    'appendonly yes',
    'save ""',
    'maxmemory-policy noeviction',
    '',
  ].join('\n');
}

/** Detached, so that Ctrl-C in a terminal reaches the backend first, which then stops its stores in order. */
async function launch(kind: RedisKind, dir: string, port: number): Promise<number | undefined> {
  if (kind === 'js-redis-server') return launchJavaScript(dir, port);
  return begun(
    spawn(kind, [join(dir, 'redis.conf')], { detached: true, stdio: 'ignore', windowsHide: true }),
  );
}

function begun(child: ChildProcess): Promise<number | undefined> {
  return new Promise((resolve) => {
    child.once('error', () => resolve(undefined));
    child.once('spawn', () => {
      child.unref();
      resolve(child.pid);
    });
  });
}

/** Electron's own program cannot be made to run a script once its `runAsNode` fuse is off, so there it is a thread. */
function launchJavaScript(dir: string, port: number): Promise<number | undefined> {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const entry = new URL(`./redis-child.${extension}`, import.meta.url);
  const argv = [dir, String(port)];
  if (process.versions['electron'] !== undefined) {
    new Worker(entry, { argv }).unref();
    return Promise.resolve(process.pid);
  }
  const args = [entry.pathname, ...argv];
  return begun(spawn(process.execPath, args, { detached: true, stdio: 'ignore', windowsHide: true }));
}

async function comesUp(running: RunningRedis, password: string): Promise<boolean> {
  const giveUpAt = Date.now() + patienceMs;
  while (Date.now() < giveUpAt) {
    if (await answers(running.port, password)) return true;
    if (!isAlive(running)) return false;
    await sleep(50);
  }
  await ended(running);
  return false;
}

function answers(port: number, password: string): Promise<boolean> {
  return ask(port, password, (redis) => redis.ping()).then(
    (answer) => answer === 'PONG',
    () => false,
  );
}

async function ask<T>(port: number, password: string, question: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis({
    host: '127.0.0.1',
    port,
    password,
    lazyConnect: true,
    connectTimeout: 5_000,
    commandTimeout: 5_000,
    maxRetriesPerRequest: 0,
    enableReadyCheck: false,
    retryStrategy: () => null,
  });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return await question(redis);
  } finally {
    redis.disconnect();
  }
}

/** Waits until that process has ended, and ends it if it takes too long. Never ends ourselves (Electron's thread). */
async function ended(running: RunningRedis): Promise<void> {
  if (running.pid === process.pid) return;
  const kindlyUntil = Date.now() + 5_000;
  while (isAlive(running)) {
    if (Date.now() > kindlyUntil) process.kill(running.pid, 'SIGKILL');
    await sleep(50);
  }
}
