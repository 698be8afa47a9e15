/** Stepping into a call: to speak, to instruct, to hand over, to end; and into the queue: to put first, to take out. */
import type { FastifyPluginCallback, FastifyRequest } from 'fastify';
import {
  cancelCall,
  endCall,
  handOverCall,
  instructCall,
  prioritiseCall,
  sayInCall,
} from '../../shared/board.ts';
import type { Deps } from '../deps.ts';
import { handOverTo } from '../journey/escalation/hand-over-to.ts';
import type { JobPayloads } from '../outbox/jobs.ts';
import { signalCall, type CallRow } from '../store/calls.ts';
import { putFirst } from '../store/call-line.ts';
import { inTransaction, type Tx } from '../store/database.ts';
import { appendCallEvent } from '../store/events.ts';
import { schedule } from '../store/outbox.ts';
import type { LiveSession } from '../store/sessions.ts';
import { ApiProblem, checked } from './api-problem.ts';
import { sessionOf } from './guard.ts';
import { findTaker, holdTaker } from './hand-over-taker.ts';
import {
  idOf,
  recordCallAct,
  requireControl,
  requireQueued,
  takeCall,
  type CallAtHand,
} from './supervisor-act.ts';

export type SuperviseDeps = Pick<Deps, 'db' | 'env' | 'now'>;
type Act = (tx: Tx, at: CallAtHand, session: LiveSession) => Promise<void>;

/** `POST /api/calls/:id/{say,instruct,hand-over,end,prioritise,cancel}`: 202 once it is written, with its trail. */
export function superviseRoutes(deps: SuperviseDeps): FastifyPluginCallback {
  const acts: Record<string, (request: FastifyRequest) => Act> = {
    say: (request) => say(checked(sayInCall, request.body)),
    instruct: (request) => instruct(checked(instructCall, request.body)),
    'hand-over': (request) => handOver(checked(handOverCall, request.body), deps),
    end: (request) => end(checked(endCall, request.body)),
    prioritise: (request) => prioritise(checked(prioritiseCall, request.body)),
    cancel: (request) => cancel(checked(cancelCall, request.body)),
  };
  return (server, _options, done) => {
    for (const [name, read] of Object.entries(acts))
      server.post(`/api/calls/:id/${name}`, async (request, reply) => {
        const [id, session, act] = [idOf(request), sessionOf(request), read(request)];
        await inTransaction(deps.db, async (tx) => act(tx, await takeCall(tx, session, id), session));
        return reply.code(202).send({});
      });
    done();
  };
}

function say({ text }: { text: string }): Act {
  return async (tx, at, session) => {
    await requireControl(tx, at.call);
    const trail = await recordCallAct(tx, session, at, { action: 'said', text });
    await order(tx, at.call, {
      key: `said:${trail}`,
      command: { type: 'say', content: text },
      by: { action: 'said', ...orderer(session) },
    });
  };
}

function instruct({ text }: { text: string }): Act {
  return async (tx, at, session) => {
    await requireControl(tx, at.call);
    const trail = await recordCallAct(tx, session, at, { action: 'instructed', text });
    const message = { role: 'system' as const, content: text };
    await order(tx, at.call, {
      key: `instructed:${trail}`,
      command: { type: 'add-message', message, triggerResponseEnabled: true },
      by: { action: 'instructed', ...orderer(session) },
    });
  };
}

function end({ why }: { why: string }): Act {
  return async (tx, at, session) => {
    await requireControl(tx, at.call);
    const trail = await recordCallAct(tx, session, at, { action: 'ended', why });
    await order(tx, at.call, {
      key: `ended:${trail}`,
      command: { type: 'end-call' },
      by: { action: 'ended', ...orderer(session) },
    });
  };
}

function handOver(
  { agentId, why }: { agentId: string; why?: string | undefined },
  { env, now }: SuperviseDeps,
): Act {
  return async (tx, at, session) => {
    await requireControl(tx, at.call);
    const taker = await findTaker(tx, agentId === 'me' ? session.userId : agentId, session);
    await recordCallAct(tx, session, at, { action: 'handed-over', why, agentName: taker.name });
    const isOwnWish = taker.id === session.userId;
    const by = { code: isOwnWish ? 'taken' : 'handed-over', name: session.name } as const;
    const outcome = await handOverTo(tx, at, { env, now: now(), agentId: taker.id, isOwnWish, by, why });
    if (outcome === 'not-free' && isOwnWish)
      throw new ApiProblem('conflict', 'Your phone is not registered now.', { reason: 'phone-away' });
    if (outcome === 'not-free')
      throw new ApiProblem('conflict', 'That person is not free now.', { reason: 'agent-not-free' });
    if (outcome === 'under-way')
      throw new ApiProblem('conflict', 'Somebody is taking this call over already.', {
        reason: 'hand-over-under-way',
      });
    if (isOwnWish) await holdTaker(tx, taker.id);
  };
}

function prioritise({ why }: { why?: string | undefined }): Act {
  return async (tx, at, session) => {
    requireQueued(at.call);
    await putFirst(tx, at.call.id);
    await recordCallAct(tx, session, at, { action: 'prioritised', why });
  };
}

/** The place in Redis stays: whoever comes to it finds that nobody waits there (call-queue.ts). */
function cancel({ why }: { why: string }): Act {
  return async (tx, at, session) => {
    requireQueued(at.call);
    await signalCall(tx, at.call, 'cancel');
    await appendCallEvent(tx, at.call, 'call.cancelled', { reason: why });
    await recordCallAct(tx, session, at, { action: 'cancelled', why });
  };
}

const orderer = ({ userId, name: userName }: LiveSession) => ({ userId, userName });

/** What the call does not take is told in its own story (control-call.ts). */
function order(
  tx: Tx,
  call: CallRow,
  { key, command, by }: { key: string } & Pick<JobPayloads['call.control'], 'command' | 'by'>,
): Promise<boolean> {
  return schedule(tx, {
    kind: 'call.control',
    key: `call.control:${call.id}:${key}`,
    lane: `call:${call.id}`,
    payload: { callId: call.id, command, ...(by && { by }) },
  });
}
