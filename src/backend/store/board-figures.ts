/** The line of numbers on top of the live board. */
import type { BoardFigures } from '../../shared/board.ts';
import { IS_FREE } from './console-agents.ts';
import { iso, seenLately, startOfToday } from './console-columns.ts';
import { single, type Queryable } from './database.ts';

const WAITING = `('requested', 'reserved', 'transferring', 'ringing')`;
const PRESENT = `(${seenLately('u.console_seen_at')} OR ${seenLately('u.phone_seen_at')})`;

/**
 * Since midnight, by the formulas of analytics/kpi-definitions.ts: of those that are over, who was answered in time (those
 * who gave up before the time was up, or whose call a supervisor ended, are left out), and who gave up.
 */
const DAY = `SELECT count(*) AS over, count(*) FILTER (WHERE outcome = 'abandoned') AS abandoned,
    count(*) FILTER (WHERE NOT ((outcome IS NOT DISTINCT FROM 'abandoned' OR cut) AND waited < $1)) AS judged,
    count(*) FILTER (WHERE answered_at IS NOT NULL AND waited <= $1) AS "inTime"
  FROM (SELECT answered_at, outcome, status = 'closed' AND answered_at IS NULL AS cut, extract(epoch FROM coalesce(answered_at, ended_at, now()) - requested_at) AS waited
    FROM escalations WHERE requested_at >= ${startOfToday} AND status NOT IN ${WAITING}) e`;

/** Each stretch is as long as every other; the last one is still running. */
const WAITS = `SELECT array_agg(coalesce(longest, 0) ORDER BY n) AS waits
  FROM generate_series(0, 19) n LEFT JOIN (
    SELECT 19 - (floor(extract(epoch FROM now()) / 180) - floor(extract(epoch FROM requested_at) / 180))::int AS stretch,
      round(max(extract(epoch FROM coalesce(answered_at, ended_at, now()) - requested_at)))::int AS longest
    FROM escalations WHERE requested_at > now() - interval '1 hour' GROUP BY 1) w ON w.stretch = n`;

/** Of the last hour's time in which people were ready for calls, the part that they spent in one or in its wrap-up. */
const OCCUPANCY = `SELECT sum(seconds) FILTER (WHERE busy) AS busy, sum(seconds) AS ready FROM (
    SELECT state = 'wrap-up' OR (state = 'busy' AND coalesce(reason, '') IN ('escalation', 'other-call')) AS busy,
      extract(epoch FROM coalesce(lead(at) OVER (PARTITION BY user_id ORDER BY at, id), now()) - greatest(at, now() - interval '1 hour')) AS seconds, state, reason
    FROM (SELECT s.* FROM users u CROSS JOIN LATERAL (
        (SELECT * FROM user_states WHERE user_id = u.id AND at > now() - interval '1 hour')
        UNION ALL (SELECT * FROM user_states WHERE user_id = u.id AND at <= now() - interval '1 hour' ORDER BY at DESC, id DESC LIMIT 1)) s
      WHERE u.active AND u.extension IS NOT NULL) d) t
  WHERE state IN ('available', 'wrap-up') OR busy`;

/**
 * How things stand now. `withinSeconds`: how soon a person should answer; `capacity`: how many lines Vapi gives us. A
 * share of nothing is null.
 */
export function readFigures(
  db: Queryable,
  { withinSeconds, capacity }: { withinSeconds: number; capacity: number },
): Promise<BoardFigures> {
  return single<BoardFigures>(
    db,
    `SELECT (SELECT coalesce(max(id), 0) FROM events)::float8 AS rev, q.queued, q.oldest AS "oldestQueuedAt", e.since AS "waitingSince",
       round(100.0 * d."inTime" / nullif(d.judged, 0), 1)::float8 AS "serviceLevelPct", round(100.0 * d.abandoned / nullif(d.over, 0), 1)::float8 AS "abandonmentPct",
       $1::int AS "serviceLevelSeconds", q.live, $2::int AS capacity, e.escalating, a.available AS "agentsAvailable", a.there AS "agentsSignedIn",
       round((100 * coalesce(o.busy, 0) / nullif(o.ready, 0))::numeric, 1)::float8 AS "occupancyPct", w.waits
     FROM (SELECT (count(*) FILTER (WHERE status = 'queued'))::int AS queued, ${iso(`min(greatest(queued_at, not_before)) FILTER (WHERE status = 'queued' AND not_before <= now())`)} AS oldest,
         (count(*) FILTER (WHERE status <> 'queued'))::int AS live
       FROM calls WHERE status IN ('queued', 'dialing', 'started', 'ringing', 'in-progress', 'forwarding')) q,
       (SELECT count(*)::int AS escalating, ${iso('min(requested_at)')} AS since FROM escalations WHERE status IN ${WAITING}) e,
       (SELECT (count(*) FILTER (WHERE ${IS_FREE}))::int AS available,
         (count(*) FILTER (WHERE (u.extension IS NOT NULL OR u.role = 'agent') AND u.state <> 'offline' AND ${PRESENT}))::int AS there FROM users u WHERE u.active) a,
       (${DAY}) d, (${WAITS}) w, (${OCCUPANCY}) o`,
    [withinSeconds, capacity],
  );
}
