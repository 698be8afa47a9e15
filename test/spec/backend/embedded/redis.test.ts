import { readFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startEmbeddedRedis, type EmbeddedRedis } from '../../../../src/backend/embedded/redis.ts';
import { isAlive, type ProcessMark } from '../../../../src/backend/embedded/processes.ts';
import { keepStore, type KeptStore } from '../../../support/keep-store.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { until } from '../../../support/until.ts';

async function start(
  dir: string,
  programs: readonly 'redis-server'[] = ['redis-server'],
): Promise<EmbeddedRedis> {
  const redis = await startEmbeddedRedis({ dir, programs });
  onTestFinished(redis.stop);
  return redis;
}

async function keep(store: 'redis' | 'js', dir: string): Promise<KeptStore> {
  const kept = await keepStore(store, dir);
  onTestFinished(kept.leave);
  return kept;
}

async function withRedis<T>(url: string, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url, { retryStrategy: () => null, maxRetriesPerRequest: 0 });
  redis.on('error', () => undefined);
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}

const remember = (url: string) => withRedis(url, (redis) => redis.set('note', '42'));
const recall = (url: string) => withRedis(url, (redis) => redis.get('note'));

async function serverOf(dir: string): Promise<ProcessMark> {
  return JSON.parse(await readFile(join(dir, 'server.json'), 'utf8')) as ProcessMark;
}

/** Whether anything takes a connection at this machine's address in its network. */
function isOpenTo(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port, timeout: 5_000 });
    const end = (open: boolean) => () => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', end(true)).once('error', end(false)).once('timeout', end(false));
  });
}

async function expectLoopbackOnly(url: string): Promise<void> {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const outside = addresses.filter(({ family, internal }) => family === 'IPv4' && !internal);
  for (const { address } of outside) expect(await isOpenTo(address, Number(new URL(url).port))).toBe(false);
  expect(await isOpenTo('127.0.0.1', Number(new URL(url).port))).toBe(true);
}

describe('the embedded redis-server', () => {
  it('keeps its data over a stop, evicts nothing and is open to this machine only', async () => {
    const dir = await tempFolder();
    const first = await start(dir);
    expect(first).toMatchObject({ kind: 'redis-server', adopted: false });
    expect(await withRedis(first.url, (redis) => redis.config('GET', 'maxmemory-policy'))).toContain(
      'noeviction',
    );
    await expectLoopbackOnly(first.url);
    await remember(first.url);
    await first.stop();
    expect(await recall((await start(dir)).url)).toBe('42');
  });

  it('lets nobody in without its password', async () => {
    const url = new URL((await start(await tempFolder())).url);
    url.password = '';
    await expect(recall(url.href)).rejects.toThrow('NOAUTH');
  });

  it('comes back with its data after it was killed', async () => {
    const dir = await tempFolder();
    const first = await start(dir);
    await remember(first.url);
    process.kill((await serverOf(dir)).pid, 'SIGKILL');
    expect(await recall((await start(dir)).url)).toBe('42');
  });

  it('is adopted, still running, by the next start after its program was killed', async () => {
    const dir = await tempFolder();
    const killed = await keep('redis', dir);
    await remember(killed.url);
    await killed.kill();
    const next = await start(dir);
    expect(next).toMatchObject({ adopted: true, url: killed.url });
    expect(await recall(next.url)).toBe('42');
    const server = await serverOf(dir);
    await next.stop();
    expect(isAlive(server)).toBe(false);
  });

  it('is replaced when a former run left one that answers no more', async () => {
    const dir = await tempFolder();
    const killed = await keep('redis', dir);
    await remember(killed.url);
    const stuck = await serverOf(dir);
    await killed.kill();
    process.kill(stuck.pid, 'SIGSTOP');
    const next = await start(dir);
    expect(next.adopted).toBe(false);
    expect(isAlive(stuck)).toBe(false);
    expect(await recall(next.url)).toBe('42');
  });

  it('runs on while another program uses it, and ends with the last one', async () => {
    const dir = await tempFolder();
    const [one, other] = await Promise.all([keep('redis', dir), keep('redis', dir)]);
    expect(one.url).toBe(other.url);
    const server = await serverOf(dir);
    await one.leave();
    expect(isAlive(server)).toBe(true);
    await other.leave();
    expect(isAlive(server)).toBe(false);
  });
});

describe('the Redis in JavaScript, where the machine has none', () => {
  it('carries BullMQ and is open to this machine only', async () => {
    const redis = await start(await tempFolder(), []);
    expect(redis.kind).toBe('js-redis-server');
    await expectLoopbackOnly(redis.url);
    const done: unknown[] = [];
    const connection = { url: redis.url, maxRetriesPerRequest: null };
    const worker = new Worker('calls', (job) => Promise.resolve(done.push(job.data)), {
      connection,
      prefix: 'queue',
    });
    const queue = new Queue('calls', { connection, prefix: 'queue' });
    await queue.addBulk([1, 2, 3].map((n) => ({ name: 'call', data: { n } })));
    await until(() => done.length === 3, { what: 'three jobs' });
    await Promise.all([worker.close(), queue.close()]);
    expect(done).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  });

  it('lets nobody in without its password', async () => {
    const url = new URL((await start(await tempFolder(), [])).url);
    url.password = 'guess';
    await expect(recall(url.href)).rejects.toThrow();
  });

  it('goes by itself when all who used it were killed', async () => {
    const dir = await tempFolder();
    const killed = await keep('js', dir);
    const server = await serverOf(dir);
    await killed.kill();
    await until(() => !isAlive(server), { timeoutMs: 90_000, what: 'the server to notice' });
  });
});
