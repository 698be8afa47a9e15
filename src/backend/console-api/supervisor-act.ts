/** What every act of a supervisor has in common: the call or person under lock, the trail, and the event that all can see. */
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { SupervisorAction } from '../../shared/events.ts';
import { recordAudit } from '../store/audit.ts';
import { callById, lockCall, type CallRow } from '../store/calls.ts';
import type { Tx } from '../store/database.ts';
import { isReported } from '../store/escalations.ts';
import { appendCallEvent } from '../store/events.ts';
import { leadName, lockLead, type LeadRow } from '../store/leads.ts';
import type { LiveSession } from '../store/sessions.ts';
import { maySeeCall } from './access.ts';
import { ApiProblem, checked } from './api-problem.ts';

/** The id in the address. */
export function idOf(request: FastifyRequest): string {
  return checked(z.object({ id: z.uuid() }), request.params).id;
}

export interface CallAtHand {
  call: CallRow;
  lead: LeadRow;
}

/** The call with its lead, both locked, in the order that everybody locks in. */
export async function takeCall(tx: Tx, session: LiveSession, callId: string): Promise<CallAtHand> {
  const known = await callById(tx, callId);
  const isSeen = known !== undefined && maySeeCall(session, known);
  const lead = isSeen ? await lockLead(tx, known.leadId) : undefined;
  const call = lead && (await lockCall(tx, callId));
  if (call === undefined || lead === undefined)
    throw new ApiProblem('not-found', 'There is no such call.', { reason: 'no-such-call' });
  return { call, lead };
}

const onTheLine: readonly CallRow['status'][] = [
  'started',
  'ringing',
  'in-progress',
  'forwarding',
  'with-agent',
];
const notYet: readonly CallRow['status'][] = ['requested', 'queued', 'dialing'];

/** Refuses unless Vapi is in the call and can be told something. */
export async function requireControl(tx: Tx, call: CallRow): Promise<void> {
  if (notYet.includes(call.status))
    throw new ApiProblem('conflict', 'Nobody is on the line yet.', { reason: 'call-not-up' });
  const isOver =
    !onTheLine.includes(call.status) || call.endedReason !== null || (await isReported(tx, call.id));
  if (isOver) throw new ApiProblem('conflict', 'The call has ended.', { reason: 'call-over' });
  if (call.controlUrl === null)
    throw new ApiProblem('conflict', 'Vapi gave no way into this call.', { reason: 'no-control' });
}

/** Refuses unless the call still waits to be placed. */
export function requireQueued({ status }: CallRow): void {
  if (status === 'queued') return;
  const isOver = ['ended', 'failed', 'cancelled', 'blocked'].includes(status);
  if (isOver) throw new ApiProblem('conflict', 'The call has ended.', { reason: 'call-over' });
  throw new ApiProblem('conflict', 'The call no longer waits in the queue.', { reason: 'call-not-queued' });
}

export interface CallAct {
  action: SupervisorAction;
  text?: string;
  why?: string | undefined;
  agentName?: string;
}

/** Writes the trail and tells whoever follows the call; returns the number of the trail's entry. */
export async function recordCallAct(
  tx: Tx,
  session: LiveSession,
  { call, lead }: CallAtHand,
  act: CallAct,
): Promise<number> {
  const { action, text, agentName } = act;
  const why = act.why === '' ? undefined : act.why;
  await appendCallEvent(tx, call, 'supervisor.acted', {
    action,
    userId: session.userId,
    userName: session.name,
    ...(text !== undefined && { text }),
    ...(why !== undefined && { why }),
    ...(agentName !== undefined && { agentName }),
  });
  return recordAudit(tx, {
    user: { id: session.userId, name: session.name },
    action: `call.${action}`,
    subject: { kind: 'call', id: call.id, name: leadName(lead) },
    why,
    detail: {
      leadId: lead.id,
      ...(text !== undefined && { text }),
      ...(agentName !== undefined && { agentName }),
    },
  });
}
