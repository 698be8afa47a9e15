/** The trail of what supervisors and administrators did. It is only ever added to: the database refuses anything else. */
import type { AuditEntry } from '../../shared/board.ts';
import { all, single, type Queryable, type Tx } from './database.ts';

export interface NewAuditEntry {
  /** Null for a program of the house. */
  user: { id: string; name: string } | null;
  /** `<what>.<done>`: `call.ended`, `agent.state-forced`, `dialling.paused`, `user.created`, … */
  action: string;
  subject: { kind: string; id?: string | null | undefined; name?: string | null | undefined };
  why?: string | null | undefined;
  /** Never a password, a token or the words of a person who is not one of ours. */
  detail?: Record<string, unknown>;
}

/** Writes one entry in the transaction of what it tells of; returns its number. */
export async function recordAudit(tx: Tx, entry: NewAuditEntry): Promise<number> {
  const { user, action, subject, why, detail } = entry;
  const { id } = await single<{ id: number }>(
    tx,
    `INSERT INTO audit (user_id, user_name, action, subject_kind, subject_id, subject_name, why, detail)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id::int AS id`,
    [
      user?.id ?? null,
      user?.name ?? null,
      action,
      subject.kind,
      subject.id ?? null,
      subject.name ?? null,
      why ?? null,
      JSON.stringify(detail ?? {}),
    ],
  );
  return id;
}

export interface AuditFilter {
  limit: number;
  /** Only entries with a smaller number: the next page. */
  before?: number | undefined;
  action?: string | undefined;
  user?: string | undefined;
  subject?: string | undefined;
}

/** What was done, newest first. */
export function auditEntries(db: Queryable, filter: AuditFilter): Promise<AuditEntry[]> {
  return all<AuditEntry>(
    db,
    `SELECT id::int AS id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at, user_id AS "userId",
       user_name AS "userName", action, subject_kind AS "subjectKind", subject_id AS "subjectId",
       subject_name AS "subjectName", why, detail
     FROM audit
     WHERE ($2::bigint IS NULL OR id < $2) AND ($3::text IS NULL OR action = $3)
       AND ($4::uuid IS NULL OR user_id = $4) AND ($5::text IS NULL OR subject_id = $5)
     ORDER BY id DESC LIMIT $1`,
    [filter.limit, filter.before ?? null, filter.action ?? null, filter.user ?? null, filter.subject ?? null],
  );
}
