/** One Redis as a process: starting it, asking it whether it is there, seeing it end. */
import { spawn, type ChildProcess } from 'node:child_process';
import { rm, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { Redis } from 'ioredis';
import { freePort } from './free-port.ts';
import { isAlive, markOf, type ProcessMark } from './processes.ts';

/** Which server runs: the first two keep their data in the folder, the last one only in memory. */
export type RedisKind = 'redis-server' | 'valkey-server' | 'js-redis-server';

/** A server that was started, by us or by a former run. */
export interface RedisProcess extends ProcessMark {
  kind: RedisKind;
  port: number;
}

/** What every server of one folder has in common; `settings` are further lines of redis.conf. */
export interface RedisHome {
  dir: string;
  password: string;
  settings: Record<string, string>;
}

const startAttempts = 5;
const startPatienceMs = 30_000;
const answerPatienceMs = 3_000;
const endPatienceMs = 5_000;

/** Starts a server. Undefined if this program is not on the PATH; throws what it said if it does not come up. */
export async function startRedis(kind: RedisKind, home: RedisHome): Promise<RedisProcess | undefined> {
  const log = join(home.dir, 'redis.log');
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    await rm(log, { force: true });
    const pid = await launch(kind, home, port);
    if (pid === undefined) return undefined;
    const running = { kind, port, ...markOf(pid) };
    if (await comesUp(running, home.password, startPatienceMs)) return running;
    if (isAlive(running)) await stopRedis(running, home.password);
    const said = (await readFile(log, 'utf8').catch(() => 'it said nothing')).trim();
    if (attempt === startAttempts || !/in use/i.test(said)) {
      throw new Error(`${kind} did not start in ${home.dir}:\n${said.split('\n').slice(-5).join('\n')}`);
    }
  }
}

/** Whether that server takes our password and answers; one that still reads its data gets `patienceMs`. */
export async function comesUp(running: RedisProcess, password: string, patienceMs: number): Promise<boolean> {
  const giveUpAt = Date.now() + patienceMs;
  while (isAlive(running) && Date.now() < giveUpAt) {
    const answer = await ask(running.port, password, (redis) => redis.ping()).catch(() => undefined);
    if (answer === 'PONG') return true;
    await sleep(20);
  }
  return false;
}

/** Asks it to write everything down and go; ends it if it does not. A thread of our own ends with us. */
export async function stopRedis(running: RedisProcess, password: string): Promise<void> {
  if (running.pid === process.pid || !isAlive(running)) return;
  if (running.kind === 'js-redis-server') process.kill(running.pid, 'SIGTERM');
  else await ask(running.port, password, (redis) => redis.shutdown()).catch(() => undefined);
  const kindlyUntil = Date.now() + endPatienceMs;
  while (isAlive(running)) {
    if (Date.now() > kindlyUntil) process.kill(running.pid, 'SIGKILL');
    await sleep(20);
  }
}

async function launch(kind: RedisKind, home: RedisHome, port: number): Promise<number | undefined> {
  if (kind === 'js-redis-server') return launchJavaScript(home.dir, port);
  const file = join(home.dir, 'redis.conf');
  await writeFile(file, configuration(home, port), { mode: 0o600 });
  return launchDetached(kind, [file]);
}

function configuration({ dir, password, settings }: RedisHome, port: number): string {
  const quoted = dir.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
  const lines = {
    bind: '127.0.0.1',
    port: String(port),
    requirepass: password,
    dir: `"${quoted}"`,
    logfile: 'redis.log',
    daemonize: 'no',
    appendonly: 'yes',
    save: '""',
    'maxmemory-policy': 'noeviction',
    ...settings,
  };
  return Object.entries(lines)
    .map(([name, value]) => `${name} ${value}\n`)
    .join('');
}

/** Electron's own program runs no script once its `runAsNode` fuse is off, so there the server is a thread. */
function launchJavaScript(dir: string, port: number): Promise<number | undefined> {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const entry = new URL(`./redis-child.${extension}`, import.meta.url);
  if (process.versions['electron'] === undefined) {
    return launchDetached(process.execPath, [fileURLToPath(entry), dir, String(port)]);
  }
  new Worker(entry, { argv: [dir, String(port)] }).unref();
  return Promise.resolve(process.pid);
}

/** Detached, so that Ctrl-C in a terminal reaches the backend first, which then stops its stores in order. */
function launchDetached(program: string, args: string[]): Promise<number | undefined> {
  const child: ChildProcess = spawn(program, args, { detached: true, stdio: 'ignore', windowsHide: true });
  return new Promise((resolve) => {
    child.once('error', () => resolve(undefined));
    child.once('spawn', () => {
      child.unref();
      resolve(child.pid);
    });
  });
}

async function ask<T>(port: number, password: string, question: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis({
    host: '127.0.0.1',
    port,
    password,
    lazyConnect: true,
    connectTimeout: answerPatienceMs,
    commandTimeout: answerPatienceMs,
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
