/** A Redis per test file costs milliseconds and 5 MB; BullMQ's keys are fixed, so files could not share one. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { startEmbeddedRedis } from '../../src/backend/embedded/redis.ts';

/** `stop` ends the server, or empties the logical database if the server was given. */
export interface TestRedis {
  url: string;
  stop: () => Promise<void>;
}

/** Starts one, or takes an unused logical database of the server that TEST_REDIS_URL names. */
export async function startTestRedis(): Promise<TestRedis> {
  const given = process.env['TEST_REDIS_URL'];
  return given === undefined ? startOwnRedis() : claimDatabase(given);
}

/** Always a server of its own, for tests that change its settings or end it. */
export async function startOwnRedis(): Promise<TestRedis> {
  const dir = await mkdtemp(join(tmpdir(), 'vidanta-test-redis-'));
  const redis = await startEmbeddedRedis({ dir });
  const guard = await endWithUs(dir);
  return {
    url: redis.url,
    stop: async () => {
      guard?.kill('SIGKILL');
      await redis.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** A killed test process cannot stop its server; this shell sees its input close and does it instead. */
async function endWithUs(dir: string): Promise<ChildProcess | undefined> {
  if (process.platform === 'win32') return undefined;
  const { pid } = JSON.parse(await readFile(join(dir, 'server.json'), 'utf8')) as { pid: number };
  const script = 'cat > /dev/null; kill -9 "$0"; rm -rf "$1"';
  const guard = spawn('/bin/sh', ['-c', script, String(pid), dir], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.unref();
  (guard.stdin as Socket).unref();
  return guard;
}

/** Database 0 keeps the list of who uses which; a claim ends by itself an hour after its file was killed. */
async function claimDatabase(server: string): Promise<TestRedis> {
  const redis = new Redis(server);
  try {
    const [, count] = (await redis.config('GET', 'databases')) as [string, string];
    for (let number = 1; number < Number(count); number++) {
      const claim = `test:database:${number}`;
      if ((await redis.set(claim, process.pid, 'EX', 3_600, 'NX')) !== 'OK') continue;
      const url = new URL(server);
      url.pathname = `/${number}`;
      await empty(url.href);
      return { url: url.href, stop: () => release(server, url.href, claim) };
    }
  } finally {
    redis.disconnect();
  }
  throw new Error('all logical databases of TEST_REDIS_URL are in use: start it with more (--databases 500)');
}

async function release(server: string, url: string, claim: string): Promise<void> {
  await empty(url);
  const redis = new Redis(server);
  await redis.del(claim);
  redis.disconnect();
}

async function empty(url: string): Promise<void> {
  const redis = new Redis(url);
  await redis.flushdb();
  redis.disconnect();
}
