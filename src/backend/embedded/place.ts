/** Where the server's files are and who runs it: simple for an ordinary user, not for root. */
import { chown } from 'node:fs/promises';
import { join } from 'node:path';
import { accountFor, canEnter, canRun, giveFolder, type Account } from './account.ts';
import type { PostgresPrograms } from './postgres-programs.ts';
import { copyReadable, makeHome, movedHome, sharedFolder } from './shared-folder.ts';

/** What is needed to run PostgreSQL's programs. */
export interface Place {
  account: Account;
  /** Folder that belongs to the account: data, log, password. */
  home: string;
  /** Folder with `bin/postgres`, readable by the account. */
  programs: string;
}

/**
 * Finds a home for the data and readable programs. For an ordinary user both are where they were asked for.
 * For root, what the account cannot reach (a clone in a 0700 home) moves to a folder below /var/lib, and
 * `dir/moved-to` says where. Throws if root finds no account to run the server as.
 */
export async function findPlace(dir: string, programs: PostgresPrograms): Promise<Place> {
  if (process.getuid?.() !== 0) return { account: {}, home: dir, programs: programs.folder };
  const moved = await movedHome(dir);
  const account = await accountFor(moved ?? dir);
  const home = moved ?? (await homeFor(dir, account));
  return { account, home, programs: await readablePrograms(programs, account, dir) };
}

async function homeFor(dir: string, account: Account): Promise<string> {
  await giveFolder(dir, account);
  if (await canEnter(dir, account)) return dir;
  await chown(dir, 0, 0);
  const home = await makeHome(dir);
  await giveFolder(home, account);
  return home;
}

async function readablePrograms(programs: PostgresPrograms, account: Account, dir: string): Promise<string> {
  if (await canRun(join(programs.folder, 'bin', 'postgres'), account)) return programs.folder;
  const copy = join(await sharedFolder({ behalfOf: dir }), programs.version);
  if (!(await canRun(join(copy, 'bin', 'postgres'), account))) await copyReadable(programs.folder, copy);
  return copy;
}
