/** Two starts at the same moment must not both create a database in one folder: one works, the other waits. */
import { existsSync } from 'node:fs';
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, markOf, type ProcessMark } from './processes.ts';

const patienceMs = 120_000;

/** Writing one line takes no such time: whoever left a lock empty so long died over it, or found the disk full. */
const writingMs = 10_000;

/** Runs `work` alone among all processes that use this folder; a lock left by a killed process is broken. */
export async function withFolderLock<T>(dir: string, work: () => Promise<T>): Promise<T> {
  const lock = join(dir, 'starting.lock');
  const giveUpAt = Date.now() + patienceMs;
  while (!(await take(lock))) {
    const holder = await holderOf(lock);
    if (await isAbandoned(lock, holder)) await breakLock(lock);
    if (Date.now() > giveUpAt) {
      throw new Error(
        `process ${holder?.pid ?? '(unknown)'} has been starting or stopping the store in ${dir} for 2 minutes; end it, or delete ${lock}`,
      );
    }
    await sleep(50);
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function take(lock: string): Promise<boolean> {
  try {
    await writeFile(lock, JSON.stringify(markOf(process.pid)), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function isAbandoned(lock: string, holder: ProcessMark | undefined): Promise<boolean> {
  if (holder !== undefined) return !isAlive(holder);
  const since = await stat(lock).catch(() => undefined);
  return since !== undefined && Date.now() - since.mtimeMs > writingMs;
}

/** Undefined while its taker is still writing it, or where none ever finished. */
async function holderOf(lock: string): Promise<ProcessMark | undefined> {
  try {
    return JSON.parse(await readFile(lock, 'utf8')) as ProcessMark;
  } catch {
    return undefined;
  }
}

/** Renaming is atomic, so of two who find the lock abandoned only one removes it; a newer one is put back. */
async function breakLock(lock: string): Promise<void> {
  const aside = `${lock}.${process.pid}`;
  await rename(lock, aside).catch(() => undefined);
  if (existsSync(aside) && !(await isAbandoned(aside, await holderOf(aside)))) await rename(aside, lock);
  await rm(aside, { force: true });
}
