/** How long the outside world takes to answer us: counted in memory, added to the day every few seconds. */
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

/** Requests of this backend; `watch` every gateway before anybody uses it. */
export class GatewayRequests {
  #counts = new Map<string, Count>();
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

  /** Adds what was counted to today; what could not be written is tried again the next time. */
  async flush(db: pg.Pool, timeZone: string): Promise<void> {
    const counts = [...this.#counts.values()];
    if (counts.length === 0) return;
    this.#counts = new Map();
    try {
      await addToDay(db, counts, timeZone);
    } catch (error) {
      for (const { gateway, ms, requests, failures } of counts)
        this.#giveBack({ gateway, ms, requests, failures });
      throw error;
    }
  }

  #giveBack(count: Count): void {
    const key = `${count.gateway} ${count.ms}`;
    const known = this.#counts.get(key);
    if (known === undefined) this.#counts.set(key, count);
    else
      Object.assign(known, {
        requests: known.requests + count.requests,
        failures: known.failures + count.failures,
      });
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
      await flush();
    };
  }
}

async function addToDay(db: pg.Pool, counts: readonly Count[], timeZone: string): Promise<void> {
  await all(
    db,
    `INSERT INTO analytics.gateway_days AS d (day, gateway, bucket, requests, failures)
     SELECT (now() AT TIME ZONE $5)::date, gateway, analytics.bucket(ms), sum(requests), sum(failures)
     FROM unnest($1::text[], $2::integer[], $3::integer[], $4::integer[]) AS c(gateway, ms, requests, failures) GROUP BY 1, 2, 3
     ORDER BY 1, 2, 3
     ON CONFLICT (day, gateway, bucket) DO UPDATE SET requests = d.requests + excluded.requests, failures = d.failures + excluded.failures`,
    [
      counts.map((c) => c.gateway),
      counts.map((c) => c.ms),
      counts.map((c) => c.requests),
      counts.map((c) => c.failures),
      timeZone,
    ],
  );
}
