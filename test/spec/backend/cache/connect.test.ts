import { Redis } from 'ioredis';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { checkRedis, connectRedis } from '../../../../src/backend/cache/connect.ts';
import { StoreError } from '../../../../src/backend/store-error.ts';
import { startEmbeddedRedis } from '../../../../src/backend/embedded/redis.ts';
import { freePort } from '../../../support/ports.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { startOwnRedis } from '../../../support/test-redis.ts';

const log = pino({ level: 'silent' });

async function failure(url: string): Promise<StoreError> {
  const error: unknown = await connectRedis(url, { log }).then(
    (redis) => redis.disconnect(),
    (reason: unknown) => reason,
  );
  if (!(error instanceof StoreError)) throw new Error(`expected a StoreError, got ${String(error)}`);
  return error;
}

describe('connecting to Redis', () => {
  it('accepts a Redis that evicts nothing', async () => {
    const server = await startOwnRedis();
    const redis = await connectRedis(server.url, { log });
    expect(await redis.ping()).toBe('PONG');
    redis.disconnect();
    await server.stop();
  });

  it('refuses one that evicts keys and names the command that stops it', async () => {
    const server = await startOwnRedis();
    const redis = new Redis(server.url);
    await redis.config('SET', 'maxmemory-policy', 'allkeys-lru');
    const error = await failure(server.url);
    await redis.config('SET', 'maxmemory-policy', 'noeviction');
    redis.disconnect();
    await server.stop();
    expect(error.code).toBe('misconfigured');
    expect(error.message).toContain('CONFIG SET maxmemory-policy noeviction');
  });

  it('refuses a wrong password without repeating it', async () => {
    const server = await startOwnRedis();
    const url = new URL(server.url);
    url.password = 'hunter2';
    const error = await failure(url.href);
    await server.stop();
    expect(error.code).toBe('auth');
    expect(error.message).toContain('REDIS_URL');
    expect(error.message).not.toContain('hunter2');
  });

  it('refuses a missing password', async () => {
    const server = await startOwnRedis();
    const url = new URL(server.url);
    url.password = '';
    const error = await failure(url.href);
    await server.stop();
    expect(error.code).toBe('auth');
  });

  it('says that nothing listens rather than wait for ever', async () => {
    const error = await failure(`redis://:hunter2@127.0.0.1:${await freePort()}/0`);
    expect(error.code).toBe('unreachable');
    expect(error.message).toMatch(/ECONNREFUSED.*is it running/);
    expect(error.message).not.toContain('hunter2');
  });

  it('says how REDIS_URL must look when that is something else', async () => {
    expect((await failure('localhost:6379')).message).toContain('redis://:password@host:6379/0');
  });
});

describe('a Redis that does not tell everything', () => {
  it('is accepted where CONFIG is forbidden, as managed ones do', async () => {
    const server = await startOwnRedis();
    const admin = new Redis(server.url);
    await admin.call('ACL', 'SETUSER', 'tenant', 'on', '>hunter2', '~*', '&*', '+@all', '-config');
    admin.disconnect();
    const url = new URL(server.url);
    url.username = 'tenant';
    url.password = 'hunter2';
    const redis = await connectRedis(url.href, { log });
    expect(await redis.ping()).toBe('PONG');
    redis.disconnect();
    await server.stop();
  });

  it('is accepted when it is the one in JavaScript', async () => {
    const server = await startEmbeddedRedis({ dir: await tempFolder(), programs: [] });
    const redis = await connectRedis(server.url, { log });
    expect(await redis.ping()).toBe('PONG');
    redis.disconnect();
    await server.stop();
  });
});

describe('what a Redis tells of itself', () => {
  const url = 'redis://:hunter2@cache.example:6379/0';

  it('is too old below 6.2', () => {
    const evictionPolicy = 'noeviction';
    expect(() => checkRedis({ version: '6.0.16', evictionPolicy }, url)).toThrow(
      'upgrade it to 6.2 or newer',
    );
    expect(checkRedis({ version: '6.2.0', evictionPolicy }, url)).toEqual([]);
    expect(checkRedis({ version: '10.0.1', evictionPolicy }, url)).toEqual([]);
  });

  it('only warns where the server keeps its policy to itself', () => {
    expect(checkRedis({ version: '7.2.4', evictionPolicy: undefined }, url)).toEqual([
      expect.stringContaining('make sure that it is noeviction'),
    ]);
  });
});
