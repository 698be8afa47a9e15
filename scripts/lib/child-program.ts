/** One program of the product as a child process that says on its first line of output that it is ready. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';

export interface ChildProgram<R> {
  ready: R;
  pid: number;
  /** Resolves with how it ended, whoever ended it. */
  ended: Promise<string>;
  /** SIGTERM, then SIGKILL after `graceMs`. */
  stop: (graceMs?: number) => Promise<void>;
  /** SIGKILL, as a power cut would. */
  kill: () => Promise<void>;
}

export interface ProgramOptions {
  /** Shown in errors, e.g. `backend`. */
  name: string;
  file: string;
  env: Record<string, string>;
  /** Flags of V8 and Node. */
  execArgv?: string[];
  /** Where its log goes; without it the log is dropped. */
  logFile?: string | undefined;
  readyTimeoutMs?: number;
}

/** Starts a program and waits for its ready line: one JSON object with a `ready` field. Rejects with its last words if it ends first. */
export async function startProgram<R extends { ready: string }>(
  options: ProgramOptions,
): Promise<ChildProgram<R>> {
  const child = spawn(process.execPath, ['--enable-source-maps', ...(options.execArgv ?? []), options.file], {
    env: { ...inheritedEnv(), ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  const tail = keepLog(child, options.logFile);
  const ready = await waitForReady<R>(child, options, { ended, tail });
  return {
    ready,
    pid: child.pid ?? 0,
    ended,
    stop: async (graceMs = 15_000) => {
      child.kill('SIGTERM');
      const force = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await ended;
      clearTimeout(force);
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Only what any program needs: a variable of the developer's shell must not configure the product by accident. */
function inheritedEnv(): Record<string, string> {
  const names = [
    'PATH',
    'HOME',
    'LANG',
    'TMPDIR',
    'TEMP',
    'TMP',
    'SystemRoot',
    'APPDATA',
    'LOCALAPPDATA',
    'USERPROFILE',
    'DISPLAY',
    'XDG_RUNTIME_DIR',
  ];
  return Object.fromEntries(
    names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}

function keepLog(child: ChildProcess, logFile: string | undefined): () => string {
  const last: string[] = [];
  const file = logFile === undefined ? undefined : createWriteStream(logFile, { flags: 'a' });
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on('line', (line) => {
      file?.write(`${line}\n`);
      last.push(line);
      if (last.length > 20) last.shift();
    });
  }
  return () => last.join('\n');
}

async function waitForReady<R extends { ready: string }>(
  child: ChildProcess,
  options: ProgramOptions,
  watch: { ended: Promise<string>; tail: () => string },
): Promise<R> {
  const ready = new Promise<R>((resolve) => {
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      const message = parseReady<R>(line);
      if (message !== undefined) resolve(message);
    });
  });
  const timeout = new Promise<string>((resolve) =>
    setTimeout(() => resolve('no sign of life'), options.readyTimeoutMs ?? 60_000).unref(),
  );
  const outcome = await Promise.race([ready, watch.ended, timeout]);
  if (typeof outcome !== 'string') return outcome;
  child.kill('SIGKILL');
  throw new Error(`The ${options.name} did not start (${outcome}).\n${watch.tail()}`);
}

function parseReady<R extends { ready: string }>(line: string): R | undefined {
  try {
    const message: unknown = JSON.parse(line);
    return typeof message === 'object' && message !== null && 'ready' in message ? (message as R) : undefined;
  } catch {
    return undefined;
  }
}
