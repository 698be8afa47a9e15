/** `npm run test:servers`: the same suite on the PostgreSQL and Redis that a Debian server would have. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { startEmbeddedPostgres } from '../src/backend/embedded/postgres.ts';
import { startEmbeddedRedis } from '../src/backend/embedded/redis.ts';
import { ensureDebianPackages, postgresFolders, type DebianPackage } from '../test/support/debian.ts';
import { runVitest } from './lib/run-tests.ts';
import { lastLine, sum, type Tally } from './lib/tally.ts';

const servers: DebianPackage[] = [
  { name: 'postgresql', program: 'initdb', purpose: 'the database' },
  { name: 'redis-server', program: 'redis-server', purpose: 'the queue and the cache' },
];

const missing = ensureDebianPackages(servers, console.log);
if (missing.length > 0) {
  console.error(`missing: ${missing.map(({ name }) => name).join(', ')}; install them with apt-get`);
  console.log('0 passed, 1 failed');
  process.exit(1);
}
const total = sum([await runOnServers()]);
console.log(lastLine(total));
process.exitCode = total.failed === 0 ? 0 : 1;

async function runOnServers(): Promise<Tally> {
  const dir = await mkdtemp(join(tmpdir(), 'test-servers-'));
  const folder = dirname(postgresFolders()[0] ?? '');
  const major = Number(basename(folder));
  const postgres = await startEmbeddedPostgres({
    dir: join(dir, 'postgres'),
    programs: { folder, version: `debian-${major}`, major },
    settings: { fsync: 'off', max_connections: '400' },
  });
  const redis = await startEmbeddedRedis({
    dir: join(dir, 'redis'),
    programs: ['redis-server'],
    settings: { databases: '1000' },
  });
  console.log(`Debian's PostgreSQL ${major} and ${redis.kind}, in ${dir}`);
  try {
    const filters = process.argv.slice(2);
    return await runVitest(filters, { TEST_DATABASE_URL: postgres.url, TEST_REDIS_URL: redis.url });
  } finally {
    await Promise.all([postgres.stop(), redis.stop()]);
    await rm(postgres.home, { recursive: true, force: true });
    await rm(dir, { recursive: true, force: true });
  }
}
