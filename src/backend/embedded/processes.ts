/** A number alone does not name a process: numbers are reused, so we also remember when the process began. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** One process of this machine. `mark` tells it from a later one of the same number; empty where unknown. */
export interface ProcessMark {
  pid: number;
  mark: string;
}

/** The mark of a running process; Linux says when it began (proc(5), field 22 of stat), others say nothing. */
export function markOf(pid: number): ProcessMark {
  return { pid, mark: startedAt(pid) };
}

/** Whether that very process still runs. One we may not signal (EPERM) runs too. */
export function isAlive({ pid, mark }: ProcessMark): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return mark === '' || mark === startedAt(pid);
}

/** The program a process runs, or undefined where the system does not tell. */
export async function programOf(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') {
    return (await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => undefined))?.trim();
  }
  if (process.platform === 'win32') return undefined;
  const listing = await promisify(execFile)('ps', ['-o', 'comm=', '-p', String(pid)]).catch(() => undefined);
  return listing?.stdout.trim().split('/').at(-1);
}

function startedAt(pid: number): string {
  if (process.platform !== 'linux') return '';
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie has ended; only its parent has not looked yet.
    return fields[0] === 'Z' ? 'ended' : (fields[19] ?? '');
  } catch {
    return '';
  }
}
