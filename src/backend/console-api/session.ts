/** Who is signed in here, what they are doing, and the way out. */
import type { FastifyPluginCallback } from 'fastify';
import type pg from 'pg';
import type { z } from 'zod';
import { setLanguage, setState, type Me, type PhoneSession } from '../../shared/api.ts';
import type { AgentState } from '../../shared/push.ts';
import { isOnCall, isTalking, lockAgent, type AgentRow } from '../store/agents.ts';
import { isReasonFor } from '../store/choices.ts';
import { meById } from '../store/console-agents.ts';
import { inTransaction, type Tx } from '../store/database.ts';
import { appendEvent } from '../store/events.ts';
import { hasOtherConsole, openSession, revokeSessions, type LiveSession } from '../store/sessions.ts';
import { preferLanguage, setUserState, userById } from '../store/users.ts';
import { ApiProblem, checked } from './api-problem.ts';
import { bearerToken, sessionOf } from './guard.ts';
import { signIn, SignInLimits } from './sign-in.ts';
import { phoneTokenOf, tokenHash } from './tokens.ts';

/** `/api/session`, `/api/session/phone`, `/api/session/state`, `/api/session/language`. */
export function sessionRoutes({ db, now }: { db: pg.Pool; now: () => Date }): FastifyPluginCallback {
  const limits = new SignInLimits();
  return (server, _options, done) => {
    server.post('/api/session', (request) =>
      signIn(db, request.body, { limits, address: request.ip, now: now() }),
    );
    server.get('/api/session', (request) => me(db, sessionOf(request)));
    server.delete('/api/session', async (request, reply) => {
      const token = bearerToken(request.headers.authorization) ?? '';
      await inTransaction(db, (tx) => signOut(tx, sessionOf(request), token));
      return reply.code(204).send();
    });
    server.post('/api/session/phone', async (request) => {
      const token = bearerToken(request.headers.authorization) ?? '';
      return openPhone(db, sessionOf(request), token);
    });
    server.post('/api/session/state', async (request) => {
      const { userId } = sessionOf(request);
      const change = checked(setState, request.body);
      await inTransaction(db, (tx) => changeState(tx, userId, change));
      return me(db, sessionOf(request));
    });
    server.patch('/api/session/language', async (request) => {
      const { language } = checked(setLanguage, request.body);
      // One may read the console in a language one does not work in: briefs then stay in one's own.
      await preferLanguage(db, sessionOf(request).userId, language);
      return me(db, sessionOf(request));
    });
    done();
  };
}

async function me(db: pg.Pool, session: LiveSession): Promise<Me> {
  const found = await meById(db, session.userId);
  if (found === undefined)
    throw new ApiProblem('unauthorized', 'This account no longer exists. Sign in with another.', {
      reason: 'no-account',
    });
  return found;
}

/** The backend's own reasons are not for people to give, and a state that a call has set lasts as long as the call. */
async function changeState(tx: Tx, userId: string, change: z.output<typeof setState>): Promise<void> {
  const { state, reason } = change;
  if (reason !== undefined && !(await isReasonFor(tx, reason, state)))
    throw new ApiProblem(
      'invalid',
      `"${reason}" is no reason for the state "${state}". Choose one of the list.`,
      { reason: 'no-such-state-reason' },
    );
  const agent = await lockAgent(tx, userId);
  if (agent !== undefined && (await isHeldByCall(tx, agent, state)))
    throw new ApiProblem('conflict', 'You are in a call. Change your state when it has ended.', {
      reason: 'in-call',
    });
  await setUserState(tx, userId, { ...change, setBy: userId });
}

/**
 * A state that a call has set cannot be changed; nobody who talks, in whatever state, is free for another call. An
 * escalation is closed by its own rules; any other call may have died with its phone, and must not tie anybody.
 */
async function isHeldByCall(tx: Tx, agent: AgentRow, wanted: AgentState): Promise<boolean> {
  if (isOnCall(agent) && agent.stateReason === 'escalation') return true;
  return (isOnCall(agent) || wanted === 'available') && (await isTalking(tx, agent.id));
}

/** The event wakes every backend, which then lets go of the sockets of sessions that have ended. */
async function signOut(tx: Tx, session: LiveSession, token: string): Promise<void> {
  const { userId, tokenHash: hash } = session;
  await revokeSessions(tx, [hash, tokenHash(phoneTokenOf(token))]);
  const reason = 'signed out';
  const isLast = !(await hasOtherConsole(tx, userId, hash));
  if (isLast && (await setUserState(tx, userId, { state: 'offline', reason, setBy: userId }))) return;
  const state = (await meById(tx, userId))?.state ?? 'offline';
  await appendEvent(tx, { stream: `agent:${userId}`, type: 'agent.changed', data: { state, reason } });
}

async function openPhone(db: pg.Pool, session: LiveSession, token: string): Promise<PhoneSession> {
  if ((await userById(db, session.userId))?.extension == null)
    throw new ApiProblem('conflict', 'You have no telephone line. Ask your administrator for an extension.', {
      reason: 'no-line',
    });
  const phoneToken = phoneTokenOf(token);
  const { userId, expiresAt } = session;
  await openSession(db, { tokenHash: tokenHash(phoneToken), userId, kind: 'phone', expiresAt });
  return { phoneToken, expiresAt: expiresAt.toISOString() };
}
