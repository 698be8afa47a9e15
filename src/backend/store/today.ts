/** An agent's own day in three figures. */
import type { Today } from '../../shared/desk.ts';
import { isClientCall } from './client-call.ts';
import { startOfToday } from './console-columns.ts';
import { single, type Queryable } from './database.ts';

/**
 * Since midnight at the house: calls with clients that the agent answered or made, visits that they booked, and how long they talked on
 * average, in whole seconds.
 */
export function todayOf(db: Queryable, agentId: string): Promise<Today> {
  // What ended today began yesterday at the earliest, and a visit lies ahead of its booking: so have the indexes it.
  return single<Today>(
    db,
    `SELECT count(*) FILTER (WHERE c.direction = 'out' OR c.talk_ms > 0)::int AS calls,
       round(avg(c.talk_ms) FILTER (WHERE c.talk_ms > 0) / 1000)::int AS "meanTalkSeconds",
       (SELECT count(*)::int FROM appointments a WHERE a.booked_by = $1 AND a.created_at >= ${startOfToday} AND lower(a.during) >= ${startOfToday} AND a.status <> 'cancelled') AS appointments
     FROM phone_calls c WHERE ${isClientCall('c')} AND c.agent_id = $1 AND c.ended_at >= ${startOfToday} AND least(c.rang_at, c.answered_at, c.ended_at) >= ${startOfToday} - interval '1 day'`,
    [agentId],
  );
}
