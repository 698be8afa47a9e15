/** The data of the embedded PostgreSQL: made once, whole or not at all. */
import { randomBytes } from 'node:crypto';
import { appendFile, chown, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Place } from './place.ts';
import { didNotRun, runPostgres, tailOf } from './postgres-command.ts';

/** The only account inside the database; it may do everything. */
export const superuser = 'console';

/** Where the server keeps its data. */
export function dataOf(place: Place): string {
  return join(place.home, 'data');
}

/**
 * Makes the data unless it is there, and gives the superuser's password. Throws if it was made by another major
 * version, which cannot read it.
 */
export async function ensureData(place: Place, major: number): Promise<string> {
  const made = await readFile(join(dataOf(place), 'PG_VERSION'), 'utf8').catch(ignoreMissing);
  if (made === undefined) await createData(place);
  else refuseOtherVersion(made.trim(), major, dataOf(place));
  return (await readFile(passwordFile(place), 'utf8')).trim();
}

/** Created aside and renamed, so that a start killed half-way leaves nothing half-made. */
async function createData(place: Place): Promise<void> {
  const half = `${dataOf(place)}.new`;
  await rm(half, { recursive: true, force: true });
  await writePassword(place);
  const output = join(place.home, 'initdb.log');
  const text = ['-E', 'UTF8', '--locale=C'];
  const access = ['-U', superuser, '-A', 'scram-sha-256', `--pwfile=${passwordFile(place)}`];
  const code = await runPostgres(place, 'initdb', { args: ['-D', half, ...text, ...access], output });
  if (code === didNotRun) {
    throw new Error(
      `PostgreSQL's programs in ${place.programs} do not run on this machine: set DATABASE_URL`,
    );
  }
  if (code !== 0)
    throw new Error(`PostgreSQL could not make its data in ${place.home}:\n${await tailOf(output)}`);
  const settings = "\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = ''\n";
  await appendFile(join(half, 'postgresql.conf'), settings);
  await rename(half, dataOf(place));
}

async function writePassword(place: Place): Promise<void> {
  const file = passwordFile(place);
  await rm(file, { force: true });
  await writeFile(file, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 });
  const { uid, gid } = place.account;
  if (uid !== undefined && gid !== undefined) await chown(file, uid, gid);
}

function passwordFile(place: Place): string {
  return join(place.home, 'password');
}

function refuseOtherVersion(found: string, major: number, data: string): void {
  if (found === String(major)) return;
  throw new Error(
    `${data} was made by PostgreSQL ${found}, this version brings ${major}: ` +
      'copy it over with pg_dump and psql, or set DATA_DIR to another folder',
  );
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
