/** Writes sql/schema.sql anew: run it after adding a migration. `npm run schema` */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import { startEmbeddedPostgres } from '../src/backend/embedded/postgres.ts';
import { migrate, migrationsFolder } from '../src/backend/store/migrate.ts';
import { describeSchema } from './lib/describe-schema.ts';

const dir = await mkdtemp(join(tmpdir(), 'schema-'));
const postgres = await startEmbeddedPostgres({ dir, settings: { fsync: 'off' } });
try {
  await migrate(postgres.url, pino({ level: 'silent' }));
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  const file = join(dirname(migrationsFolder()), 'schema.sql');
  await writeFile(file, await describeSchema(client));
  await client.end();
  console.log(`wrote ${file}`);
} finally {
  await postgres.stop();
  await rm(postgres.home, { recursive: true, force: true });
  await rm(dir, { recursive: true, force: true });
}
