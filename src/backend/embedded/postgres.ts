/** PostgreSQL for a machine that has none: real server programs from npm, driven by their own initdb and pg_ctl. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFile, chown, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Account } from './account.ts';
import { withFolderLock } from './folder-lock.ts';
import { freePort } from './free-port.ts';
import { findPlace, type Place } from './place.ts';
import { findPrograms, type PostgresPrograms } from './postgres-programs.ts';
import { isAlive, programOf } from './processes.ts';
import { makeOwnFolder } from './own-folder.ts';
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

const user = 'console';
const startAttempts = 10;
const adoptionPatienceMs = 60_000;

/**
 * Starts PostgreSQL on the data in `dir`, creating it on the first start, or adopts the server that runs on it.
 * Loopback only, a random password (scram), locale C, UTF8. Takes another port if `port` is taken.
 * Throws an Error that says what to do.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dir = resolve(options.dir);
  const programs = options.programs ?? (await findPrograms());
  await makeOwnFolder(dir).catch(sayWhoseFolder(dir));
  return withFolderLock(dir, async () => {
    const place = await findPlace(dir, programs);
    await createData(place, programs.major);
    const password = await readPassword(place.home);
    const running = await adoptablePort(place, password);
    const port = running ?? (await startServer(place, options));
    const tenant = await signIn(dir);
    let left: Promise<void> | undefined;
    return {
      url: `postgres://${user}:${password}@127.0.0.1:${port}/postgres`,
      adopted: running !== undefined,
      home: place.home,
      stop: () => (left ??= leave(dir, place, tenant)),
    };
  }).catch(sayWhoseFolder(dir));
}

async function leave(dir: string, place: Place, tenant: string): Promise<void> {
  await withFolderLock(dir, async () => {
    if (!(await signOut(dir, tenant))) return;
    const data = dataOf(place);
    const stopped = await runProgram(place, 'pg_ctl', ['-D', data, '-m', 'fast', '-w', '-t', '30', 'stop']);
    if (stopped !== 0) await runProgram(place, 'pg_ctl', ['-D', data, '-m', 'immediate', '-w', 'stop']);
  });
}

/** Creates the data aside and renames it, so that a start killed half-way leaves nothing half-made. */
async function createData(place: Place, major: number): Promise<void> {
  const data = dataOf(place);
  const made = await readFile(join(data, 'PG_VERSION'), 'utf8').catch(missing);
  if (made !== undefined) return mustBeOfVersion(made.trim(), major, data);
  const half = `${data}.new`;
  const passwordFile = join(place.home, 'password');
  await rm(half, { recursive: true, force: true });
  await rm(passwordFile, { force: true });
  await writeFile(passwordFile, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 });
  await give(passwordFile, place.account);
  const locale = ['-E', 'UTF8', '--locale=C'];
  const access = ['-U', user, '-A', 'scram-sha-256', `--pwfile=${passwordFile}`];
  const output = join(place.home, 'initdb.log');
  const code = await runProgram(place, 'initdb', ['-D', half, ...locale, ...access], output);
  if (code !== 0)
    throw new Error(`PostgreSQL could not create its data in ${data}:\n${await tailOf(output)}`);
  await appendFile(
    join(half, 'postgresql.conf'),
    "\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = ''\n",
  );
  await rename(half, data);
}

function mustBeOfVersion(found: string, major: number, data: string): void {
  if (found === String(major)) return;
  throw new Error(
    `${data} was made by PostgreSQL ${found}, this version brings ${major}: ` +
      'copy it over with pg_dump and psql, or set DATA_DIR to another folder',
  );
}

