/**
 * While Redis is away the backend that publishes reaches only its own consoles. Every other one then tells its own
 * from the events themselves, and once more when Redis is back, for what fell between the two.
 */
import type { Redis } from 'ioredis';
import type pg from 'pg';
import type { Logger } from 'pino';
import { eventsSince } from '../store/console-events.ts';
import { pushEvents } from './pushes.ts';
import type { Sockets } from './sockets.ts';

/** Clocks differ, and a push may have been on its way when Redis went. */
const marginMs = 5_000;
const settleMs = 1_000;
/** Between two tries at most, while Redis answers and refuses. */
const longestWaitMs = 15_000;

export interface RelayDeps {
  db: pg.Pool;
  redis: Redis;
  log: Logger;
  sockets: Sockets;
}

export interface LocalRelay {
  /** There are new events. */
  wake: () => void;
  stop: () => void;
}

/** Repeats nothing that matters: consoles know numbers they have, and lines of lists replace themselves. */
export function startLocalRelay({ db, redis, log, sockets }: RelayDeps): LocalRelay {
  const local = ownOf(sockets);
  let since: Date | undefined;
  let timer: NodeJS.Timeout | undefined;
  let relaying = Promise.resolve();
  let relayed = new Set<number>();

  const relay = async (): Promise<void> => {
    if (since === undefined) return;
    const events = await eventsSince(db, since);
    const fresh = events.filter(({ id }) => !relayed.has(id));
    await pushEvents({ db, log, sockets: local }, fresh);
    relayed = new Set(events.map(({ id }) => id));
    const last = events.at(-1);
    if (last !== undefined) since = new Date(Date.parse(last.at) - marginMs);
  };
  const wake = (): void => {
    if (since === undefined) return;
    relaying = relaying
      .then(relay)
      .catch((error: unknown) => log.warn({ err: error }, 'relay: will try again'));
  };
  const gone = (): void => {
    clearTimeout(timer);
    since ??= new Date(Date.now() - marginMs);
    wake();
  };
  const back = (): void => {
    if (since === undefined) return;
    timer = setTimeout(() => {
      wake();
      relaying = relaying.then(() => void (redis.status === 'ready' && (since = undefined)));
    }, settleMs);
  };
  redis.on('close', gone).on('ready', back);
  return {
    wake,
    stop: () => {
      clearTimeout(timer);
      since = undefined;
      redis.off('close', gone).off('ready', back);
    },
  };
}

/**
 * A push that Redis did not take reached only the consoles of the backend that published: all of that time is pushed
 * again as soon as Redis takes it; where it refuses that too (no memory left, a replica), all of it once more, ever
 * less often. Gives back how to stop.
 */
export function startRepeating({ db, redis, log, sockets }: RelayDeps): () => void {
  let since: Date | undefined;
  /** From where was pushed again, until a pause without a refusal says that Redis took it. */
  let repeated: Date | undefined;
  let waitMs = settleMs;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const later = (): void => {
    if (!stopped) timer ??= setTimeout(() => void repeat(), waitMs);
  };
  const lost = (): void => {
    since ??= repeated ?? new Date(Date.now() - marginMs);
    later();
  };
  const repeat = async (): Promise<void> => {
    timer = undefined;
    if (redis.status !== 'ready') return later();
    const from = since;
    [repeated, since] = [from, undefined];
    waitMs = from === undefined ? settleMs : Math.min(longestWaitMs, waitMs * 2);
    if (from === undefined) return;
    try {
      const events = await eventsSince(db, from);
      await pushEvents({ db, log, sockets }, events);
      log.info({ events: events.length }, 'relay: repeated what Redis had not taken');
    } catch (error) {
      log.warn({ err: error }, 'relay: will try again');
      since = from;
    }
    later();
  };
  sockets.onLost(lost);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

/** The same sockets, with nothing that would go through Redis. */
function ownOf(sockets: Sockets) {
  return {
    ...sockets,
    consoles: sockets.consoles.local,
    phones: sockets.phones.local,
    tellPhones: sockets.tellOwnPhones,
    checkPresence: sockets.checkOwnPresence,
    touchBoard: sockets.touchOwnBoard,
  };
}
