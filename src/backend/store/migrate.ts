/** Brings a database to the shape this version expects, however many backends start at the same moment. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runner } from 'node-pg-migrate';
import pg from 'pg';
import type { Logger } from 'pino';
import { addressWithoutSecrets, StoreError } from '../store-error.ts';
import { clientConfig, explainPostgres } from './connect.ts';

const migrationsTable = 'migrations';
/** A second backend waits this long for the first one to finish migrating. */
const lockTimeoutMs = 10 * 60_000;

/**
 * Runs the migrations of `sql/migrations` that this database has not seen, all in one transaction, one process at
 * a time (advisory lock; others wait). Gives back the names of those it ran. Throws StoreError `too-new` if the
 * database was migrated by a later version of this product, or as `connectPostgres` does.
 */
export async function migrate(databaseUrl: string, log: Pick<Logger, 'info' | 'warn'>): Promise<string[]> {
  const client = new pg.Client({
    ...clientConfig(databaseUrl),
    statement_timeout: 0,
    query_timeout: 0,
    lock_timeout: lockTimeoutMs,
  });
  client.on('error', (error) => log.warn({ err: error }, 'PostgreSQL closed the connection that migrates'));
  await client.connect().catch((error: unknown) => {
    throw explainPostgres(error, databaseUrl);
  });
  try {
    const dir = migrationsFolder();
    await refuseNewer(client, await namesIn(dir), databaseUrl);
    const ran = await runner({
      dbClient: client,
      dir,
      direction: 'up',
      migrationsTable,
      singleTransaction: true,
      advisoryLockMode: 'wait',
      logger: quiet(log),
    });
    for (const { name } of ran) log.info(`migrated the database: ${name}`);
    return ran.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

/** The migrations beside the sources, or beside `dist/` in a build; found from here upwards. */
export function migrationsFolder(): string {
  for (let dir = import.meta.dirname; dirname(dir) !== dir; dir = dirname(dir)) {
    const candidate = join(dir, 'sql', 'migrations');
    if (existsSync(candidate)) return candidate;
  }
  throw new StoreError(
    'postgres',
    'misconfigured',
    'sql/migrations is missing: it must lie beside src/ or dist/',
  );
}

async function namesIn(dir: string): Promise<string[]> {
  return (await readdir(dir))
    .filter((name) => name.endsWith('.sql'))
    .map((name) => name.slice(0, -'.sql'.length));
}

async function refuseNewer(client: pg.Client, known: string[], databaseUrl: string): Promise<void> {
  const table = await client.query<{ there: boolean }>('SELECT to_regclass($1) IS NOT NULL AS there', [
    migrationsTable,
  ]);
  if (table.rows[0]?.there !== true) return;
  const { rows } = await client.query<{ name: string }>(
    `SELECT name FROM ${migrationsTable} WHERE name <> ALL ($1) ORDER BY id`,
    [known],
  );
  if (rows.length === 0) return;
  throw new StoreError(
    'postgres',
    'too-new',
    `the database ${addressWithoutSecrets(databaseUrl)} was migrated by a later version (${rows.map(({ name }) => name).join(', ')}): ` +
      'start that version or a newer one, or name another database in DATABASE_URL',
  );
}

function quiet(
  log: Pick<Logger, 'warn'>,
): Record<'debug' | 'info' | 'warn' | 'error', (text: string) => void> {
  const drop = (): void => undefined;
  // A failed migration is thrown as well; its statement goes to the log because the error does not name it.
  return { debug: drop, info: drop, warn: drop, error: (text) => log.warn(text) };
}
