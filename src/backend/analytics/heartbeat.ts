/** Notes once a minute that this backend is there and finds its stores well: what uptime is counted from. */
import type { Redis } from 'ioredis';
import type pg from 'pg';
import type { Logger } from 'pino';
import type { Queryable } from '../store/database.ts';

const PERIOD_MS = 20_000;

export interface HeartbeatOptions {
  db: pg.Pool;
  redis: Pick<Redis, 'status' | 'ping'>;
  log: Logger;
  timeZone: string;
}

/** Beats at once and then three times a minute, so that a late one misses none. The returned function stops it. */
export function startHeartbeat({ db, redis, log, timeZone }: HeartbeatOptions): () => void {
  const run = (): void => {
    void beatIfWell().catch((error: unknown) => log.debug({ err: error }, 'heartbeat: a store is away'));
  };
  const beatIfWell = async (): Promise<void> => {
    if (redis.status !== 'ready') return;
    await redis.ping();
    await beat(db, timeZone);
  };
  run();
  const timer = setInterval(run, PERIOD_MS);
  return () => clearInterval(timer);
}

/** One row for the minute in which it is, however many backends beat in it; and that day's sum, written whole. */
export async function beat(db: Queryable, timeZone: string): Promise<void> {
  const { rowCount } = await db.query(
    `INSERT INTO analytics.heartbeats (minute) VALUES (date_trunc('minute', clock_timestamp())) ON CONFLICT DO NOTHING`,
  );
  if (rowCount === 1) await sumUptime(db, timeZone);
}

/** Counts the minutes of today and yesterday anew. */
async function sumUptime(db: Queryable, timeZone: string): Promise<void> {
  await db.query(
    `INSERT INTO analytics.uptime_days (day, minutes)
     SELECT (minute AT TIME ZONE $1)::date, count(*) FROM analytics.heartbeats
     WHERE minute >= (date_trunc('day', now() AT TIME ZONE $1) - interval '1 day') AT TIME ZONE $1 GROUP BY 1
     ON CONFLICT (day) DO UPDATE SET minutes = excluded.minutes WHERE uptime_days.minutes <> excluded.minutes`,
    [timeZone],
  );
}
