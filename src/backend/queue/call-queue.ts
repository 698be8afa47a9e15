/**
 * The line of calls to place, in Redis: `queue:calls:wait`, first in, first out. It only says that there is
 * something to dial, and in which order; whom, and whether still, PostgreSQL says at the moment of dialling.
 * So it may be lost, doubled or late without anybody being called twice or never.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Queue, RateLimitError, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import type { Logger } from 'pino';

/** With defaults a killed worker's job waits 59 s; with these, 9 s. */
const lockDurationMs = 10_000;
const stalledIntervalMs = 5_000;
/** Our Redis may be an embedded one without a disk: its event stream stays short. */
const eventStreamLength = 200;
/** How long closing waits for the dials in hand, with Redis and without. */
const closeMs = 10_000;
const closeWithoutRedisMs = 2_000;
/** Never reached: BullMQ obeys `rateLimit` only where a worker names a limit of its own. */
const limiter = { max: 1_000, duration: 1_000 };

/** `busyForMs`: Vapi takes no calls for so long; the job goes back to the head of the line. */
export type CallJobResult = { busyForMs: number } | undefined;
export type CallJob = (callId: string, signal: AbortSignal) => Promise<CallJobResult>;

export interface CallQueue {
  /** Puts a call in line; one that stands there already keeps its place. Throws while Redis is away. */
  enqueue: (callId: string, options?: { delayMs?: number }) => Promise<void>;
  /** Works on the line until closed; `signal` aborts when the queue closes, for a job that waits. */
  startWorker: (process: CallJob, concurrency?: number) => void;
  /** The calls that stand in line or are in hand, on any backend. Throws while Redis is away. */
  ids: () => Promise<Set<string>>;
  /** How many are in line or in hand. Throws while Redis is away. */
  depth: () => Promise<number>;
  /** Calls back whenever Redis is there again; what was written before may be gone. */
  onReconnect: (listener: () => void) => void;
  /** Finishes what is in hand, then lets go of Redis. */
  close: () => Promise<void>;
}

/** Opens the line at `redisUrl`. Returns at once: while Redis is away, writing fails and the worker waits. */
export function createCallQueue(redisUrl: string, log: Pick<Logger, 'warn' | 'error'>): CallQueue {
  const closing = new AbortController();
  const writing = connection(redisUrl, { maxRetriesPerRequest: 1, enableOfflineQueue: false, log });
  const queue = new Queue('calls', {
    connection: writing,
    prefix: 'queue',
    skipVersionCheck: true,
    skipWaitingForReady: true,
    streams: { events: { maxLen: eventStreamLength } },
    defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
  });
  queue.on('error', () => undefined); // the connection has said it
  let worker: Worker | undefined;
  let reading: Redis | undefined;

  return {
    enqueue: async (callId, { delayMs = 0 } = {}) => {
      await queue.add('dial', {}, { jobId: callId, ...(delayMs > 0 ? { delay: delayMs } : {}) });
    },
    startWorker: (process, concurrency = 8) => {
      reading = connection(redisUrl, { maxRetriesPerRequest: null, enableOfflineQueue: true, log });
      worker = new Worker(
        'calls',
        async (job) => {
          const result = await process(job.id ?? '', closing.signal);
          if (result === undefined) return;
          await queue.rateLimit(result.busyForMs);
          throw new RateLimitError();
        },
        {
          connection: reading,
          prefix: 'queue',
          skipVersionCheck: true,
          concurrency,
          limiter,
          lockDuration: lockDurationMs,
          stalledInterval: stalledIntervalMs,
          maxStalledCount: 100,
        },
      );
      worker.on('error', (error) => log.warn({ reason: error.message }, 'call queue: worker'));
      worker.on('failed', (job, error) =>
        log.error({ err: error, callId: job?.id }, 'call queue: job failed'),
      );
    },
    ids: async () => new Set(await queue.getRanges(['waiting', 'active', 'delayed', 'prioritized'], 0, -1)),
    depth: () => queue.count().then(async (waiting) => waiting + (await queue.getActiveCount())),
    onReconnect: (listener) => {
      writing.on('ready', listener);
    },
    close: async () => {
      closing.abort();
      // BullMQ waits for a Redis that is away for ever; a dial that is cut off is asked after at the next start.
      const patienceMs = writing.status === 'ready' ? closeMs : closeWithoutRedisMs;
      const closed = Promise.resolve(worker?.close()).then(() => queue.close());
      await Promise.race([closed.catch(() => undefined), sleep(patienceMs, undefined, { ref: false })]);
      writing.disconnect();
      reading?.disconnect();
    },
  };
}

function connection(
  redisUrl: string,
  options: { maxRetriesPerRequest: number | null; enableOfflineQueue: boolean; log: Pick<Logger, 'warn'> },
): Redis {
  const { log, ...rest } = options;
  const redis = new Redis(redisUrl, {
    ...rest,
    connectionName: 'vidanta-call-queue',
    retryStrategy: (attempt) => Math.min(attempt * 100, 2_000),
  });
  // Only the message: the error itself may hold the AUTH command with the password.
  redis.on('error', (error: Error) => log.warn({ reason: error.message }, 'call queue: Redis'));
  return redis;
}
