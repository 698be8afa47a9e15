/** That a supervisor set somebody's state: who and why, kept for them until they have read it. */
import { randomUUID } from 'node:crypto';
import type { ForcedState } from '../../shared/api.ts';
import { first, type Queryable, type Tx } from './database.ts';
import { appendEvent } from './events.ts';

/** Keeps it in place of an earlier one and tells of it. The person's row is locked. */
export async function noteForcedState(
  tx: Tx,
  userId: string,
  told: Omit<ForcedState, 'id' | 'at'>,
): Promise<void> {
  const forced: ForcedState = { id: randomUUID(), ...told, at: new Date().toISOString() };
  await tx.query(`UPDATE users SET state_notice = $2 WHERE id = $1`, [userId, JSON.stringify(forced)]);
  await appendEvent(tx, { stream: `agent:${userId}`, type: 'agent.state-forced', data: forced });
}

/** It was read; one that came meanwhile stays. */
export async function forgetForcedState(db: Queryable, userId: string, id: string): Promise<void> {
  await db.query(`UPDATE users SET state_notice = NULL WHERE id = $1 AND state_notice->>'id' = $2`, [
    userId,
    id,
  ]);
}

/** Whether this one still waits to be read: neither read, nor replaced by a newer. */
export async function isForcedUnread(db: Queryable, userId: string, id: string): Promise<boolean> {
  const unread = `SELECT 1 FROM users WHERE id = $1 AND state_notice->>'id' = $2`;
  return (await first(db, unread, [userId, id])) !== undefined;
}
