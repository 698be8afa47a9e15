/** A program that is started again when it ends by itself, on the same port: whoever talks to it comes back by itself. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChildProgram } from './child-program.ts';

/** So many ends within a minute are no accident any more. */
const mostEnds = 5;
const minuteMs = 60_000;
const pauseMs = 500;

export interface KeptProgram<R> {
  ready: R;
  /** Resolves with how it ended, if it is not (or cannot be) started again. */
  failed: Promise<string>;
  stop: (graceMs?: number) => Promise<void>;
  /** Ends it as a power cut would, waits for `whileAway`, and starts it again. */
  crash: (whileAway?: () => Promise<unknown>) => Promise<void>;
}

export interface KeepOptions<R> {
  name: string;
  /** `before` is what it said when it was ready the last time; it must come back at the same address. */
  start: (before: R | undefined) => Promise<ChildProgram<R>>;
  /** False: its end is a failure, as a test wants to know. */
  restart: boolean;
  say: (line: string) => void;
}

/** Starts a program and keeps it running until it is stopped. Rejects if the first start fails. */
export async function keepProgram<R>({ name, start, restart, say }: KeepOptions<R>): Promise<KeptProgram<R>> {
  let child = await start(undefined);
  const { ready } = child;
  let ours = false;
  let ends: number[] = [];
  let fail: (how: string) => void = () => undefined;
  const failed = new Promise<string>((resolve) => (fail = resolve));

  const watch = (): void => {
    void child.ended.then(async (how) => {
      if (ours) return;
      ends = [...ends.filter((at) => Date.now() - at < minuteMs), Date.now()];
      if (!restart || ends.length >= mostEnds) return fail(how);
      await sleep(pauseMs * ends.length);
      // Ctrl-C ends the child in the same moment as it tells us to stop.
      if (ours) return;
      say(`The ${name} ended (${how}) and is started again.`);
      try {
        child = await start(ready);
        watch();
      } catch (error) {
        fail(error instanceof Error ? error.message : String(error));
      }
    });
  };
  watch();

  return {
    ready,
    failed,
    stop: async (graceMs) => {
      ours = true;
      await child.stop(graceMs);
    },
    crash: async (whileAway) => {
      ours = true;
      await child.kill();
      await whileAway?.();
      child = await start(ready);
      ours = false;
      watch();
    },
  };
}
