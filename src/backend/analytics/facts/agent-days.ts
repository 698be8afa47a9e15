/** One row for each agent and day: how long they were there, and what they did with it. */
import { dayOf, type Fact } from './fact.ts';

/** The state in force when `since`'s day begins, and all after it. */
const states = `SELECT s.user_id, s.state, s.reason, s.at AS from_at,
    coalesce(lead(s.at) OVER (PARTITION BY s.user_id ORDER BY s.at, s.id), greatest($4::timestamptz, s.at)) AS to_at
  FROM user_states s WHERE s.user_id = ANY ($1::uuid[])
    AND s.at >= coalesce((SELECT max(p.at) FROM user_states p WHERE p.user_id = s.user_id AND p.at <= $3::timestamptz - interval '26 hours'), '-infinity')`;

const midnight = (day: string): string => `(${day}::timestamp AT TIME ZONE $2)`;

const spans = `SELECT t.user_id, t.state, t.reason, d.day::date AS day,
    extract(epoch FROM least(t.to_at, ${midnight(`(d.day + interval '1 day')`)}) - greatest(t.from_at, ${midnight('d.day')})) * 1000 AS ms
  FROM (${states}) t
  CROSS JOIN LATERAL generate_series(greatest(${dayOf('t.from_at')}, ${dayOf('$3::timestamptz')})::timestamp, ${dayOf('t.to_at')}::timestamp, interval '1 day') AS d(day)
  WHERE t.state <> 'offline'`;

const sum = (condition: string): string => `coalesce(round(sum(ms) FILTER (WHERE ${condition})), 0)::bigint`;

/**
 * `$1` ids of agents, `$2` the house's zone, `$3` since when (its whole day), `$4` now. Talk is the time for which a
 * call held the agent: two calls at once are one such time.
 */
export const agentDayFacts: Fact = {
  table: 'analytics.agent_days',
  key: ['agent_id', 'day'],
  columns: ['signed_in_ms', 'away_ms', 'talk_ms', 'wrap_up_ms'],
  scope: `f.agent_id = ANY ($1::uuid[]) AND f.day >= ${dayOf('$3::timestamptz')}`,
  fresh: `SELECT user_id, day, ${sum('TRUE')}, ${sum(`state = 'away'`)},
      ${sum(`state = 'busy' AND reason IN ('escalation', 'other-call')`)}, ${sum(`state = 'wrap-up'`)}
    FROM (${spans}) p WHERE ms > 0 GROUP BY 1, 2`,
};
