/** A process that starts an embedded store, says its address, and stops it when its input ends; tests kill it instead. */
import { startEmbeddedPostgres } from '../../src/backend/embedded/postgres.ts';
import { startEmbeddedRedis } from '../../src/backend/embedded/redis.ts';

const [store, dir = '', folder] = process.argv.slice(2);
const programs = folder === undefined ? undefined : { folder, version: 'readable', major: 18 };
try {
  const { stop, ...facts } =
    store === 'postgres'
      ? await startEmbeddedPostgres({ dir, ...(programs && { programs }) })
      : await startEmbeddedRedis({ dir, programs: store === 'js' ? [] : ['redis-server'] });
  console.log(JSON.stringify(facts));
  process.stdin.resume().once('end', () => void stop().then(() => process.exit(0)));
} catch (error) {
  console.log(JSON.stringify({ error: String(error) }));
  process.exit(1);
}
