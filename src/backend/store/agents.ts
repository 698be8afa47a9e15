/** What calls make of an agent's state: on a call, after a call, free again. */
import type { AgentState } from '../../shared/push.ts';
import { first, type Queryable, type Tx } from './database.ts';
import { noteForcedState } from './forced-state.ts';
import { revokeSessionsOf } from './sessions.ts';
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

/**
 * The agent's row under lock, the last that anybody locks. Not as a key: rows that name the agent, which the same
 * transaction may have written before, do not wait for each other then.
 */
export function lockAgent(tx: Tx, id: string): Promise<AgentRow | undefined> {
  return first<AgentRow>(
    tx,
    `SELECT id, name, state, state_reason AS "stateReason" FROM users WHERE id = $1 FOR NO KEY UPDATE`,
    [id],
  );
}

const ESCALATION = 'escalation';
const OTHER_CALL = 'other-call';

/** Whether this state was set by a call. */
export function isOnCall({ state, stateReason }: Pick<AgentRow, 'state' | 'stateReason'>): boolean {
  return state === 'busy' && (stateReason === ESCALATION || stateReason === OTHER_CALL);
}

/** A call without an end after so long is one whose phone is gone. */
const LONGEST_CALL = `interval '2 hours'`;

/**
 * SQL: the user with this id talks, as far as phones and escalations tell. A call whose escalation was closed is over,
 * whether or not its phone lives to tell.
 */
export function talks(userId: string): string {
  return `(EXISTS (SELECT 1 FROM phone_calls up WHERE up.agent_id = ${userId} AND up.answered_at > now() - ${LONGEST_CALL} AND up.ended_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM escalation_attempts gone WHERE gone.id = up.attempt_id AND gone.status = 'ended'))
    OR EXISTS (SELECT 1 FROM escalation_attempts up WHERE up.agent_id = ${userId} AND up.status = 'answered'))`;
}

/** Whether a call of this agent is up. */
export async function isTalking(db: Queryable, agentId: string): Promise<boolean> {
  const row = await first<{ yes: boolean }>(db, `SELECT ${talks('$1::uuid')} AS yes`, [agentId]);
  return row?.yes === true;
}

/** The agent talks to a lead: whatever they had set before. A supervisor goes back to that afterwards: calls are not their work. */
export async function startTalking(tx: Tx, agentId: string): Promise<void> {
  await lockAgent(tx, agentId);
  await tx.query(
    `UPDATE users SET next_state = jsonb_build_object('state', state, 'reason', state_reason, 'setBy', id)
     WHERE id = $1 AND role <> 'agent' AND next_state IS NULL AND (state = 'away' OR state = 'busy')
       AND coalesce(state_reason, '') <> ALL ($2)`,
    [agentId, [ESCALATION, OTHER_CALL, 'no-console', 'no-phone']],
  );
  await setUserState(tx, agentId, { state: 'busy', reason: ESCALATION, setBy: null });
}

/** What follows a conversation: wrap-up until then (null: until the agent says so), or the next call at once. */
export type AfterTalk = { state: 'available' } | { state: 'wrap-up'; until: Date | null };

/** The conversation is over: time to wrap up, unless another one goes on, or the agent has left meanwhile. */
export async function stopTalking(
  tx: Tx,
  agentId: string,
  { at, after }: { at: Date; after: AfterTalk },
): Promise<void> {
  const agent = await lockAgent(tx, agentId);
  await noteLastCall(tx, agentId, at);
  if (agent === undefined || (await isTalking(tx, agentId))) return;
  if (isOnCall(agent) || agent.state === 'wrap-up') await setAfterCall(tx, agentId, after);
  else await settleNextState(tx, agentId);
}

/**
 * The end of a call that had not set this person's state. Who has left, or went back by themselves, must not be sent
 * back after some later call; what a supervisor wants of one who is here holds from now on.
 */
async function settleNextState(tx: Tx, agentId: string): Promise<void> {
  await tx.query(
    `UPDATE users SET next_state = NULL WHERE id = $1 AND (state = 'offline' OR next_state->>'setBy' = id::text)`,
    [agentId],
  );
  const wanted = `SELECT 1 FROM users WHERE id = $1 AND next_state IS NOT NULL`;
  if ((await first(tx, wanted, [agentId])) !== undefined)
    await setAfterCall(tx, agentId, { state: 'available' });
}

