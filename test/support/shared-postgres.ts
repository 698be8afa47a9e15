/** One PostgreSQL serves all test files of all runs of this checkout; a killed run leaves nothing that piles up. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { pino } from 'pino';
import { startEmbeddedPostgres } from '../../src/backend/embedded/postgres.ts';
import { isAlive } from '../../src/backend/embedded/processes.ts';
import { migrate, migrationsFolder } from '../../src/backend/store/migrate.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The server's maintenance database, and the migrated database that each test file gets a copy of. */
    postgres: { url: string; template: string };
  }
}

const forTestsOnly = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '400',
};

/** Vitest's global setup: starts (or adopts) the server, unless TEST_DATABASE_URL names one, and migrates a template. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['TEST_DATABASE_URL'];
  const own =
    given === undefined ? await startEmbeddedPostgres({ dir: folder(), settings: forTestsOnly }) : undefined;
  const url = given ?? own?.url ?? '';
  await dropAbandoned(url);
  project.provide('postgres', { url, template: await ensureTemplate(url) });
  return async () => own?.stop();
}

/** One folder a user and checkout. */
function folder(): string {
  const checkout = createHash('sha256')
    .update(import.meta.dirname)
    .digest('hex')
    .slice(0, 8);
  return join(tmpdir(), `vidanta-test-stores-${userInfo().username}-${checkout}`);
}

/** A database named after the migrations' contents, so that it is made anew exactly when they change. */
async function ensureTemplate(url: string): Promise<string> {
  const name = `template_${await migrationsDigest()}`;
  await withClient(url, async (client) => {
    await client.query('SELECT pg_advisory_lock(7413)');
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (rowCount !== 0) return;
    const half = `half_${process.pid}_${Date.now()}`;
    await client.query(`CREATE DATABASE ${half} TEMPLATE template0 ENCODING UTF8`);
    await migrate(databaseOf(url, half), pino({ level: 'silent' }));
    await client.query(`ALTER DATABASE ${half} RENAME TO ${name}`);
  });
  return name;
}

async function migrationsDigest(): Promise<string> {
  const hash = createHash('sha256');
  for (const name of (await readdir(migrationsFolder())).toSorted()) {
    hash.update(name).update(await readFile(join(migrationsFolder(), name)));
  }
  return hash.digest('hex').slice(0, 16);
}

/** Databases of test files whose process was killed (their names hold its number). */
async function dropAbandoned(url: string): Promise<void> {
  await withClient(url, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      "SELECT datname AS name FROM pg_database WHERE datname ~ '^(test|half)_[0-9]+_'",
    );
    for (const { name } of rows) {
      if (isAlive({ pid: Number(name.split('_')[1]), mark: '' })) continue;
      await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    }
  });
}

/** The same server, another database. */
export function databaseOf(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
}

/** Runs `work` with a connection of its own. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
