/** The people who work here: accounts, lines and what they are doing. */
import type { Me } from '../../shared/api.ts';
import { demoAccounts } from '../../shared/demo.ts';
import type { AgentState } from '../../shared/push.ts';
import type { Env } from '../env.ts';
import { hashPassword, seal } from '../seal.ts';
import { all, first, type Queryable, type Tx } from './database.ts';
import { appendEvent } from './events.ts';
import { revokeSessionsOf } from './sessions.ts';

export type Role = Me['role'];

export interface UserRow {
  id: string;
  username: string;
  name: string;
  role: Role;
  active: boolean;
  languages: string[];
  skills: string[];
  extension: string | null;
}

const USER = `id, username, name, role, active, languages, skills, extension`;

/** One user, active or not. */
export function userById(db: Queryable, id: string): Promise<UserRow | undefined> {
  return first<UserRow>(db, `SELECT ${USER} FROM users WHERE id = $1`, [id]);
}

/** The account to sign in with, and the hash to check the password against. */
export function accountByUsername(
  db: Queryable,
  username: string,
): Promise<(UserRow & { passwordHash: string }) | undefined> {
  return first(db, `SELECT ${USER}, password_hash AS "passwordHash" FROM users WHERE username = lower($1)`, [
    username,
  ]);
}

/** Everybody, by name. */
export function listUsers(db: Queryable): Promise<UserRow[]> {
  return all<UserRow>(db, `SELECT ${USER} FROM users ORDER BY active DESC, role, name`);
}

/** An account as it is written: the password hashed, the SIP password sealed. */
export interface NewUser {
  username: string;
  name: string;
  role: Role;
  passwordHash: string;
  languages?: string[];
  skills?: string[];
  extension?: string | undefined;
  sipAuthUser?: string | undefined;
  sipPasswordSealed?: string | undefined;
}

/** Writes an account. Returns its id, or undefined where the username or the extension is taken. */
export async function createUser(db: Queryable, user: NewUser): Promise<string | undefined> {
  const row = await first<{ id: string }>(
    db,
    `INSERT INTO users (username, name, role, password_hash, languages, skills, extension, sip_auth_user, sip_password_sealed)
     VALUES (lower($1), $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING RETURNING id`,
    [
      user.username,
      user.name,
      user.role,
      user.passwordHash,
      user.languages ?? ['es'],
      user.skills ?? [],
      user.extension ?? null,
      user.sipAuthUser ?? null,
      user.sipPasswordSealed ?? null,
    ],
  );
  return row?.id;
}

/** A new password. Whoever is signed in with the old one is told to sign in again. Returns the user's id, or undefined. */
export async function setPassword(
  tx: Tx,
  username: string,
  passwordHash: string,
): Promise<string | undefined> {
  const row = await first<{ id: string; state: string }>(
    tx,
    `UPDATE users SET password_hash = $2 WHERE username = lower($1) RETURNING id, state`,
    [username, passwordHash],
  );
  if (row !== undefined) await signOutEverywhere(tx, row.id, row.state);
  return row?.id;
}

/** Closes an account: nobody can sign in with it, and it gets no call. Returns the user's id, or undefined. */
export async function disableUser(tx: Tx, username: string): Promise<string | undefined> {
  const row = await first<{ id: string }>(
    tx,
    `UPDATE users SET active = FALSE, state = 'offline', state_reason = NULL, state_until = NULL, state_since = now()
     WHERE username = lower($1) RETURNING id`,
    [username],
  );
  if (row !== undefined) await signOutEverywhere(tx, row.id, 'offline');
  return row?.id;
}

/** The event wakes every backend, which then looks whose sockets have to go. */
async function signOutEverywhere(tx: Tx, userId: string, state: string): Promise<void> {
  await revokeSessionsOf(tx, userId);
  await appendEvent(tx, {
    stream: `agent:${userId}`,
    type: 'agent.changed',
    data: { state, reason: 'signed out' },
  });
}

export interface SipLine {
  username: string;
  name: string;
  extension: string | null;
  sipAuthUser: string | null;
  sipPasswordSealed: string | null;
}

/** The line of an active user, its password still sealed. */
export function sipLineOf(db: Queryable, userId: string): Promise<SipLine | undefined> {
  return first<SipLine>(
    db,
    `SELECT username, name, extension, sip_auth_user AS "sipAuthUser", sip_password_sealed AS "sipPasswordSealed"
     FROM users WHERE id = $1 AND active`,
    [userId],
  );
}

/** What a person does from now on; `until` is when that ends by itself, and any change without one forgets it. */
export interface StateChange {
  state: AgentState;
  reason?: string | undefined;
  until?: Date | null | undefined;
  setBy: string | null;
}

