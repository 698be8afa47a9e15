/** To whom a supervisor hands a call: somebody with a line. Who takes it oneself may do anything but talk; the ladder's agents they do not join. */
import { agentById, isOnCall, isTalking, lockAgent, type AgentRow } from '../store/agents.ts';
import type { Tx } from '../store/database.ts';
import { userById, type UserRow } from '../store/users.ts';
import type { LiveSession } from '../store/sessions.ts';
import { ApiProblem } from './api-problem.ts';

const notFree = 'That person is not free now.';

/** The person; refuses those without a line or an account. Nobody's row is locked: reservations come before people. */
export async function findTaker(tx: Tx, id: string, session: LiveSession): Promise<UserRow> {
  const taker = await userById(tx, id);
  const isMe = id === session.userId;
  if (taker?.active !== true)
    throw new ApiProblem('not-found', 'There is no such person.', { reason: 'no-such-person' });
  if (taker.extension === null && isMe)
    throw new ApiProblem('conflict', 'You have no telephone line.', { reason: 'no-line' });
  if (taker.extension === null) throw new ApiProblem('conflict', notFree, { reason: 'agent-not-free' });
  if (isMe) refuseInCall(await agentById(tx, id), await isTalking(tx, id));
  return taker;
}

/** Once more under lock, after the reservation: a call of one's own may have begun meanwhile. The caller undoes all of it. */
export async function holdTaker(tx: Tx, userId: string): Promise<void> {
  refuseInCall(await lockAgent(tx, userId), await isTalking(tx, userId));
}

function refuseInCall(me: AgentRow | undefined, talks: boolean): void {
  if (me === undefined || isOnCall(me) || talks)
    throw new ApiProblem('conflict', 'You are in a call.', { reason: 'in-call' });
}
