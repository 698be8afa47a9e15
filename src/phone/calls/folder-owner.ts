/** One process owns a folder: a lock file with its process id, touched every few seconds while it lives. */
import { readFileSync, statSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FILE_NAME = 'phone.lock';
const TOUCH_EVERY_MS = 2_000;
/** A lock not touched for so long belongs to nobody, even if its process id was given to another program. */
const STALE_AFTER_MS = 20_000;

/**
 * Takes the folder; 'taken' when a living process has it, else when its last owner was seen alive (epoch ms),
 * undefined if it never had one. Throws when the folder cannot be written.
 */
export function ownFolder(folder: string): number | 'taken' | undefined {
  const path = join(folder, FILE_NAME);
  const before = readLock(path);
  if (before && isAlive(before.pid) && Math.abs(Date.now() - before.touchedAt) < STALE_AFTER_MS)
    return 'taken';
  if (before) unlinkSync(path);
  // `wx`: of two that start at once, only one makes the file.
  writeFileSync(path, String(process.pid), { flag: 'wx', mode: 0o600 });
  setInterval(() => touch(path), TOUCH_EVERY_MS).unref();
  process.once('exit', () => drop(path));
  return before?.touchedAt;
}

function readLock(path: string): { pid: number; touchedAt: number } | undefined {
  try {
    return { pid: Number(readFileSync(path, 'utf8')), touchedAt: statSync(path).mtimeMs };
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, but is somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function touch(path: string): void {
  try {
    const now = new Date();
    utimesSync(path, now, now);
  } catch {
    // The folder was removed: nothing is left to own.
  }
}

function drop(path: string): void {
  try {
    // Somebody may have taken it from a process that slept too long.
    if (readLock(path)?.pid === process.pid) unlinkSync(path);
  } catch {
    // Already gone.
  }
}
