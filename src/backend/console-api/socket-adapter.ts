/**
 * Several backends push to each other's consoles through a short Redis stream. It only carries what is on its way:
 * when Redis is gone each backend still reaches its own consoles, and whoever missed something asks by number.
 */
import { createAdapter } from '@socket.io/redis-streams-adapter';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';

/** Entries kept: enough for a console that was cut for two minutes on a busy day, small enough for any Redis. */
const streamEntries = 1_000;
/** A Redis that does not answer must not hold a push back for long. */
const commandTimeoutMs = 1_000;

interface RecoveredSession {
  data: { session?: { tokenHash: string } };
}
export interface SocketAdapter {
  create: ReturnType<typeof createAdapter>;
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
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: commandTimeoutMs,
  });
  publisher.on('error', (error: Error) => log.debug({ reason: error.message }, 'sockets: Redis is away'));
  const create = createAdapter(clientFor(publisher, redis), {
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
  return { create: createGuarded, close: () => publisher.disconnect() };
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
function clientFor(publisher: Redis, redis: Redis): object {
  return {
    options: { lazyConnect: false },
    duplicate: () => readerOf(redis),
    xadd: (args: [string, ...string[]]) => publisher.xadd(...args),
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
