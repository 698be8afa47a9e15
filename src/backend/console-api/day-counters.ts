/** Keeps `metrics:{date}` in step with what was published, and makes a day anew when Redis has lost it. */
import type { Redis } from 'ioredis';
import type pg from 'pg';
import type { Logger } from 'pino';
import type { StreamEvent } from '../../shared/events.ts';
import { addToDay, countsOf, writeDay } from '../cache/metrics.ts';
import { publishedOfDay } from '../store/console-health.ts';

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
        const day = await publishedOfDay(this.#db, key.slice('metrics:'.length));
        await writeDay(this.#redis, key, countsOf(day).get(key) ?? {});
        this.#stale.delete(key);
      } catch (error) {
        this.#stale.add(key);
        this.#log.debug({ err: error, key }, 'publisher: a day is not counted; it will be written whole');
      }
    }
  }
}
