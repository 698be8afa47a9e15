/** The server on its data: found running, started, stopped. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from './free-port.ts';
import type { Place } from './place.ts';
import { runPostgres, tailOf } from './postgres-command.ts';
import { dataOf, superuser } from './postgres-data.ts';
import { isAlive, programOf } from './processes.ts';

const startAttempts = 10;
const adoptionPatienceMs = 60_000;
/** Longer than any recovery after a crash should take. */
const startPatienceS = 300;
const stopPatienceS = 30;

/** The port of a server that runs on this data and takes our password; undefined if none does. */
export async function runningPort(place: Place, password: string): Promise<number | undefined> {
  const giveUpAt = Date.now() + adoptionPatienceMs;
  for (;;) {
    const running = await readLock(place);
    if (running === undefined) return undefined;
    if (await canConnect(running.port, password)) return running.port;
    if (await isSomethingElse(running.pid)) {
      // After a restart of the machine the number may be any program's; PostgreSQL would not dare to start.
      await rm(lockOf(place), { force: true });
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

/** Starts the server and gives its port: the preferred one if it is free. Throws what the server said. */
export async function startServer(
  place: Place,
  { port: preferred, settings = {} }: { port?: number; settings?: Record<string, string> },
): Promise<number> {
  const log = join(place.home, 'postgres.log');
  const extra = Object.entries(settings).map(([name, value]) => ` -c ${name}=${value}`);
  let port = await freePort(preferred);
  for (let attempt = 1; ; attempt++) {
    await rm(log, { force: true });
    const options = ['-o', `-p ${port}${extra.join('')}`, '-l', log, '-w', '-t', String(startPatienceS)];
    if ((await runPostgres(place, 'pg_ctl', { args: ['-D', dataOf(place), ...options, 'start'] })) === 0)
      return port;
    const said = await tailOf(log);
    if (!isPassing(said) || attempt === startAttempts) throw new Error(`PostgreSQL did not start:\n${said}`);
    // The workers of a killed server take a moment to notice that it is gone.
    await sleep(500);
    port = await freePort();
  }
}

/** Ends its connections and stops it in order; abruptly, but without loss, if that takes too long. */
export async function stopServer(place: Place): Promise<void> {
  const stop = (mode: 'fast' | 'immediate'): Promise<number> =>
    runPostgres(place, 'pg_ctl', {
      args: ['-D', dataOf(place), '-m', mode, '-w', '-t', String(stopPatienceS), 'stop'],
    });
  if ((await stop('fast')) !== 0) await stop('immediate');
}

function lockOf(place: Place): string {
  return join(dataOf(place), 'postmaster.pid');
}

/** Line 1 of postmaster.pid is the process, line 4 its port (PostgreSQL's src/include/utils/pidfile.h). */
async function readLock(place: Place): Promise<{ pid: number; port: number } | undefined> {
  const lines = (await readFile(lockOf(place), 'utf8').catch(() => '')).split('\n');
  const pid = Number(lines[0]);
  return pid > 0 && isAlive({ pid, mark: '' }) ? { pid, port: Number(lines[3] ?? 0) } : undefined;
}

async function isSomethingElse(pid: number): Promise<boolean> {
  const program = await programOf(pid);
  return program !== undefined && !program.startsWith('postgres');
}

async function canConnect(port: number, password: string): Promise<boolean> {
  if (!(port > 0)) return false;
  const where = { host: '127.0.0.1', port, database: 'postgres', ssl: false };
  const client = new pg.Client({ ...where, user: superuser, password, connectionTimeoutMillis: 5_000 });
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

function isPassing(log: string): boolean {
  return /could not bind|already in use|pre-existing shared memory|postmaster\.pid" already exists/.test(log);
}
