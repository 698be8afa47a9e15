/** The counters on top of every console. */
import type { Overview } from '../../shared/push.ts';
import { IS_FREE } from './console-agents.ts';
import { iso } from './console-columns.ts';
import { single, type Queryable } from './database.ts';

/**
 * How things stand now. `live`: the AI dials or is on the line, alone or still looking for a person; `escalating`: a person
 * was asked for and has not answered yet; `agentsAvailable`: as everywhere, those to whom a call could be given.
 */
export function readOverview(db: Queryable): Promise<Overview> {
  return single<Overview>(
    db,
    `SELECT q.queued, q.oldest AS "oldestQueuedAt", q.live, e.escalating, a.available AS "agentsAvailable" FROM
       (SELECT count(*) FILTER (WHERE status = 'queued')::int AS queued,
          ${iso(`min(queued_at) FILTER (WHERE status = 'queued')`)} AS oldest,
          count(*) FILTER (WHERE status <> 'queued')::int AS live
        FROM calls WHERE status IN ('queued', 'dialing', 'started', 'ringing', 'in-progress', 'forwarding')) q,
       (SELECT count(*)::int AS escalating FROM escalations WHERE status IN ('requested', 'reserved', 'transferring', 'ringing')) e,
       (SELECT count(*)::int AS available FROM users u WHERE ${IS_FREE}) a`,
  );
}
