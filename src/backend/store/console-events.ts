/** The newest events of all streams, for a backend that must tell its consoles by itself. */
import { all, type Queryable } from './database.ts';
import { iso } from './console-columns.ts';
import type { UnpublishedEvent } from './events.ts';

/** So many at most, counted back from the newest; whoever missed more asks for it by number. */
const newest = 2_000;

/** Events at or after `since`, oldest first. */
export function eventsSince(db: Queryable, since: Date): Promise<UnpublishedEvent[]> {
  return all<UnpublishedEvent>(
    db,
    `SELECT id::int AS id, lead_id AS "leadId", call_id AS "callId", stream, stream_seq::int AS seq, type, data, ${iso('at')} AS at
     FROM events WHERE id > (SELECT coalesce(max(id), 0) - $2 FROM events) AND at >= $1 ORDER BY id`,
    [since, newest],
  );
}
