/**
 * Several backends push to each other's consoles through a short Redis stream. It only carries what is on its way:
 * when Redis is gone each backend still reaches its own consoles, and whoever missed something asks by number.
 */
import { EventEmitter } from 'node:events';
import { createAdapter } from '@socket.io/redis-streams-adapter';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';

const streamName = 'socket.io';
/** Entries kept: enough for a console that was cut for two minutes on a busy day, small enough for any Redis. */
const streamEntries = 1_000;
/** A Redis that does not answer must not hold a push back for long. */
const commandTimeoutMs = 1_000;

interface RecoveredSession {
  data: { session?: { tokenHash: string } };
}
export interface SocketAdapter {
  create: ReturnType<typeof createAdapter>;
  /** From then on nothing that another backend pushes is missed, and what this one pushes reaches the others. */
  ready: Promise<void>;
  /** Called for each push that Redis did not take: the consoles of other backends were not told. */
  onLost: (listener: () => void) => void;
  close: () => void;
}

/**
 * `mayRecover` is asked before a console that was cut gets what it missed: Socket.IO would send it before any
 * middleware has looked at the token.
 */
export function socketAdapter(
  redis: Redis,
  { log, mayRecover }: { log: Logger; mayRecover: (tokenHash: string) => Promise<boolean> },
): SocketAdapter {
  const publisher = redis.duplicate({
    db: besides(redis),
    connectionName: 'socket-pushes',
    lazyConnect: false,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: commandTimeoutMs,
  });
  publisher.on('error', (error: Error) => log.debug({ reason: error.message }, 'sockets: Redis is away'));
  const losses = new EventEmitter<{ lost: [] }>();
  const place = placeIn(redis);
  const onLost = (): void => void losses.emit('lost');
  const create = createAdapter(clientFor(publisher, { redis, place: place.known, onLost }), {
    streamName,
    maxLen: streamEntries,
    blockTimeInMs: 2_000,
    onlyPlaintext: true,
  });
  // Socket.IO calls it with `new`, which an arrow function does not bear.
  function createGuarded(namespace: unknown): ReturnType<typeof create> {
    const adapter = create(namespace);
    const restore = adapter.restoreSession.bind(adapter);
    adapter.restoreSession = async (pid, offset) => {
      const session = await restore(pid, offset);
      const { tokenHash } = (session as unknown as RecoveredSession).data.session ?? {};
      if (tokenHash === undefined || !(await mayRecover(tokenHash)))
        throw new Error('The session has ended.');
      return session;
    };
    return adapter;
  }
  const ready = Promise.all([place.known, connected(publisher)]).then(() => undefined);
  ready.catch(() => undefined); // Whoever starts the server hears of it, if it comes so far.
  return {
    create: createGuarded,
    ready,
    onLost: (listener) => void losses.on('lost', listener),
    close: () => {
      place.giveUp();
      publisher.disconnect();
    },
  };
}

function connected(redis: Redis): Promise<void> {
  return redis.status === 'ready'
    ? Promise.resolve()
    : new Promise((resolve) => redis.once('ready', resolve));
}

/**
 * The last entry there is as this backend starts. The adapter begins at "$", whatever comes next: what comes before
 * its first reading is under way, or between two that found nothing, would never be read.
 */
function placeIn(redis: Redis): { known: Promise<string>; giveUp: () => void } {
  const scout = readerOf(redis);
  const known = scout
    .xrevrange(streamName, '+', '-', 'COUNT', 1)
    .then(([last]) => last?.[0] ?? '0-0')
    .finally(() => scout.disconnect());
  known.catch(() => undefined); // The program ends before Redis answered.
  return { known, giveUp: () => scout.disconnect() };
}

/**
 * The logical database next to ours: ours holds the specification's keys and nothing else. A server that has only
 * one (a cluster) leaves us in it, which does no harm.
 */
function besides(redis: Redis): number {
  return (redis.options.db ?? 0) + 1;
}

/**
 * The adapter does not wait for some of its commands: a failure among those must not end the process. Its readers
 * wait for Redis to come back instead of asking in a tight loop.
 */
function clientFor(
  publisher: Redis,
  { redis, place, onLost }: { redis: Redis; place: Promise<string>; onLost: () => void },
): object {
  return {
    options: { lazyConnect: false },
    duplicate: () => readingFrom(place, readerOf(redis)),
    xadd: (args: [string, ...string[]]) =>
      publisher.xadd(...args).catch((error: unknown) => {
        onLost();
        throw error;
      }),
    xrange: (stream: string, from: string, to: string) => publisher.xrange(stream, from, to),
    multi: () => publisher.multi(),
    send_command: (
      command: string,
      args: string[],
      done: (error: Error | null, result?: unknown) => void,
    ) => {
      publisher.call(command, ...args).then((result) => done(null, result), done);
    },
    set: (key: string, value: string, unit: 'PX', ms: number) =>
      publisher.set(key, value, unit, ms).catch(() => null),
    publish: (channel: string, payload: Buffer) => publisher.publish(channel, payload).catch(() => 0),
  };
}

/** The same reader; where it would begin at "$" it begins after `place`. */
function readingFrom(place: Promise<string>, reader: Redis): Redis {
  const xread = reader.xread.bind(reader) as unknown as (...args: unknown[]) => Promise<unknown>;
  const placed = async (...args: unknown[]): Promise<unknown> =>
    xread(...args.slice(0, -1), args.at(-1) === '$' ? await place : args.at(-1));
  reader.xread = placed as unknown as Redis['xread'];
  return reader;
}

/** Waits for Redis as long as it takes. A subscription that the end of the program cuts short is no error. */
function readerOf(redis: Redis): Redis {
  const reader = redis.duplicate({
    db: besides(redis),
    maxRetriesPerRequest: null,
    enableOfflineQueue: true,
    lazyConnect: false,
  });
  const subscribe = reader.subscribe.bind(reader) as unknown as (channels: string[]) => Promise<unknown>;
  const patient = (channels: string[]): Promise<unknown> => subscribe(channels).catch(() => 0);
  reader.subscribe = patient as unknown as Redis['subscribe'];
  return reader.on('error', () => undefined);
}
