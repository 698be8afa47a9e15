/** What passed between us and a lead so far: for the AI that is about to call, and for whoever sums a call up. */
import { all, type Queryable } from './database.ts';

/** One thing that was said or written; `at` is when. */
export interface PastLine {
  channel: 'whatsapp' | 'call';
  author: 'lead' | 'ai' | 'agent' | 'system';
  text: string;
  at: Date;
}

/** The lead's last `limit` lines of text, oldest first. */
export function pastLines(db: Queryable, leadId: string, limit: number): Promise<PastLine[]> {
  return all<PastLine>(
    db,
    `SELECT * FROM (
       SELECT type AS channel, author, content AS text, created_at AS at, position FROM interactions
       WHERE lead_id = $1 AND type IN ('whatsapp', 'call') AND content <> '' AND coalesce(status, '') NOT IN ('failed', 'withheld')
       ORDER BY created_at DESC, position DESC LIMIT $2) last
     ORDER BY at, position`,
    [leadId, limit],
  );
}

/** A call that is over, as far as the next one should know of it. */
export interface PastCall {
  endedAt: Date;
  outcome: string | null;
  summary: string | null;
}

/** The lead's last `limit` calls that are over, newest first. */
export function pastCalls(db: Queryable, leadId: string, limit: number): Promise<PastCall[]> {
  return all<PastCall>(
    db,
    `SELECT ended_at AS "endedAt", outcome, summary FROM calls WHERE lead_id = $1 AND status = 'ended' AND ended_at IS NOT NULL ORDER BY ended_at DESC LIMIT $2`,
    [leadId, limit],
  );
}

/** A visit that stands. */
export interface ComingVisit {
  id: string;
  property: string;
  startsAt: Date;
  timeZone: string;
}

/** The lead's visits after `now`, soonest first. */
export function comingVisits(db: Queryable, leadId: string, now: Date): Promise<ComingVisit[]> {
  return all<ComingVisit>(
    db,
    `SELECT a.id, p.name AS property, lower(a.during) AS "startsAt", p.time_zone AS "timeZone" FROM appointments a JOIN properties p ON p.id = a.property_id
     WHERE a.lead_id = $1 AND a.status IN ('booked', 'confirmed') AND lower(a.during) > $2 ORDER BY lower(a.during) LIMIT 5`,
    [leadId, now],
  );
}
