/** Starts `store-keeper.ts` as a process of its own, for tests of what happens when a program is killed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** What the keeper said of its store; `error` if it did not start. */
export interface KeptStore {
  url: string;
  adopted: boolean;
  home?: string;
  error?: string;
  /** Ends the keeper with SIGKILL, so that it cannot clean up. */
  kill: () => Promise<void>;
  /** Lets the keeper stop its store and end. */
  leave: () => Promise<void>;
}

/** Another user (root only), and PostgreSQL's programs in a folder that this user can run them from. */
export interface OtherUser {
  uid: number;
  gid: number;
  programs: string;
}

/** `as` runs the keeper as another user; it may still read our sources, as this checkout may be private. */
export async function keepStore(
  store: 'postgres' | 'redis' | 'js',
  dir: string,
  as?: OtherUser,
): Promise<KeptStore> {
  const keeper = join(import.meta.dirname, 'store-keeper.ts');
  const command = [process.execPath, keeper, store, dir, ...(as === undefined ? [] : [as.programs])];
  const [program = '', ...args] = as === undefined ? command : [...readingAs(as), ...command];
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'], cwd: '/' });
  const ended = once(child, 'exit');
  const lines = createInterface(child.stdout);
  const silent = once(lines, 'close').then(() => ['{"error":"it ended without a word"}']);
  const [line] = (await Promise.race([once(lines, 'line'), silent])) as [string];
  const leave = async (): Promise<void> => {
    child.stdin.end();
    await ended;
  };
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  return { ...(JSON.parse(line) as Omit<KeptStore, 'kill' | 'leave'>), kill, leave };
}

function readingAs({ uid, gid }: OtherUser): string[] {
  const keep = ['--inh-caps=+dac_read_search', '--ambient-caps=+dac_read_search'];
  return ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', ...keep];
}
