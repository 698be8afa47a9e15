/** While the line is at a fall-back server, asks the better ones whether they are back, and returns between calls. */
import type { SipTarget } from './sip-port.ts';

export const PROBE_EVERY_MS = 30_000;
/** Each return makes the next one wait twice as long, until one has lasted this long: a PBX may start over and over. */
const LASTING_MS = 300_000;
const MAX_WAIT_TIMES = 16;

export interface FailBackOptions {
  /** Where the line is registered; undefined while it is nowhere. */
  current: () => SipTarget | undefined;
  servers: () => Promise<SipTarget[]>;
  probe: (target: SipTarget) => Promise<boolean>;
  /** Resolves when no call is up. */
  whenIdle: () => Promise<void>;
  moveTo: (target: SipTarget) => Promise<void>;
  everyMs: number;
}

/** Watches until the returned function is called. */
export function watchFailBack(options: FailBackOptions): () => void {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  let waitTimes = 1;
  let returnedAt = -Infinity;
  // Half of the wait is chance: a thousand phones must not ask a PBX that starts up in one beat.
  const again = (): void => {
    if (!isStopped)
      timer = setTimeout(
        () => void round(),
        options.everyMs * waitTimes * (0.75 + Math.random() / 2),
      ).unref();
  };
  const round = async (): Promise<void> => {
    if (options.current()?.rank === 0 && Date.now() - returnedAt >= LASTING_MS) waitTimes = 1;
    try {
      const better = await findBetter(options);
      if (better) await options.whenIdle();
      if (better && !isStopped) {
        waitTimes = Math.min(MAX_WAIT_TIMES, waitTimes * 2);
        returnedAt = Date.now();
        await options.moveTo(better);
      }
    } catch {
      // DNS is away: the next round asks again.
    }
    again();
  };
  again();
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}

/** The best server that answers and is better than the present one. */
async function findBetter({ current, servers, probe }: FailBackOptions): Promise<SipTarget | undefined> {
  const present = current();
  if (!present || present.rank === 0) return undefined;
  for (const target of await servers()) {
    if (target.rank < present.rank && (await probe(target))) return target;
  }
  return undefined;
}
