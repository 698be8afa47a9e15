/** Who is signed in. A session is found by the hash of its token and is gone the moment it is revoked. */
import { all, first, single, type Queryable } from './database.ts';
import type { Role } from './users.ts';

export type SessionKind = 'console' | 'phone';

/** A session that is in force: not expired, not revoked, its user active. */
export interface LiveSession {
  tokenHash: string;
  kind: SessionKind;
  userId: string;
  username: string;
  name: string;
  role: Role;
  expiresAt: Date;
}

const IN_FORCE = `s.revoked_at IS NULL AND s.expires_at > now() AND u.active`;

/** The session in force with this token hash. */
export function liveSession(db: Queryable, tokenHash: string): Promise<LiveSession | undefined> {
  return first<LiveSession>(
    db,
    `SELECT s.token_hash AS "tokenHash", s.kind, s.user_id AS "userId", u.username, u.name, u.role, s.expires_at AS "expiresAt"
     FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.token_hash = $1 AND ${IN_FORCE}`,
    [tokenHash],
  );
}

/** Those of `tokenHashes` that are still in force. */
export async function stillLive(db: Queryable, tokenHashes: string[]): Promise<Set<string>> {
  if (tokenHashes.length === 0) return new Set();
  const rows = await all<{ hash: string }>(
    db,
    `SELECT s.token_hash AS hash FROM sessions s JOIN users u ON u.id = s.user_id
     WHERE s.token_hash = ANY($1) AND ${IN_FORCE}`,
    [tokenHashes],
  );
  return new Set(rows.map(({ hash }) => hash));
}

/** When a session of `lifeMs` that begins now ends, by the clock that will say whether it is in force. */
export async function sessionEnd(db: Queryable, lifeMs: number): Promise<Date> {
  const sql = `SELECT now() + make_interval(secs => $1) AS at`;
  return (await single<{ at: Date }>(db, sql, [lifeMs / 1_000])).at;
}

/** Opens a session; opened again with the same token it is in force again until `expiresAt`. */
export async function openSession(
  db: Queryable,
  session: { tokenHash: string; userId: string; kind: SessionKind; expiresAt: Date },
): Promise<void> {
  await db.query(
    `INSERT INTO sessions (token_hash, user_id, kind, expires_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (token_hash) DO UPDATE SET revoked_at = NULL, expires_at = excluded.expires_at`,
    [session.tokenHash, session.userId, session.kind, session.expiresAt],
  );
}

/** Ends these sessions. Returns the hashes of those that were in force. */
export async function revokeSessions(db: Queryable, tokenHashes: string[]): Promise<string[]> {
  const rows = await all<{ hash: string }>(
    db,
    `UPDATE sessions SET revoked_at = now() WHERE token_hash = ANY($1) AND revoked_at IS NULL RETURNING token_hash AS hash`,
    [tokenHashes],
  );
  return rows.map(({ hash }) => hash);
}

/** Ends every session of a user (disabled, new password). Returns the hashes of those that were in force. */
export async function revokeSessionsOf(db: Queryable, userId: string): Promise<string[]> {
  const rows = await all<{ hash: string }>(
    db,
    `UPDATE sessions SET revoked_at = now() WHERE user_id = $1 AND revoked_at IS NULL RETURNING token_hash AS hash`,
    [userId],
  );
  return rows.map(({ hash }) => hash);
}

/** Whether a user has a console session in force besides `exceptHash`. */
export async function hasOtherConsole(db: Queryable, userId: string, exceptHash: string): Promise<boolean> {
  const row = await first<{ there: boolean }>(
    db,
    `SELECT EXISTS (SELECT 1 FROM sessions s JOIN users u ON u.id = s.user_id
       WHERE s.user_id = $1 AND s.kind = 'console' AND s.token_hash <> $2 AND ${IN_FORCE}) AS there`,
    [userId, exceptHash],
  );
  return row?.there === true;
}

/** Forgets sessions that ended more than `days` ago. */
export async function pruneSessions(db: Queryable, days: number): Promise<void> {
  await db.query(
    `DELETE FROM sessions WHERE least(expires_at, coalesce(revoked_at, expires_at)) < now() - make_interval(days => $1)`,
    [days],
  );
}
