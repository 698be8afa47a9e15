/** Accounts as an administrator sees and changes them; what people do with theirs is in users.ts. */
import type { Account } from '../../shared/admin.ts';
import { all, first, single, type Queryable, type Tx } from './database.ts';
import { appendEvent } from './events.ts';
import { revokeSessionsOf } from './sessions.ts';
import type { Role } from './users.ts';

const ISO = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`;
const ACCOUNT = `id, username, name, role, active, languages, skills, team_id AS "teamId", extension, sip_auth_user AS "sipAuthUser",
  sip_password_sealed IS NOT NULL AS "hasSipPassword", alert_phone AS "alertPhone",
  to_char(greatest(console_seen_at, phone_seen_at) AT TIME ZONE 'UTC', ${ISO}) AS "lastSeenAt"`;

/** Everybody: who may sign in first, by name. */
export function listAccounts(db: Queryable): Promise<Account[]> {
  return all<Account>(db, `SELECT ${ACCOUNT} FROM users ORDER BY active DESC, name, username`);
}

/** One account, or undefined. */
export function accountById(db: Queryable, id: string): Promise<Account | undefined> {
  return first<Account>(db, `SELECT ${ACCOUNT} FROM users WHERE id = $1`, [id]);
}

/** An account's row under lock. */
export function lockAccount(tx: Tx, id: string): Promise<Account | undefined> {
  return first<Account>(tx, `SELECT ${ACCOUNT} FROM users WHERE id = $1 FOR NO KEY UPDATE`, [id]);
}

/**
 * Ids of everybody who administers and may sign in, under lock: of two administrators who take each other's role away
 * at the same moment the second sees what the first did.
 */
export async function lockAdministrators(tx: Tx): Promise<string[]> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtext('users.administrators'))`);
  const rows = await all<{ id: string }>(tx, `SELECT id FROM users WHERE role = 'admin' AND active`);
  return rows.map(({ id }) => id);
}

/** Who else has this username or this extension. */
export function accountInTheWay(
  db: Queryable,
  { username, extension, except }: { username?: string; extension?: string | null; except?: string },
): Promise<{ username: string; extension: string | null } | undefined> {
  return first(
    db,
    `SELECT username, extension FROM users WHERE (username = $1 OR extension = $2) AND id IS DISTINCT FROM $3::uuid
     ORDER BY username = $1 DESC NULLS LAST LIMIT 1`,
    [username ?? null, extension ?? null, except ?? null],
  );
}

/** What may be written of an account; an absent field stays as it is. */
export interface AccountChange {
  name?: string | undefined;
  role?: Role | undefined;
  active?: boolean | undefined;
  languages?: string[] | undefined;
  skills?: string[] | undefined;
  teamId?: string | null | undefined;
  extension?: string | null | undefined;
  sipAuthUser?: string | null | undefined;
  sipPasswordSealed?: string | null | undefined;
  alertPhone?: string | null | undefined;
  passwordHash?: string | undefined;
}

const COLUMNS: Record<keyof AccountChange, string> = {
  name: 'name',
  role: 'role',
  active: 'active',
  languages: 'languages',
  skills: 'skills',
  teamId: 'team_id',
  extension: 'extension',
  sipAuthUser: 'sip_auth_user',
  sipPasswordSealed: 'sip_password_sealed',
  alertPhone: 'alert_phone',
  passwordHash: 'password_hash',
};

/** Changes an account that the caller has locked. */
export async function changeAccount(tx: Tx, id: string, change: AccountChange): Promise<void> {
  const fields = (Object.keys(COLUMNS) as (keyof AccountChange)[]).filter((key) => change[key] !== undefined);
  if (fields.length === 0) return;
  const sets = fields.map((key, index) => `${COLUMNS[key]} = $${index + 2}`);
  await tx.query(`UPDATE users SET ${sets.join(', ')} WHERE id = $1`, [
    id,
    ...fields.map((key) => change[key]),
  ]);
}

/** Tells every backend to look at this person anew: their name on the floor, their sockets, their line. */
export async function tellOfAccount(tx: Tx, id: string): Promise<void> {
  const { state, reason } = await single<{ state: string; reason: string | null }>(
    tx,
    `SELECT state, state_reason AS reason FROM users WHERE id = $1`,
    [id],
  );
  await appendEvent(tx, { stream: `agent:${id}`, type: 'agent.changed', data: { state, reason } });
}

/** Ends every session of a person; nobody who cannot sign in is left standing as available. */
export async function signOut(tx: Tx, id: string, { leaves }: { leaves: boolean }): Promise<void> {
  await revokeSessionsOf(tx, id);
  if (leaves)
    await tx.query(
      `UPDATE users SET state = 'offline', state_reason = NULL, state_until = NULL, state_since = now() WHERE id = $1`,
      [id],
    );
}
