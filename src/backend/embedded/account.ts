/** PostgreSQL refuses to run as root, so there an unprivileged account of the machine runs it. */
import { execFile, spawn } from 'node:child_process';
import { chmod, chown, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The user and group a child process runs as; empty means: as we do. */
export interface Account {
  uid?: number;
  gid?: number;
}

/** For root: the owner of the data in `home` if it is there already, else an account made for such things. */
export async function accountFor(home: string): Promise<Account> {
  const owner = await stat(join(home, 'data')).catch(() => undefined);
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

/** Makes a folder the account's own, and nobody else's. */
export async function giveFolder(dir: string, { uid, gid }: Account): Promise<void> {
  if (uid !== undefined && gid !== undefined) await chown(dir, uid, gid);
  await chmod(dir, 0o700);
}

/** Whether the account can work in that folder; asked by trying, for many things decide it. */
export function canEnter(dir: string, account: Account): Promise<boolean> {
  return succeeds('/bin/sh', ['-c', 'cd "$1" && test -w .', 'sh', dir], account);
}

/** Whether the account can run that program. */
export function canRun(program: string, account: Account): Promise<boolean> {
  return succeeds(program, ['--version'], account);
}

function succeeds(program: string, args: string[], account: Account): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { ...account, cwd: '/', stdio: 'ignore' });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}
