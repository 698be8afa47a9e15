/** Saving the outcome of a conversation: note, task, the lead's life-cycle and the agent's state, all of it or nothing. */
import type { z } from 'zod';
import type { saveWrapUp, WrapUp } from '../../shared/desk.ts';
import { cancelCalls, forbidNumber, optOut } from '../journey/lead/opt-out.ts';
import { lockAgent, setFree } from '../store/agents.ts';
import { dispositionByKey, type DispositionRow } from '../store/choices.ts';
import type { Tx } from '../store/database.ts';
import { appendLeadEvent } from '../store/events.ts';
import { lockLead, signalLead, type LeadRow } from '../store/leads.ts';
import { addNote } from '../store/notes.ts';
import type { LiveSession } from '../store/sessions.ts';
import { createTask } from '../store/tasks.ts';
import { setUserState, userById } from '../store/users.ts';
import {
  hasStandingAppointment,
  isHeldByWrapUp,
  markSaved,
  wrapUpOf,
  type KnownWrapUp,
} from '../store/wrap-ups.ts';
import { ApiProblem } from './api-problem.ts';

type Input = z.output<typeof saveWrapUp>;

export interface Saving {
  id: string;
  input: Input;
  by: Pick<LiveSession, 'userId' | 'name'>;
}

/** Throws ApiProblem `not-found`, `conflict` where it was saved before, `invalid` where the outcome asks for more. */
export async function wrapUp(tx: Tx, saving: Saving): Promise<void> {
  const { id, input, by } = saving;
  const { known, lead } = await lockAbout(tx, by.userId, id);
  const disposition = await dispositionByKey(tx, input.disposition);
  if (disposition === undefined)
    throw new ApiProblem('invalid', 'This outcome is not on the list any more. Choose another.', {
      reason: 'unknown-disposition',
    });
  if (known.saved) throw savedBefore();
  await checkNext(tx, { disposition, input, lead });
  if (lead !== undefined) await tellLead(tx, lead, { saving, disposition, callId: known.callId });
  else if (disposition.leadSignal === 'opt-out') await forbidNumber(tx, known.number);
  const taskId = lead === undefined ? null : await createNext(tx, lead, { saving, callId: known.callId });
  await lockAgent(tx, by.userId);
  const held = await wrapUpOf(tx, by.userId, id);
  const outcome = { disposition: disposition.key, notes: input.notes, taskId };
  if (!(await markSaved(tx, { id, agentId: by.userId, outcome }))) throw savedBefore();
  if (held?.holds === true) await moveOn(tx, by.userId, input.then);
}

/** The call and its lead, under lock: a lead that turned out to be another one meanwhile is looked for under that. */
async function lockAbout(
  tx: Tx,
  agentId: string,
  id: string,
): Promise<{ known: KnownWrapUp; lead: LeadRow | undefined }> {
  for (;;) {
    const known = await wrapUpOf(tx, agentId, id);
    if (known === undefined)
      throw new ApiProblem('not-found', 'There is no such call to wrap up. Load the list again.', {
        reason: 'no-such-wrap-up',
      });
    const lead = known.leadId === null ? undefined : await lockLead(tx, known.leadId);
    if (known.leadId === null || lead !== undefined) return { known, lead };
  }
}

const savedBefore = () =>
  new ApiProblem('conflict', 'This call was wrapped up already. Load the list again.', {
    reason: 'wrapped-up-already',
  });

async function checkNext(
  tx: Tx,
  { disposition, input, lead }: { disposition: DispositionRow; input: Input; lead: LeadRow | undefined },
): Promise<void> {
  const { asks } = disposition;
  if ((asks === 'callback' || asks === 'follow-up') && input.next === undefined)
    throw new ApiProblem('invalid', 'next: this outcome asks what is to be done next, and when.', {
      reason: 'needs-next-step',
    });
  if (input.next !== undefined && lead === undefined)
    throw new ApiProblem(
      'invalid',
      'next: this number belongs to no lead, so nothing can be planned. Choose an outcome without a task.',
      { reason: 'needs-lead' },
    );
  if (asks === 'appointment' && (lead === undefined || !(await hasStandingAppointment(tx, lead.id))))
    throw new ApiProblem(
      'invalid',
      'disposition: this outcome asks for a visit. Book one first, or choose another outcome.',
      { reason: 'needs-appointment' },
    );
  const { ownerId } = input.next ?? {};
  if (ownerId !== undefined && (await userById(tx, ownerId))?.active !== true)
    throw new ApiProblem('invalid', 'next.ownerId: nobody of this name works here. Choose another person.', {
      reason: 'no-such-person',
    });
}

interface Told {
  saving: Saving;
  callId: WrapUp['callId'];
}

/** Note and life-cycle; opting out is the journey's own step, with everything that the law wants of it. */
async function tellLead(
  tx: Tx,
  lead: LeadRow,
  { saving, disposition, callId }: Told & { disposition: DispositionRow },
): Promise<void> {
  const { id, input, by } = saving;
  const agent = { agentId: by.userId, agentName: by.name };
  if (input.notes !== '') await addNote(tx, { ...agent, leadId: lead.id, text: input.notes, callId });
  const signal = disposition.leadSignal;
  if (signal === 'opt-out') {
    if (lead.status !== 'opted-out')
      await optOut(tx, lead, { said: `said so to ${by.name} on the phone`, wamid: `wrap-up:${id}` });
  } else if (signal !== null) await signalLead(tx, lead, signal);
  // Whoever has just said no to a person is not to be rung up by the AI for what they wanted before.
  if (signal === 'lose') await cancelCalls(tx, lead.id, `an agent closed the matter: ${disposition.key}`);
  await appendLeadEvent(tx, lead.id, 'call.wrapped-up', { ...agent, disposition: disposition.key });
}

async function createNext(tx: Tx, lead: LeadRow, { saving, callId }: Told): Promise<string | null> {
  const { next } = saving.input;
  if (next === undefined) return null;
  return createTask(tx, {
    leadId: lead.id,
    callId: callId ?? undefined,
    kind: next.kind,
    title: next.title,
    dueAt: new Date(next.dueAt),
    ownerId: next.ownerId ?? saving.by.userId,
    createdBy: saving.by.userId,
    reasonKey: `wrap-up:${saving.id}`,
  });
}

/** Nothing more to wrap up: the next call may come, unless the agent wants to stay as they are until they say so. */
async function moveOn(tx: Tx, agentId: string, then: Input['then']): Promise<void> {
  if (then === 'stay') await setUserState(tx, agentId, { state: 'wrap-up', setBy: agentId });
  else if (!(await isHeldByWrapUp(tx, agentId))) await setFree(tx, agentId);
}
