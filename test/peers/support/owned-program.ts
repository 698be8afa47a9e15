/** A program of other people that a test starts: its words are kept, and it does not outlive the test. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';

/** What a program says is kept up to here; of more only the end. */
const KEPT_CHARACTERS = 400_000;

export interface OwnedProgram {
  readonly pid: number;
  /** The exit code or signal name once it is over. */
  readonly ended: Promise<number | NodeJS.Signals>;
  isOver: () => boolean;
  /** Everything it wrote, both ways. */
  output: () => string;
  /** SIGTERM, and SIGKILL if it does not end within five seconds; resolves when it is gone. */
  stop: (signal?: NodeJS.Signals) => Promise<void>;
}

const STOP_MS = 5_000;

/** Starts `command`; resolves at once. `folder` is its working directory. */
export function startOwnedProgram(
  command: string,
  args: readonly string[],
  { folder }: { folder: string },
): OwnedProgram {
  const child = spawn(command, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const keep = (chunk: Buffer): void => {
    output = (output + String(chunk)).slice(-KEPT_CHARACTERS);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.on('error', (error) => {
      output += String(error);
      resolve(127);
    });
    child.on('close', (code, signal) => resolve(code ?? signal ?? 0));
  });
  const isOver = (): boolean =>
    child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
  const guard = endWithUs(child.pid);
  void ended.then(() => guard?.kill('SIGKILL'));
  const stop = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<void> => {
    if (!isOver()) child.kill(signal);
    const insist = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await ended;
    clearTimeout(insist);
  };
  return { pid: child.pid ?? 0, ended, isOver, output: () => output, stop };
}

/** A killed test cannot stop its programs; this shell sees its input close and does it instead, gently first. */
function endWithUs(pid: number | undefined): ChildProcess | undefined {
  if (pid === undefined) return undefined;
  const script = 'cat > /dev/null; kill "$0" && sleep 3 && kill -9 "$0"';
  const guard = spawn('/bin/sh', ['-c', script, String(pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.unref();
  (guard.stdin as Socket).unref();
  guard.stdin.on('error', () => {});
  return guard;
}
