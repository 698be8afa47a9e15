/** Keeps `metrics:{date}` in step with what was published, and makes a day anew when Redis has lost it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type pg from 'pg';
import type { Logger } from 'pino';
import type { StreamEvent } from '../../shared/events.ts';
import { addToDay, countsOf, metricsKey, readDay, writeDay, type DayCounts } from '../cache/metrics.ts';
import { publishedOfDay } from '../store/console-health.ts';

/** Another backend may be between the mark in PostgreSQL and the count in Redis. */
const settleMs = 2_000;

/** Counts events after they were marked as published. Never throws: the truth is in PostgreSQL. */
export class DayCounters {
  readonly #db: pg.Pool;
  readonly #redis: Redis;
  readonly #log: Logger;
  /** Days that missed something: written whole the next time. */
  readonly #stale = new Set<string>();

  constructor({ db, redis, log }: { db: pg.Pool; redis: Redis; log: Logger }) {
    this.#db = db;
    this.#redis = redis;
    this.#log = log;
  }

  async count(events: readonly StreamEvent[]): Promise<void> {
    for (const [key, counts] of countsOf(events)) {
      try {
        if (this.#redis.status !== 'ready') throw new Error('Redis is away');
        if (!this.#stale.has(key) && (await addToDay(this.#redis, key, counts))) continue;
        await writeDay(this.#redis, key, await this.#truth(key));
        this.#stale.delete(key);
      } catch (error) {
        this.#stale.add(key);
        this.#log.debug({ err: error, key }, 'publisher: a day is not counted; it will be written whole');
      }
    }
  }

  /**
   * Holds the day of `now` against PostgreSQL, twice in case somebody is counting, and writes it whole where it is
   * wrong. Returns the fields that were. Never throws.
   */
  async reconcile(now: Date, waitMs = settleMs): Promise<string[]> {
    const key = metricsKey(now.toISOString());
    try {
      if (this.#redis.status !== 'ready' || (await this.#differing(key)).length === 0) return [];
      await sleep(waitMs);
      const fields = await this.#differing(key);
      if (fields.length === 0) return [];
      this.#log.warn({ key, fields }, 'publisher: the counters of a day were wrong; written anew');
      await writeDay(this.#redis, key, await this.#truth(key));
      return fields;
    } catch (error) {
      this.#log.debug({ err: error, key }, 'publisher: a day could not be compared');
      return [];
    }
  }

  async #differing(key: string): Promise<string[]> {
    const [truth, counted] = await Promise.all([this.#truth(key), readDay(this.#redis, key)]);
    const fields = new Set([...Object.keys(truth), ...Object.keys(counted)]);
    return [...fields].filter((field) => (truth[field] ?? 0) !== (counted[field] ?? 0));
  }

  async #truth(key: string): Promise<DayCounts> {
    const day = await publishedOfDay(this.#db, key.slice('metrics:'.length));
    return countsOf(day).get(key) ?? {};
  }
}
