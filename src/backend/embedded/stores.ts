/** Both stores in one data folder, for whoever starts the product without naming any. */
import { join, resolve } from 'node:path';
import { explainFolder } from './data-folder-error.ts';
import { startEmbeddedPostgres } from './postgres.ts';
import { startEmbeddedRedis } from './redis.ts';

/** `describe` says in one sentence what runs where; it holds no password. */
export interface EmbeddedStores {
  databaseUrl: string;
  redisUrl: string;
  describe: string;
  stop: () => Promise<void>;
}

/** Starts (or adopts) PostgreSQL and Redis in `dir`/postgres and `dir`/redis. Throws a DataFolderError that says what to do. */
export async function startEmbeddedStores(dir: string): Promise<EmbeddedStores> {
  const folder = resolve(dir);
  return startBoth(folder).catch((error: unknown) => {
    throw explainFolder(error, folder);
  });
}

async function startBoth(folder: string): Promise<EmbeddedStores> {
  const postgres = await startEmbeddedPostgres({ dir: join(folder, 'postgres') });
  const redis = await startEmbeddedRedis({ dir: join(folder, 'redis') }).catch(async (error: unknown) => {
    await postgres.stop();
    throw error;
  });
  const moved = postgres.home.startsWith(folder) ? '' : ` (PostgreSQL's data in ${postgres.home})`;
  return {
    databaseUrl: postgres.url,
    redisUrl: redis.url,
    describe:
      `embedded stores in ${folder}${moved}: PostgreSQL on port ${new URL(postgres.url).port}` +
      `${postgres.adopted ? ', running already' : ''}, ${redis.kind} on port ${new URL(redis.url).port}` +
      `${redis.adopted ? ', running already' : ''}`,
    stop: async () => {
      await Promise.all([postgres.stop(), redis.stop()]);
    },
  };
}
