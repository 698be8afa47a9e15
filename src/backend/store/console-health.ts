/** How things stand, for health and metrics. */
import type { StreamEvent } from '../../shared/events.ts';
import { all, single, type Queryable } from './database.ts';

/** Asks PostgreSQL for a sign of life. Throws if there is none. */
export async function pingPostgres(db: Queryable): Promise<void> {
  await db.query('SELECT 1');
}

export interface Standing {
  queuedCalls: number;
  /** How long the call that is due longest has waited; 0 with none due. */
  oldestQueuedMs: number;
  /** Conversations that the AI has now. */
  aiCalls: number;
  /** Escalations that no person has answered yet. */
  escalationsWaiting: number;
  /** How long the oldest event that no console was told of has waited. */
  publisherLagMs: number;
  /** People who may sign in, by what they do now. */
  agents: { state: string; people: number }[];
  openCalls: number;
  openEscalations: number;
  unpublishedEvents: number;
  agentsAvailable: number;
  /** Leads and agents whose figures are out of date, and for how long the oldest is. */
  uncounted: number;
  uncountedSeconds: number;
  /** US dollars spent on the LLM since midnight UTC. */
  llmCostToday: number;
  /** Stored items of the last 24 hours, by source. */
  webhooks: { source: string; stored: number; repeated: number; unprocessed: number }[];
}

/** Everything the gauges of /metrics need, in one query. */
export function readStanding(db: Queryable): Promise<Standing> {
  return single<Standing>(
    db,
    `SELECT
       (SELECT count(*)::int FROM calls WHERE status = 'queued') AS "queuedCalls",
       (SELECT count(*)::int FROM calls WHERE status IN ('dialing', 'started', 'ringing', 'in-progress', 'forwarding', 'with-agent')) AS "openCalls",
       (SELECT count(*)::int FROM escalations WHERE status IN ('requested', 'reserved', 'transferring', 'ringing', 'answered')) AS "openEscalations",
       (SELECT coalesce(extract(epoch FROM now() - min(greatest(not_before, queued_at))) * 1000, 0)::float8 FROM calls
          WHERE status = 'queued' AND not_before <= now()) AS "oldestQueuedMs",
       (SELECT count(*)::int FROM calls WHERE status IN ('in-progress', 'forwarding')) AS "aiCalls",
       (SELECT count(*)::int FROM escalations WHERE status IN ('requested', 'reserved', 'transferring', 'ringing')) AS "escalationsWaiting",
       (SELECT greatest(0, coalesce(extract(epoch FROM clock_timestamp() - min(at)) * 1000, 0))::float8 FROM events WHERE published_at IS NULL) AS "publisherLagMs",
       (SELECT coalesce(jsonb_agg(a), '[]') FROM (SELECT state, count(*)::int AS people FROM users WHERE active GROUP BY state) a) AS agents,
       (SELECT count(*)::int FROM events WHERE published_at IS NULL) AS "unpublishedEvents",
       (SELECT count(*)::int FROM users WHERE active AND state = 'available') AS "agentsAvailable",
       (SELECT count(*)::int FROM analytics.changed) AS uncounted,
       (SELECT coalesce(extract(epoch FROM clock_timestamp() - min(added_at)), 0)::float8 FROM analytics.changed) AS "uncountedSeconds",
       (SELECT coalesce(sum(cost_usd), 0)::float8 FROM llm_usage WHERE at >= date_trunc('day', now())) AS "llmCostToday",
       (SELECT coalesce(jsonb_agg(w), '[]') FROM (SELECT source, count(*)::int AS stored, sum(deliveries - 1)::int AS repeated,
          count(*) FILTER (WHERE processed_at IS NULL)::int AS unprocessed
          FROM webhooks WHERE received_at > now() - interval '24 hours' GROUP BY source) w) AS webhooks`,
  );
}

/** Events of one day (YYYY-MM-DD, UTC) that were published, with no more of their data than counting needs. */
export function publishedOfDay(db: Queryable, day: string): Promise<StreamEvent[]> {
  return all<StreamEvent>(
    db,
    `SELECT stream, stream_seq AS seq, type,
       CASE WHEN type IN ('call.ended', 'tool.called') THEN jsonb_build_object('durationSeconds', data->'durationSeconds',
         'ms', coalesce(data->'ms', '0'), 'success', coalesce(data->'success', 'true')) ELSE '{}' END AS data,
       to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at
     FROM events WHERE at >= $1::date AND at < $1::date + 1 AND published_at IS NOT NULL`,
    [day],
  );
}