/** The port of a server that runs on this data and takes our password; undefined if none does. */
async function adoptablePort(place: Place, password: string): Promise<number | undefined> {
  const giveUpAt = Date.now() + adoptionPatienceMs;
  for (;;) {
    const running = await runningServer(place);
    if (running === undefined) return undefined;
    if (await canConnect(running.port, password)) return running.port;
    const program = await programOf(running.pid);
    if (program !== undefined && !program.startsWith('postgres')) {
      // After a restart of the machine the number may belong to any program; PostgreSQL would not dare.
      await rm(join(dataOf(place), 'postmaster.pid'), { force: true });
      return undefined;
    }
    if (Date.now() > giveUpAt) {
      throw new Error(
        `process ${running.pid} uses ${dataOf(place)} but does not answer on port ${running.port}: ` +
          'end it, or set DATA_DIR to another folder',
      );
    }
    await sleep(100);
  }
}

async function runningServer(place: Place): Promise<{ pid: number; port: number } | undefined> {
  const lines = (await readFile(join(dataOf(place), 'postmaster.pid'), 'utf8').catch(missing))?.split('\n');
  const pid = Number(lines?.[0]);
  if (!(pid > 0) || !isAlive({ pid, mark: '' })) return undefined;
  return { pid, port: Number(lines?.[3] ?? 0) };
}

async function canConnect(port: number, password: string): Promise<boolean> {
  if (!(port > 0)) return false;
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user,
    password,
    database: 'postgres',
    ssl: false,
    connectionTimeoutMillis: 5_000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function startServer(place: Place, options: EmbeddedPostgresOptions): Promise<number> {
  const log = join(place.home, 'postgres.log');
  const extra = Object.entries(options.settings ?? {}).map(([name, value]) => ` -c ${name}=${value}`);
  let port = await freePort(options.port);
  for (let attempt = 1; ; attempt++) {
    await rm(log, { force: true });
    const flags = [
      '-D',
      dataOf(place),
      '-w',
      '-t',
      '60',
      '-l',
      log,
      '-o',
      `-p ${port}${extra.join('')}`,
      'start',
    ];
    if ((await runProgram(place, 'pg_ctl', flags)) === 0) return port;
    const said = await tailOf(log);
    if (!isPassing(said) || attempt === startAttempts) throw new Error(`PostgreSQL did not start:\n${said}`);
    // The workers of a killed server take a moment to notice that it is gone.
    await sleep(500);
    port = await freePort();
  }
}

function isPassing(log: string): boolean {
  return /could not bind|already in use|pre-existing shared memory|postmaster\.pid" already exists/.test(log);
}

/** Runs one of PostgreSQL's programs as the account and gives its exit code, -1 if it did not start at all. */
function runProgram(place: Place, name: string, args: string[], output?: string): Promise<number> {
  const program = join(place.programs, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  return new Promise((resolve) => {
    // The server inherits what pg_ctl has open, so pipes would never end.
    const child = spawn(program, args, {
      ...place.account,
      cwd: place.home,
      stdio: output === undefined ? 'ignore' : ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    if (output !== undefined) {
      child.stdout?.on('data', (text: Buffer) => void appendFile(output, text));
      child.stderr?.on('data', (text: Buffer) => void appendFile(output, text));
    }
    child.once('error', () => resolve(-1));
    child.once('exit', (code) => resolve(code ?? -1));
  });
}

async function readPassword(home: string): Promise<string> {
  return (await readFile(join(home, 'password'), 'utf8')).trim();
}

async function give(file: string, { uid, gid }: Account): Promise<void> {
  if (uid !== undefined && gid !== undefined) await chown(file, uid, gid);
}

async function tailOf(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => 'it said nothing');
  return text.trim().split('\n').slice(-8).join('\n');
}

function dataOf(place: Place): string {
  return join(place.home, 'data');
}

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
  return undefined;
}

function sayWhoseFolder(dir: string): (error: NodeJS.ErrnoException) => never {
  return (error) => {
    if (error.code !== 'EACCES' && error.code !== 'EPERM') throw error;
    throw new Error(
      `the data folder ${dir} belongs to another user of this machine (${error.path ?? ''}): ` +
        'start as that user, or set DATA_DIR to a folder of your own',
      { cause: error },
    );
  };
}
