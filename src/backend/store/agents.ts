/** What calls make of an agent's state: on a call, after a call, free again. */
import type { AgentState } from '../../shared/push.ts';
import { first, type Queryable, type Tx } from './database.ts';
import { setUserState } from './users.ts';

export interface AgentRow {
  id: string;
  name: string;
  state: AgentState;
  stateReason: string | null;
}

/** One agent, as they stand. */
export function agentById(db: Queryable, id: string): Promise<AgentRow | undefined> {
  return first<AgentRow>(
    db,
    `SELECT id, name, state, state_reason AS "stateReason" FROM users WHERE id = $1`,
    [id],
  );
}

/** Whether nothing was heard of the agent's phone for two minutes: it restarts, and reports, faster than that. */
export async function isPhoneSilent(db: Queryable, agentId: string): Promise<boolean> {
  const row = await first<{ silent: boolean }>(
    db,
    `SELECT coalesce(phone_seen_at < clock_timestamp() - interval '2 minutes', TRUE) AS silent FROM users WHERE id = $1`,
    [agentId],
  );
  return row?.silent ?? true;
}

/** The agent's row under lock, the last that anybody locks. */
function lockAgent(tx: Tx, id: string): Promise<AgentRow | undefined> {
  return first<AgentRow>(
    tx,
    `SELECT id, name, state, state_reason AS "stateReason" FROM users WHERE id = $1 FOR UPDATE`,
    [id],
  );
}

/** The agent talks to a lead: whatever they had set before. */
export async function startTalking(tx: Tx, agentId: string): Promise<void> {
  await lockAgent(tx, agentId);
  await setUserState(tx, agentId, { state: 'busy', reason: 'escalation', setBy: null });
}

/** The conversation is over: time to wrap up, unless the agent has moved on or left. */
export async function stopTalking(tx: Tx, agentId: string, at: Date): Promise<void> {
  const agent = await lockAgent(tx, agentId);
  await tx.query(`UPDATE users SET last_call_ended_at = greatest(last_call_ended_at, $2) WHERE id = $1`, [
    agentId,
    at,
  ]);
  if (agent?.state === 'busy') await setUserState(tx, agentId, { state: 'wrap-up', setBy: null });
}

const OTHER_CALL = 'other-call';

/** A call that is no escalation keeps an available agent busy for as long as it lasts. */
export async function noteOtherCall(tx: Tx, agentId: string, isUp: boolean): Promise<void> {
  const agent = await lockAgent(tx, agentId);
  if (isUp && agent?.state === 'available')
    await setUserState(tx, agentId, { state: 'busy', reason: OTHER_CALL, setBy: null });
  if (!isUp && agent?.state === 'busy' && agent.stateReason === OTHER_CALL)
    await setUserState(tx, agentId, { state: 'available', setBy: null });
}

/** The first agent to speak with a lead looks after them from then on. */
export async function ownLead(tx: Tx, leadId: string, agentId: string): Promise<void> {
  await tx.query(`UPDATE leads SET owner_id = $2, updated_at = now() WHERE id = $1 AND owner_id IS NULL`, [
    leadId,
    agentId,
  ]);
}