/** What a supervisor wants of somebody who is on the phone, from the end of the call on. */
export interface NextState {
  state: Exclude<AgentState, 'wrap-up'>;
  reason: string | null;
  setBy: string;
  /** What the agent is told; absent from before there was such a thing. */
  byName?: string;
  why?: string;
}

/** Keeps it until then; a later one takes its place, null takes it back. */
export async function saveNextState(tx: Tx, agentId: string, next: NextState | null): Promise<void> {
  await tx.query(`UPDATE users SET next_state = $2 WHERE id = $1`, [
    agentId,
    next === null ? null : JSON.stringify(next),
  ]);
}

/** What a supervisor wanted comes before wrap-up and before the next call; `offline` ends every session. */
async function setAfterCall(tx: Tx, agentId: string, after: AfterTalk): Promise<void> {
  const row = await first<{ next: NextState | null }>(
    tx,
    `SELECT next_state AS next FROM users WHERE id = $1`,
    [agentId],
  );
  const next = row?.next ?? null;
  if (next === null) return void (await setUserState(tx, agentId, { ...after, setBy: null }));
  await saveNextState(tx, agentId, null);
  const { state, reason, setBy, byName, why } = next;
  await setUserState(tx, agentId, { state, reason: reason ?? undefined, setBy });
  if (byName !== undefined && why !== undefined && setBy !== agentId)
    await noteForcedState(tx, agentId, { state, reason, byName, why });
  if (next.state === 'offline') await revokeSessionsOf(tx, agentId);
}

async function noteLastCall(tx: Tx, agentId: string, at: Date): Promise<void> {
  await tx.query(`UPDATE users SET last_call_ended_at = greatest(last_call_ended_at, $2) WHERE id = $1`, [
    agentId,
    at,
  ]);
}

/** A call that is no escalation keeps an available agent busy for as long as it lasts. */
export async function startOtherCall(tx: Tx, agentId: string): Promise<void> {
  const agent = await lockAgent(tx, agentId);
  if (agent?.state === 'available')
    await setUserState(tx, agentId, { state: 'busy', reason: OTHER_CALL, setBy: null });
}

/** Its end: wrap-up where it, or a call that ended while it was up, wants its outcome; else free again. */
export async function endOtherCall(
  tx: Tx,
  agentId: string,
  end: { phoneCallId: string; at: Date; after: AfterTalk },
): Promise<void> {
  const agent = await lockAgent(tx, agentId);
  if (await owesWrapUp(tx, agentId, end.phoneCallId)) return stopTalking(tx, agentId, end);
  if (agent === undefined || (await isTalking(tx, agentId))) return;
  if (isOnCall(agent)) await setAfterCall(tx, agentId, { state: 'available' });
  else await settleNextState(tx, agentId);
}

/** The agent has nothing left to wrap up: free for the next call, or still in one that began meanwhile. */
export async function setFree(tx: Tx, agentId: string): Promise<void> {
  if (await isTalking(tx, agentId))
    await setUserState(tx, agentId, { state: 'busy', reason: OTHER_CALL, setBy: null });
  else await setUserState(tx, agentId, { state: 'available', setBy: agentId });
}

async function owesWrapUp(tx: Tx, agentId: string, phoneCallId: string): Promise<boolean> {
  const row = await first(
    tx,
    `SELECT 1 FROM phone_calls c JOIN wrap_ups w ON w.agent_id = c.agent_id AND w.saved_at IS NULL
       AND w.ended_at >= coalesce(c.answered_at, c.ended_at)
     WHERE c.agent_id = $1 AND c.phone_call_id = $2 LIMIT 1`,
    [agentId, phoneCallId],
  );
  return row !== undefined;
}

/** The first agent to speak with a lead looks after them from then on. */
export async function ownLead(tx: Tx, leadId: string, agentId: string): Promise<void> {
  await tx.query(`UPDATE leads SET owner_id = $2, updated_at = now() WHERE id = $1 AND owner_id IS NULL`, [
    leadId,
    agentId,
  ]);
}
