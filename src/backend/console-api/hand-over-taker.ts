/** To whom a supervisor hands a call: somebody with a line. Who takes it oneself may do anything but talk; the ladder's agents they do not join. */
import { isOnCall, isTalking, lockAgent } from '../store/agents.ts';
import type { Tx } from '../store/database.ts';
import { userById, type UserRow } from '../store/users.ts';
import type { LiveSession } from '../store/sessions.ts';
import { ApiProblem } from './api-problem.ts';

const notFree = 'That person is not free now.';

/** The person, whose row is locked where it is the supervisor's own; refuses those without a line or an account. */
export async function findTaker(tx: Tx, id: string, session: LiveSession): Promise<UserRow> {
  const taker = await userById(tx, id);
  const isMe = id === session.userId;
  if (taker?.active !== true)
    throw new ApiProblem('not-found', 'There is no such person.', { reason: 'no-such-person' });
  if (taker.extension === null && isMe)
    throw new ApiProblem('conflict', 'You have no telephone line.', { reason: 'no-line' });
  if (taker.extension === null) throw new ApiProblem('conflict', notFree, { reason: 'agent-not-free' });
  if (isMe) await refuseInCall(tx, session);
  return taker;
}

async function refuseInCall(tx: Tx, { userId }: LiveSession): Promise<void> {
  const me = await lockAgent(tx, userId);
  if (me === undefined || isOnCall(me) || (await isTalking(tx, userId)))
    throw new ApiProblem('conflict', 'You are in a call.', { reason: 'in-call' });
}
