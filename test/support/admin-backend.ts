/** A console's backend with administration, and one person of each role signed in. */
import { adminRoutes } from '../../src/backend/console-api/admin/admin-routes.ts';
import { connectPostgres } from '../../src/backend/store/connect.ts';
import { connectRedis } from '../../src/backend/cache/connect.ts';
import type { FastifyPluginAsync } from 'fastify';
import { pino } from 'pino';
import {
  addPerson,
  ask,
  signInAs,
  startConsoleBackend,
  testSecretKey,
  type Answer,
  type ConsoleBackend,
} from './console-backend.ts';

/** The rules of a house that changed none. */
export const adminEnv = {
  SECRET_KEY: testSecretKey,
  CALL_HOURS: { fromMinute: 540, toMinute: 1_200 },
  WRAP_UP_SECONDS: 120,
  MXN_PER_USD: 20,
  WEBHOOKS_ALLOW_PRIVATE: true,
};

export interface AdminBackend extends ConsoleBackend {
  people: Record<'agente' | 'jefa' | 'admin', { id: string; token: string }>;
  /** As `admin` unless another is named. */
  as: <T>(
    method: string,
    path: string,
    body?: unknown,
    who?: 'agente' | 'jefa' | 'admin',
  ) => Promise<Answer<T>>;
  /** Whatever stands in the audit trail under this action, newest first. */
  trail: (action: string) => Promise<{ userId: string; subjectId: string | null; detail: object }[]>;
}

/** Starts one; the caller closes it. `env` changes single rules; without `people` it is a second backend beside one that has them. */
export async function startAdminBackend(
  stores: { databaseUrl: string; redisUrl: string },
  {
    env = {},
    publish = true,
    people: withPeople = true,
  }: { env?: Partial<typeof adminEnv>; publish?: boolean; people?: boolean } = {},
): Promise<AdminBackend> {
  const log = pino({ level: 'silent' });
  const db = await connectPostgres(stores.databaseUrl, { log });
  const redis = await connectRedis(stores.redisUrl, { log });
  const plugins = adminRoutes({ db, redis, log, env: { ...adminEnv, ...env } });
  const backend = await startConsoleBackend(stores, {
    publish,
    plugins: plugins as unknown as FastifyPluginAsync[],
  });
  const people = {} as AdminBackend['people'];
  for (const [username, role] of [
    ['agente', 'agent'],
    ['jefa', 'supervisor'],
    ['admin', 'admin'],
  ] as const) {
    if (!withPeople) break;
    const id = await addPerson(backend.db, username, role, role === 'agent' ? '4101' : undefined);
    people[username] = { id, token: (await signInAs(backend.url, username)).token };
  }
  return {
    ...backend,
    people,
    as: (method, path, body, who = 'admin') =>
      ask(backend.url, path, { method, body, token: people[who].token }),
    trail: async (action) =>
      (
        await backend.db.query(
          `SELECT user_id AS "userId", subject_id AS "subjectId", detail FROM audit WHERE action = $1 ORDER BY id DESC`,
          [action],
        )
      ).rows as { userId: string; subjectId: string | null; detail: object }[],
    close: async () => {
      await backend.close();
      redis.disconnect();
      await db.end();
    },
  };
}
