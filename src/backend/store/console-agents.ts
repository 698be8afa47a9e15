/** The people on the board, as they really are: who is not there counts as not available, whatever was last set. */
import type { Me } from '../../shared/api.ts';
import type { AgentSummary } from '../../shared/push.ts';
import { iso, seenLately } from './console-columns.ts';
import { all, first, type Queryable } from './database.ts';

const PHONE = `u.phone_registered AND ${seenLately('u.phone_seen_at')}`;
const PRESENT = `(${seenLately('u.console_seen_at')} OR ${seenLately('u.phone_seen_at')})`;
/** Columns of `users u` that make an AgentSummary. */
export const AGENT_SUMMARY = `u.id, u.name, u.role, u.extension, CASE WHEN ${PRESENT} THEN u.state ELSE 'offline' END AS state,
  CASE WHEN ${PRESENT} THEN u.state_reason END AS "stateReason", ${iso('u.state_since')} AS "stateSince",
  ${iso('u.state_until')} AS "stateUntil", (${PHONE}) AS "phoneRegistered"`;

/**
 * SQL: `users u` is available, as every screen counts it: a call could be given to them (`freeAgents` in reservations.ts),
 * none is being offered to them, and none rings or is up at their phone. A call that is two hours old has lost its phone.
 */
export const IS_FREE = `u.active AND u.extension IS NOT NULL AND u.state = 'available' AND ${PHONE} AND ${seenLately('u.console_seen_at')}
  AND NOT EXISTS (SELECT 1 FROM escalation_attempts x WHERE x.agent_id = u.id AND x.status <> 'ended')
  AND NOT EXISTS (SELECT 1 FROM phone_calls p WHERE p.agent_id = u.id AND p.ended_at IS NULL AND coalesce(p.answered_at, p.rang_at) > now() - interval '2 hours'
    AND NOT EXISTS (SELECT 1 FROM escalation_attempts gone WHERE gone.id = p.attempt_id AND gone.status = 'ended'))`;

/** Everybody with an open account, by name. */
export function listAgents(db: Queryable): Promise<AgentSummary[]> {
  return all<AgentSummary>(db, `SELECT ${AGENT_SUMMARY} FROM users u WHERE u.active ORDER BY u.name, u.id`);
}

/** One of them. */
export function agentSummary(db: Queryable, id: string): Promise<AgentSummary | undefined> {
  return first<AgentSummary>(db, `SELECT ${AGENT_SUMMARY} FROM users u WHERE u.active AND u.id = $1`, [id]);
}

/**
 * The signed-in person. Their console has just asked, so their own state is shown as it was set, even where its
 * socket has not been seen yet.
 */
export function meById(db: Queryable, id: string): Promise<Me | undefined> {
  return first<Me>(
    db,
    `SELECT u.id, u.username, u.name, u.role, u.extension, u.state, u.state_reason AS "stateReason",
       ${iso('u.state_since')} AS "stateSince", ${iso('u.state_until')} AS "stateUntil", (${PHONE}) AS "phoneRegistered", u.state_notice AS forced FROM users u WHERE u.id = $1`,
    [id],
  );
}

/** Whether a console of this user was seen lately. */
export async function isConsoleThere(db: Queryable, id: string): Promise<boolean> {
  const row = await first<{ there: boolean }>(
    db,
    `SELECT ${seenLately('console_seen_at')} AS there FROM users WHERE id = $1`,
    [id],
  );
  return row?.there === true;
}

/** Whom a call to the hunt pilot may ring. */
export async function agentsWithLine(db: Queryable): Promise<string[]> {
  const rows = await all<{ id: string }>(
    db,
    `SELECT id FROM users WHERE active AND extension IS NOT NULL ORDER BY id`,
  );
  return rows.map(({ id }) => id);
}