/** Records what a person does now and tells of it; the same state, reason and end again change nothing. */
export async function setUserState(tx: Tx, userId: string, change: StateChange): Promise<boolean> {
  const { state, reason = null, until = null } = change;
  const row = await first<{ isNew: boolean }>(
    tx,
    `UPDATE users u SET state = $2, state_reason = $3, state_until = $4, state_since = CASE WHEN b.is_new THEN now() ELSE u.state_since END
     FROM (SELECT id, (state, coalesce(state_reason, '')) <> ($2, coalesce($3, '')) AS is_new FROM users WHERE id = $1 FOR NO KEY UPDATE) b
     WHERE u.id = b.id AND (b.is_new OR u.state_until IS DISTINCT FROM $4::timestamptz) RETURNING b.is_new AS "isNew"`,
    [userId, state, reason, until],
  );
  if (row === undefined) return false;
  if (row.isNew) await recordState(tx, userId, { state, reason, setBy: change.setBy });
  await appendEvent(tx, { stream: `agent:${userId}`, type: 'agent.changed', data: { state, reason } });
  return true;
}

/** One line of a person's day: what they did from now on, and who said so; null where we did. */
export async function recordState(
  tx: Tx,
  userId: string,
  { state, reason, setBy }: { state: AgentState; reason: string | null; setBy: string | null },
): Promise<void> {
  await tx.query(
    `INSERT INTO user_states (user_id, state, reason, set_by, at) VALUES ($1, $2, $3, $4, clock_timestamp())`,
    [userId, state, reason, setBy],
  );
}

/** What the phone says of its registration with the PBX. Tells of it only where it changed. */
export async function setPhoneRegistered(
  tx: Tx,
  userId: string,
  report: { registered: boolean; reason: string },
): Promise<void> {
  const row = await first<{ was: boolean }>(
    tx,
    `UPDATE users u SET phone_registered = $2, phone_seen_at = now()
     FROM (SELECT id, phone_registered AS was FROM users WHERE id = $1 FOR NO KEY UPDATE) before
     WHERE u.id = before.id RETURNING before.was`,
    [userId, report.registered],
  );
  if (row === undefined || row.was === report.registered) return;
  await appendEvent(tx, { stream: `agent:${userId}`, type: 'agent.phone', data: report });
}

/** A console or a phone of somebody, heard of so many milliseconds ago. */
export interface Seen {
  userId: string;
  kind: 'console' | 'phone';
  agoMs: number;
}

/** Marks consoles and phones as seen; what was seen later by another backend stays. */
export async function touchPresence(db: Queryable, seen: readonly Seen[]): Promise<void> {
  if (seen.length === 0) return;
  await db.query(
    `UPDATE users u SET console_seen_at = greatest(u.console_seen_at, now() - s.console), phone_seen_at = greatest(u.phone_seen_at, now() - s.phone)
     FROM (SELECT id, min(ago) FILTER (WHERE kind = 'console') * interval '1 millisecond' AS console,
         min(ago) FILTER (WHERE kind = 'phone') * interval '1 millisecond' AS phone
       FROM unnest($1::uuid[], $2::text[], $3::float8[]) AS t(id, kind, ago) GROUP BY id) s
     WHERE u.id = s.id`,
    [seen.map(({ userId }) => userId), seen.map(({ kind }) => kind), seen.map(({ agoMs }) => agoMs)],
  );
}

/** Puts the preferred of a user's languages first. Returns false if the user is not registered as speaking it. */
export async function preferLanguage(db: Queryable, userId: string, language: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE users SET languages = array_prepend($2, array_remove(languages, $2)) WHERE id = $1 AND $2 = ANY(languages)`,
    [userId, language],
  );
  return rowCount === 1;
}

/** Creates the people of a demonstration that are missing; never touches an account that exists. Returns the created usernames. */
export async function ensureDemoUsers(db: Queryable, env: Pick<Env, 'SECRET_KEY'>): Promise<string[]> {
  const existing = new Set((await listUsers(db)).map(({ username }) => username));
  const created: string[] = [];
  for (const { password, sipPassword, ...account } of demoAccounts) {
    if (existing.has(account.username)) continue;
    const sipPasswordSealed =
      sipPassword === undefined ? undefined : seal(sipPassword, env.SECRET_KEY, account.username);
    const id = await createUser(db, {
      ...account,
      passwordHash: await hashPassword(password),
      sipPasswordSealed,
    });
    if (id !== undefined) created.push(account.username);
  }
  return created;
}
