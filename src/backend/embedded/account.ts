/** PostgreSQL refuses to run as root, so there an unprivileged account of the machine runs it. */
import { execFile, spawn } from 'node:child_process';
import {
  chmod,
  chown,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The user and group a child process runs as; empty means: as we do. */
export interface Account {
  uid?: number;
  gid?: number;
}

/** Where the server's files are, and who runs it. */
export interface Place {
  account: Account;
  /** Folder that belongs to the account: data, log, password. */
  home: string;
  /** Folder with `bin/postgres`, readable by the account. */
  programs: string;
}

const reachableByAll = ['/var/lib', tmpdir()];
const product = 'vidanta-agent-console';

/**
 * Finds a home for the data and readable programs. For an ordinary user both are where they were asked for.
 * For root, what the account cannot reach (a clone in a 0700 home) moves to a folder below /var/lib, and
 * `dir/moved-to` says where. Throws if root finds no account to run the server as.
 */
export async function findPlace(dir: string, programs: string, version: string): Promise<Place> {
  if (process.getuid?.() !== 0) return { account: {}, home: dir, programs };
  const movedTo = (await readFile(join(dir, 'moved-to'), 'utf8').catch(() => '')).trim();
  const account = await accountFor(movedTo === '' ? dir : movedTo);
  const home = movedTo === '' ? await homeFor(dir, account) : await existingHome(movedTo, dir);
  return { account, home, programs: await programsFor(programs, version, account) };
}

/** The owner of data that is there already, else an account made for such things. */
async function accountFor(dir: string): Promise<Account> {
  const owner = await stat(join(dir, 'data')).catch(() => undefined);
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  for (const name of ['postgres', '_postgres', 'nobody', 'daemon']) {
    const ids = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]).catch(() => undefined);
    const [uid, gid] = (ids ?? []).map(({ stdout }) => Number(stdout));
    if (uid !== undefined && gid !== undefined && uid > 0 && uid < 2 ** 31) return { uid, gid };
  }
  throw new Error(
    'PostgreSQL cannot run as root and this machine has no account "postgres" or "nobody" to run it as: ' +
      'start as an ordinary user, or set DATABASE_URL to a PostgreSQL server',
  );
}

async function homeFor(dir: string, account: Account): Promise<string> {
  await own(dir, account);
  if (await canEnter(dir, account)) return dir;
  await chown(dir, 0, 0);
  const shared = await sharedFolder();
  const home = await mkdtemp(join(shared, 'postgres-'));
  await own(home, account);
  await writeFile(join(dir, 'moved-to'), `${home}\n`);
  return home;
}

async function existingHome(home: string, dir: string): Promise<string> {
  if ((await stat(home).catch(() => undefined)) !== undefined) return home;
  throw new Error(
    `${join(dir, 'moved-to')} says the data is in ${home}, which is gone: put it back, or delete ${dir} to begin anew`,
  );
}

async function own(dir: string, { uid, gid }: Account): Promise<void> {
  if (uid !== undefined && gid !== undefined) await chown(dir, uid, gid);
  await chmod(dir, 0o700);
}

async function programsFor(programs: string, version: string, account: Account): Promise<string> {
  if (await canRun(join(programs, 'bin', 'postgres'), account)) return programs;
  const copy = join(await sharedFolder(), version);
  if (!(await canRun(join(copy, 'bin', 'postgres'), account))) await copyReadable(programs, copy);
  return copy;
}

/** Copies aside and renames, so that nobody ever runs half a copy. */
async function copyReadable(from: string, to: string): Promise<void> {
  const half = await mkdtemp(join(dirname(to), 'copying-'));
  await cp(from, half, { recursive: true, verbatimSymlinks: true });
  await openToAll(half);
  await rm(to, { recursive: true, force: true });
  await rename(half, to);
}

async function openToAll(dir: string): Promise<void> {
  await chmod(dir, 0o755);
  for (const entry of await readdir(dir, { withFileTypes: true })) {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) await openToAll(path);
    else if (entry.isFile()) await chmod(path, (await stat(path)).mode & 0o100 ? 0o755 : 0o644);
  }
}

/** A folder of ours that every account may pass through. */
async function sharedFolder(): Promise<string> {
  for (const parent of reachableByAll) {
    const dir = join(parent, product);
    const made = await mkdir(dir, { recursive: true }).then(
      () => chmod(dir, 0o755),
      (error: unknown) => error,
    );
    if (made === undefined) return dir;
  }
  throw new Error(
    `no folder that other accounts can reach: neither ${reachableByAll.join(' nor ')} can be written; set DATABASE_URL`,
  );
}

function canEnter(dir: string, account: Account): Promise<boolean> {
  return succeeds('/bin/sh', ['-c', 'cd "$1" && test -w .', 'sh', dir], account);
}

function canRun(program: string, account: Account): Promise<boolean> {
  return succeeds(program, ['--version'], account);
}

function succeeds(program: string, args: string[], account: Account): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { ...account, cwd: '/', stdio: 'ignore' });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}
