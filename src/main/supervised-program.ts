/** Keeps a program running: what ends by itself is started again, ever more slowly while it keeps ending. */
import { createInterface } from 'node:readline';
import type { ChildProcessOfElectron, ElectronParts } from './electron-parts.ts';
import type { ProgramStart } from './programs.ts';
import type { MainLog } from './main-log.ts';

const firstDelayMs = 250;
const longestDelayMs = 10_000;
/** Having run for so long, it is taken to be healthy again. */
const healthyMs = 30_000;
const readyTimeoutMs = 60_000;
const stopGraceMs = 10_000;
const keptLines = 12;
/** So many ends without a healthy time between are told to the person. */
const tellAfter = 3;

export interface SupervisedProgram {
  /** The address it says it is ready at. Rejects with its last words if it ends before it was ever ready. */
  ready: Promise<string>;
  /** Ends it for good; resolves when it is gone, or after a grace of ten seconds. */
  stop: () => Promise<void>;
}

export interface Supervision extends ProgramStart {
  fork: ElectronParts['fork'];
  log: MainLog;
  /** Every line it says. */
  onLine?: (line: string) => void;
  /** It ended several times in a row, and is started again all the same. */
  onTrouble?: (name: ProgramStart['name'], ends: number) => void;
}

/** Starts it now. A program says that it is ready with one line of JSON: `{"ready": …, "url": …}`. */
export function superviseProgram(options: Supervision): SupervisedProgram {
  const { name, log } = options;
  let child: RunningProgram | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let wasReady = false;
  let delayMs = firstDelayMs;
  let ends = 0;
  const { promise: ready, resolve, reject } = Promise.withResolvers<string>();
  ready.catch(() => undefined);

  const start = (): void => {
    const startedAt = Date.now();
    child = runProgram(options, (url) => {
      wasReady = true;
      log({ event: 'program ready', program: name });
      resolve(url);
    });
    void child.ended.then(({ code, lastWords }) => {
      if (stopped) return;
      const wasHealthy = Date.now() - startedAt > healthyMs;
      ends = wasHealthy ? 1 : ends + 1;
      log({ event: 'program ended', program: name, code, ends });
      if (!wasReady)
        return reject(new Error(`The ${name} does not start (exit code ${code}).\n${lastWords}`));
      if (wasHealthy) delayMs = firstDelayMs;
      if (ends >= tellAfter) options.onTrouble?.(name, ends);
      timer = setTimeout(start, delayMs);
      delayMs = Math.min(longestDelayMs, delayMs * 2);
    });
  };
  start();
  return {
    ready,
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await child?.stop();
    },
  };
}

interface RunningProgram {
  ended: Promise<{ code: number | null; lastWords: string }>;
  stop: () => Promise<void>;
}

function runProgram(
  { name, file, env, execArgv, fork, log, onLine }: Supervision,
  onReady: (url: string) => void,
): RunningProgram {
  const child = fork(file, { env, execArgv, stdio: 'pipe', serviceName: `Vidanta ${name}` });
  const last: string[] = [];
  const hear = (line: string): void => {
    onLine?.(line);
    last.push(line);
    if (last.length > keptLines) last.shift();
    const url = readyUrl(line);
    if (url !== undefined) {
      clearTimeout(deadline);
      onReady(url);
    }
  };
  readLines(child, hear);
  const deadline = setTimeout(() => {
    log({ event: 'program is silent', program: name });
    child.kill();
  }, readyTimeoutMs);
  const ended = new Promise<{ code: number | null; lastWords: string }>((resolve) => {
    child.once('exit', (code) => {
      clearTimeout(deadline);
      // What it said last may still be on its way through the pipe.
      setTimeout(() => resolve({ code, lastWords: last.join('\n') }), 50);
    });
  });
  return {
    ended,
    stop: async () => {
      child.kill();
      let grace: NodeJS.Timeout | undefined;
      await Promise.race([ended, new Promise((resolve) => (grace = setTimeout(resolve, stopGraceMs)))]);
      clearTimeout(grace);
    },
  };
}

function readLines(child: ChildProcessOfElectron, hear: (line: string) => void): void {
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on('line', hear);
  }
}

function readyUrl(line: string): string | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const { ready, url } = JSON.parse(line) as { ready?: unknown; url?: unknown };
    return typeof ready === 'string' && typeof url === 'string' ? url : undefined;
  } catch {
    return undefined; // an ordinary line of a log
  }
}
