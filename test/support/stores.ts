/** Every test file has stores of its own: a fresh database and a whole Redis, so files never see each other. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, inject } from 'vitest';
import { databaseOf, withClient } from './shared-postgres.ts';
import { startTestRedis } from './test-redis.ts';

/** `close` runs by itself at the end of the file. */
export interface TestStores {
  /** A database with all migrations, and nothing else in it. */
  databaseUrl: string;
  /** A Redis that nobody else uses: it may be flushed. */
  redisUrl: string;
  close: () => Promise<void>;
}

/** Call it at the top of a test file: `const stores = await testStores();` */
export async function testStores(): Promise<TestStores> {
  const [database, redis] = await Promise.all([testDatabase(), startTestRedis()]);
  const close = async (): Promise<void> => {
    await Promise.all([database.drop(), redis.stop()]);
  };
  afterAll(close);
  return { databaseUrl: database.url, redisUrl: redis.url, close };
}

/** Connections to it (default at most 10) that may be cut when the database is dropped, while they are still closing. */
export function openPool(databaseUrl: string, max = 10): pg.Pool {
  const pool = new pg.Pool({ connectionString: databaseUrl, max });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** Only a database: `empty` without the migrations. The caller drops it. */
export async function testDatabase({ empty = false } = {}): Promise<{
  url: string;
  drop: () => Promise<void>;
}> {
  const { url, template } = inject('postgres');
  const name = `test_${process.pid}_${randomUUID().slice(0, 8)}`;
  const source = empty ? 'template0' : template;
  await withClient(url, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${source} ENCODING UTF8`));
  return {
    url: databaseOf(url, name),
    drop: () =>
      withClient(url, async (client) => {
        await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      }),
  };
}
