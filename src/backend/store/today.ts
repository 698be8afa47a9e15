/** An agent's own day in three figures. */
import type { Today } from '../../shared/desk.ts';
import { isClientCall } from './client-call.ts';
import { single, type Queryable } from './database.ts';

/** Where the house is: its day begins at midnight there. */
const HOUSE_ZONE = 'America/Mexico_City';

/**
 * Since midnight: calls with clients that the agent answered or made, visits that they booked, and how long they talked on
 * average, in whole seconds.
 */
export function todayOf(db: Queryable, agentId: string): Promise<Today> {
  const midnight = `(date_trunc('day', now() AT TIME ZONE $2) AT TIME ZONE $2)`;
  // What ended today began yesterday at the earliest, and a visit lies ahead of its booking: so have the indexes it.
  return single<Today>(
    db,
    `SELECT count(*) FILTER (WHERE c.direction = 'out' OR c.talk_ms > 0)::int AS calls,
       round(avg(c.talk_ms) FILTER (WHERE c.talk_ms > 0) / 1000)::int AS "meanTalkSeconds",
       (SELECT count(*)::int FROM appointments a WHERE a.booked_by = $1 AND a.created_at >= ${midnight} AND lower(a.during) >= ${midnight} AND a.status <> 'cancelled') AS appointments
     FROM phone_calls c WHERE ${isClientCall('c')} AND c.agent_id = $1 AND c.ended_at >= ${midnight} AND least(c.rang_at, c.answered_at, c.ended_at) >= ${midnight} - interval '1 day'`,
    [agentId, HOUSE_ZONE],
  );
}
