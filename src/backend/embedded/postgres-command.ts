/** PostgreSQL's own programs do the work; this runs them as the right account and reads what they said. */
import { spawn } from 'node:child_process';
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Place } from './place.ts';

/** Exit code of a program that could not be run at all. */
export const didNotRun = -1;

/**
 * Runs one of them and gives its exit code. What it writes goes to the file `output`, if any: never into a pipe
 * of ours when it starts the server, which inherits what its starter has open, so that a pipe would never end.
 */
export function runPostgres(
  place: Place,
  name: 'initdb' | 'pg_ctl',
  { args, output }: { args: string[]; output?: string },
): Promise<number> {
  const program = join(place.programs, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  const written = output === undefined ? 'ignore' : 'pipe';
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      ...place.account,
      cwd: place.home,
      stdio: ['ignore', written, written],
      windowsHide: true,
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (text: Buffer) => void appendFile(output ?? '', text));
    }
    child.once('error', () => resolve(didNotRun));
    child.once('exit', (code) => resolve(code ?? didNotRun));
  });
}

/** The last lines of a log, for an error. */
export async function tailOf(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => 'it said nothing');
  return text.trim().split('\n').slice(-8).join('\n');
}
