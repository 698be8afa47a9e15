/** How long the outside world takes to answer us: counted in memory, added to the day every few seconds. */
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Logger } from 'pino';
import { all } from '../store/database.ts';

const FLUSH_MS = 5_000;

interface Count {
  gateway: string;
  ms: number;
  requests: number;
  failures: number;
}

/** What was counted until `at`, under the number by which the database knows whether it has it. */
interface Batch {
  id: string;
  at: Date;
  counts: Count[];
}

/** Requests of this backend; `watch` every gateway before anybody uses it. */
export class GatewayRequests {
  #counts = new Map<string, Count>();
  /** What is being written, or could not be: sent again as it is. */
  #sealed: Batch | undefined;
  /** The last that is known to be written. */
  #settled: string | undefined;
  #flushing: Promise<void> = Promise.resolve();
  /** Told of every request as well, where somebody wants to know (/metrics). */
  onRequest: ((gateway: string, ms: number, failed: boolean) => void) | undefined;

  /** The same gateway, whose every request is timed. */
  watch<G extends object>(name: string, gateway: G): G {
    const note = (startedAt: number, failed: boolean): void =>
      this.note(name, performance.now() - startedAt, failed);
    return new Proxy(gateway, {
      get(target, property, receiver) {
        const member: unknown = Reflect.get(target, property, receiver);
        if (typeof member !== 'function') return member;
        return (...values: unknown[]): unknown => {
          const startedAt = performance.now();
          const answer: unknown = Reflect.apply(member, target, values);
          if (!(answer instanceof Promise)) return answer;
          answer.then(
            () => note(startedAt, false),
            () => note(startedAt, true),
          );
          return answer;
        };
      },
    });
  }

  /** One request that took so many milliseconds. */
  note(gateway: string, ms: number, failed: boolean): void {
    this.onRequest?.(gateway, ms, failed);
    const whole = Math.round(ms);
    const key = `${gateway} ${whole}`;
    const count = this.#counts.get(key) ?? { gateway, ms: whole, requests: 0, failures: 0 };
    count.requests += 1;
    count.failures += failed ? 1 : 0;
    this.#counts.set(key, count);
  }

  /**
   * Adds what was counted to its day. One at a time, and what is on its way is closed under a number of its own: an
   * answer that never came is no reason to count anything twice.
   */
  flush(db: pg.Pool, timeZone: string): Promise<void> {
    const run = this.#flushing.catch(() => undefined).then(() => this.#flushOnce(db, timeZone));
    this.#flushing = run;
    return run;
  }

  async #flushOnce(db: pg.Pool, timeZone: string): Promise<void> {
    this.#sealed ??= this.#seal();
    if (this.#sealed === undefined) return;
    await addToDay(db, this.#sealed, { timeZone, settled: this.#settled });
    this.#settled = this.#sealed.id;
    this.#sealed = undefined;
  }

  #seal(): Batch | undefined {
    if (this.#counts.size === 0) return undefined;
    const batch = { id: randomUUID(), at: new Date(), counts: [...this.#counts.values()] };
    this.#counts = new Map();
    return batch;
  }

  /** Flushes every few seconds; the returned function stops that, after a last time. */
  start({ db, log, timeZone }: { db: pg.Pool; log: Logger; timeZone: string }): () => Promise<void> {
    const flush = (): Promise<void> =>
      this.flush(db, timeZone).catch((error: unknown) =>
        log.debug({ err: error }, 'gateways: not counted yet'),
      );
    const timer = setInterval(() => void flush(), FLUSH_MS);
    return async () => {
      clearInterval(timer);
      await flush(); // What was under way before is settled first,
      await flush(); // and then what was counted meanwhile.
    };
  }
}

/** A batch that is written already changes nothing; while an earlier try still runs, this one waits for it. */
async function addToDay(
  db: pg.Pool,
  { id, at, counts }: Batch,
  { timeZone, settled }: { timeZone: string; settled: string | undefined },
): Promise<void> {
  await all(
    db,
    `WITH fresh AS (INSERT INTO analytics.gateway_batches (id) VALUES ($6) ON CONFLICT DO NOTHING RETURNING id),
          old AS (DELETE FROM analytics.gateway_batches WHERE id = $8 OR at < now() - interval '30 days')
     INSERT INTO analytics.gateway_days AS d (day, gateway, bucket, requests, failures)
     SELECT ($7::timestamptz AT TIME ZONE $5)::date, gateway, analytics.bucket(ms), sum(requests), sum(failures)
     FROM unnest($1::text[], $2::integer[], $3::integer[], $4::integer[]) AS c(gateway, ms, requests, failures)
     WHERE EXISTS (SELECT 1 FROM fresh) GROUP BY 1, 2, 3
     ORDER BY 1, 2, 3
     ON CONFLICT (day, gateway, bucket) DO UPDATE SET requests = d.requests + excluded.requests, failures = d.failures + excluded.failures`,
    [
      counts.map((c) => c.gateway),
      counts.map((c) => c.ms),
      counts.map((c) => c.requests),
      counts.map((c) => c.failures),
      timeZone,
      id,
      at,
      settled ?? null,
    ],
  );
}
