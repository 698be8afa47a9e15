/** PostgreSQL for a machine that has none: real server programs from npm, driven by their own initdb and pg_ctl. */
import { resolve } from 'node:path';
import { withFolderLock } from './folder-lock.ts';
import { makeOwnFolder } from './own-folder.ts';
import { findPlace, type Place } from './place.ts';
import { ensureData, superuser } from './postgres-data.ts';
import { findPrograms, type PostgresPrograms } from './postgres-programs.ts';
import { runningPort, startServer, stopServer } from './postgres-server.ts';
import { signIn, signOut } from './tenants.ts';

/** `settings` are postgresql.conf parameters, such as `{ fsync: 'off' }` for a server that only tests use. */
export interface EmbeddedPostgresOptions {
  dir: string;
  port?: number;
  settings?: Record<string, string>;
  /** Other programs than those of the npm package, such as Debian's in /usr/lib/postgresql/15. */
  programs?: PostgresPrograms;
}

/** `adopted`: it was running already. `stop` leaves it running while another living process uses it. */
export interface EmbeddedPostgres {
  url: string;
  adopted: boolean;
  /** Where the data really is; not below `dir` if root had to move it. */
  home: string;
  stop: () => Promise<void>;
}

/**
 * Starts PostgreSQL on the data in `dir`, creating it on the first start, or adopts the server that runs on it.
 * Loopback only, a random password (scram), locale C, UTF8. Takes another port if `port` is taken.
 * Throws an Error that says what to do.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dir = resolve(options.dir);
  const programs = options.programs ?? (await findPrograms());
  try {
    await makeOwnFolder(dir);
    return await withFolderLock(dir, () => startIn(dir, programs, options));
  } catch (error) {
    throw sayWhoseFolder(dir, error as NodeJS.ErrnoException);
  }
}

async function startIn(
  dir: string,
  programs: PostgresPrograms,
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const place = await findPlace(dir, programs);
  const password = await ensureData(place, programs.major);
  const running = await runningPort(place, password);
  const port = running ?? (await startServer(place, options));
  const tenant = await signIn(dir);
  let left: Promise<void> | undefined;
  return {
    url: `postgres://${superuser}:${password}@127.0.0.1:${port}/postgres`,
    adopted: running !== undefined,
    home: place.home,
    stop: () => (left ??= leave(dir, place, tenant)),
  };
}

async function leave(dir: string, place: Place, tenant: string): Promise<void> {
  await withFolderLock(dir, async () => {
    if (await signOut(dir, tenant)) await stopServer(place);
  });
}

function sayWhoseFolder(dir: string, error: NodeJS.ErrnoException): Error {
  if (error.code !== 'EACCES' && error.code !== 'EPERM') return error;
  return new Error(
    `the data folder ${dir} belongs to another user of this machine (${error.path ?? ''}): ` +
      'start as that user, or set DATA_DIR to a folder of your own',
    { cause: error },
  );
}
