/**
 * Runs what the outbox holds: woken by NOTIFY, and by the clock for what falls due. A worker that dies leaves
 * leases that run out; a worker that stops finishes what is in its hands.
 */
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Logger } from 'pino';
import { GatewayError } from '../gateways/gateway-error.ts';
import { isStoreAway } from '../store-error.ts';
import { claimJobs, finishJob, postponeJob, releaseJobs, renewLeases } from '../store/outbox.ts';
import { NobodyError } from '../store/tasks.ts';
import { RunAgain, type Job, type JobHandler, type JobHandlers, type JobKind } from './jobs.ts';
import { listen } from './listen.ts';

const LEASE_MS = 10_000;
const POLL_MS = 500;
const MAX_ATTEMPTS = 12;
const MAX_DELAY_MS = 60_000;

export interface OutboxWorker {
  /** Stops claiming, waits for the jobs in hand (at most `graceMs`), then lets the rest go. */
  stop: (graceMs?: number) => Promise<void>;
}

export interface OutboxOptions<D> {
  db: pg.Pool;
  databaseUrl: string;
  handlers: JobHandlers<D>;
  deps: D;
  log: Logger;
  /** Jobs in hand at once. */
  concurrency?: number;
}

/** Starts a worker; it works until stopped, whatever fails. */
export async function startOutboxWorker<D>(options: OutboxOptions<D>): Promise<OutboxWorker> {
  const claims = new Claims(options);
  const listener = await listen(options.databaseUrl, 'outbox', claims.wake, options.log);
  const poll = setInterval(claims.wake, POLL_MS);
  const renew = setInterval(claims.renew, LEASE_MS / 3);
  claims.wake();
  return {
    stop: async (graceMs = 10_000) => {
      clearInterval(poll);
      await claims.drain(graceMs);
      clearInterval(renew);
      await listener.close();
      await claims.release();
    },
  };
}

/** The jobs one worker has in its hands. */
class Claims<D> {
  readonly #options: OutboxOptions<D>;
  readonly #worker = `${process.pid}-${randomUUID().slice(0, 8)}`;
  readonly #inHand = new Map<number, Promise<void>>();
  #claiming: Promise<void> | undefined;
  #again = false;
  #stopping = false;

  constructor(options: OutboxOptions<D>) {
    this.#options = options;
  }

  /** Looks for work now; while it is looking already, once more afterwards. */
  readonly wake = (): void => {
    if (this.#stopping) return;
    if (this.#claiming !== undefined) {
      this.#again = true;
      return;
    }
    this.#claiming = this.#claim()
      .catch((error: unknown) => this.#options.log.warn({ err: error }, 'outbox: could not claim'))
      .finally(() => {
        this.#claiming = undefined;
        if (!this.#again) return;
        this.#again = false;
        this.wake();
      });
  };

  readonly renew = (): void => {
    const { db, log } = this.#options;
    if (this.#inHand.size === 0) return;
    renewLeases(db, this.#worker, [...this.#inHand.keys()], LEASE_MS).catch((error: unknown) =>
      log.warn({ err: error }, 'outbox: could not renew'),
    );
  };

  /** Takes no more, and waits for what is in hand. */
  async drain(graceMs: number): Promise<void> {
    this.#stopping = true;
    await this.#claiming;
    const grace = new Promise((resolve) => setTimeout(resolve, graceMs).unref());
    await Promise.race([Promise.allSettled(this.#inHand.values()), grace]);
  }

  /** What is still in hand goes back at once instead of when its lease ends. */
  async release(): Promise<void> {
    const { db, log } = this.#options;
    await releaseJobs(db, this.#worker).catch((error: unknown) =>
      log.warn({ err: error }, 'outbox: could not release'),
    );
  }

  async #claim(): Promise<void> {
    const { db, concurrency = 8 } = this.#options;
    while (!this.#stopping && this.#inHand.size < concurrency) {
      const jobs = await claimJobs(db, this.#worker, concurrency - this.#inHand.size, LEASE_MS);
      if (jobs.length === 0) return;
      for (const job of jobs) this.#take(job);
    }
  }

  #take(job: Job): void {
    const run = runJob(job, this.#options)
      .then((delayMs) => {
        if (delayMs !== undefined) setTimeout(this.wake, delayMs).unref(); // sooner than the next poll, if it asked so
      })
      .finally(() => {
        this.#inHand.delete(job.id);
        this.wake();
      });
    this.#inHand.set(job.id, run);
  }
}

/** Runs one job to its end; returns after how many milliseconds it is due again, if it is. */
async function runJob<D>(
  job: Job,
  { db, handlers, deps, log }: OutboxOptions<D>,
): Promise<number | undefined> {
  try {
    const handler = handlers[job.kind] as JobHandler<JobKind, D> | undefined;
    if (handler === undefined) throw new Error(`No handler for jobs of kind ${job.kind}.`);
    await handler(job, deps);
    await finishJob(db, job.id, 'done');
    return undefined;
  } catch (error) {
    return putBack(job, error, { db, log }).catch((failure: unknown) => {
      log.warn({ err: failure, job: job.key }, 'outbox: could not put back; its lease will run out');
      return undefined;
    });
  }
}

async function putBack(
  job: Job,
  error: unknown,
  { db, log }: { db: pg.Pool; log: Logger },
): Promise<number | undefined> {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof RunAgain) {
    await postponeJob(db, job.id, error.delayMs, { error: message, counted: false });
    return error.delayMs;
  }
  if (job.attempt >= MAX_ATTEMPTS && !isOutage(error)) {
    log.error({ err: error, job: job.key, kind: job.kind }, 'outbox: given up');
    await finishJob(db, job.id, 'dead', message);
    return undefined;
  }
  const delayMs = Math.min(MAX_DELAY_MS, 250 * 2 ** Math.min(10, job.attempt - 1));
  log.warn(
    { err: error, job: job.key, kind: job.kind, attempt: job.attempt, delayMs },
    'outbox: failed, will try again',
  );
  await postponeJob(db, job.id, delayMs, { error: message, counted: true });
  return delayMs;
}

/** A provider or a store that is away, or a team that nobody belongs to yet, is no fault of the job: it waits as long as that takes. */
function isOutage(error: unknown): boolean {
  if (error instanceof GatewayError)
    return error.failure === 'unavailable' || error.failure === 'rate-limited';
  return error instanceof NobodyError || isStoreAway(error);
}
