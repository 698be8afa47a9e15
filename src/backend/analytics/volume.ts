/** How much was taken in, by hour. */
import type { Queryable } from '../store/database.ts';

/** Counts the hours since then anew; one whose rows were forgotten meanwhile keeps its count. */
export async function countVolume(db: Queryable, since: Date | null = null): Promise<void> {
  // Late rows are of the hour before at most: both tables are written with the time of writing.
  const from = `coalesce($1::timestamptz, (SELECT max(hour) - interval '1 hour' FROM analytics.volume_hours), '-infinity')`;
  await db.query(
    `INSERT INTO analytics.volume_hours AS v (hour, events, webhooks)
     SELECT hour, sum(events), sum(webhooks) FROM (
       SELECT date_trunc('hour', at, 'UTC') AS hour, count(*) AS events, 0 AS webhooks FROM events WHERE at >= ${from} GROUP BY 1
       UNION ALL SELECT date_trunc('hour', received_at, 'UTC'), 0, count(*) FROM webhooks WHERE received_at >= ${from} GROUP BY 1) t
     GROUP BY hour
     ON CONFLICT (hour) DO UPDATE SET events = greatest(v.events, excluded.events), webhooks = greatest(v.webhooks, excluded.webhooks)`,
    [since],
  );
}
