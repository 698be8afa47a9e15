/** A supervisor says what somebody does from now on; who is on the phone changes when the call is over. */
import type { FastifyPluginCallback } from 'fastify';
import type pg from 'pg';
import type { z } from 'zod';
import { forceState } from '../../shared/board.ts';
import type { AgentSummary } from '../../shared/push.ts';
import { isOnCall, isTalking, lockAgent, saveNextState, type AgentRow } from '../store/agents.ts';
import { recordAudit } from '../store/audit.ts';
import { isReasonFor } from '../store/choices.ts';
import { agentSummary } from '../store/console-agents.ts';
import { inTransaction, type Tx } from '../store/database.ts';
import { forgetForcedState, noteForcedState } from '../store/forced-state.ts';
import { revokeSessionsOf, type LiveSession } from '../store/sessions.ts';
import { setUserState, userById } from '../store/users.ts';
import { ApiProblem, checked } from './api-problem.ts';
import { sessionOf } from './guard.ts';
import { idOf } from './supervisor-act.ts';

type Wanted = z.output<typeof forceState>;

/** `POST /api/agents/:id/state` → AgentSummary; `DELETE /api/session/forced/:id`: the agent has read who did it and why. */
export function superviseAgentRoutes({ db }: { db: pg.Pool }): FastifyPluginCallback {
  return (server, _options, done) => {
    server.post('/api/agents/:id/state', async (request): Promise<AgentSummary> => {
      const [id, wanted, session] = [idOf(request), checked(forceState, request.body), sessionOf(request)];
      await inTransaction(db, (tx) => force(tx, id, { wanted, session }));
      const summary = await agentSummary(db, id);
      if (summary === undefined) throw noSuchPerson();
      return summary;
    });
    server.delete('/api/session/forced/:id', async (request, reply) => {
      await forgetForcedState(db, sessionOf(request).userId, idOf(request));
      return reply.code(204).send();
    });
    done();
  };
}

function noSuchPerson(): ApiProblem {
  return new ApiProblem('not-found', 'There is no such person.', { reason: 'no-such-person' });
}

async function force(
  tx: Tx,
  id: string,
  { wanted, session }: { wanted: Wanted; session: LiveSession },
): Promise<void> {
  const { state, reason, why } = wanted;
  if (reason !== undefined && !(await isReasonFor(tx, reason, state)))
    throw new ApiProblem('invalid', `"${reason}" is no reason for the state "${state}".`, {
      reason: 'no-such-state-reason',
    });
  const person = await userById(tx, id);
  if (person?.active !== true) throw noSuchPerson();
  if (person.role === 'admin' && session.role !== 'admin')
    throw new ApiProblem('forbidden', 'Only an administrator sets the state of another.', {
      reason: 'not-allowed',
    });
  const agent = await lockAgent(tx, id);
  if (agent === undefined) throw noSuchPerson();
  const later = await isBusyWithCall(tx, agent);
  const told = { state, reason: reason ?? null, byName: session.name, why };
  const next = { ...told, setBy: session.userId };
  await saveNextState(tx, id, later ? next : null);
  if (!later) await setUserState(tx, id, { ...wanted, setBy: session.userId });
  if (!later && id !== session.userId) await noteForcedState(tx, id, told);
  if (!later && state === 'offline') await revokeSessionsOf(tx, id);
  await recordAudit(tx, {
    user: { id: session.userId, name: session.name },
    action: 'agent.state-forced',
    subject: { kind: 'agent', id, name: agent.name },
    why,
    detail: {
      ...{ from: agent.state, fromReason: agent.stateReason },
      ...{ to: state, reason: reason ?? null, afterCall: later },
    },
  });
}

async function isBusyWithCall(tx: Tx, agent: AgentRow): Promise<boolean> {
  return (isOnCall(agent) && agent.stateReason === 'escalation') || (await isTalking(tx, agent.id));
}
