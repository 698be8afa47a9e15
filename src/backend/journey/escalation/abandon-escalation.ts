/** The call ended: what that means for a person who was being looked for, or was talking. */
import { isEndedBySupervisor } from '../../store/call-end.ts';
import { callById, type CallRow } from '../../store/calls.ts';
import type { Tx } from '../../store/database.ts';
import {
  endAttempt,
  lockOpenEscalation,
  openAttemptOf,
  signalEscalation,
  type HandOff,
} from '../../store/escalations.ts';
import { appendCallEvent } from '../../store/events.ts';
import { lockLead } from '../../store/leads.ts';
import { cancelJobs } from '../../store/outbox.ts';
import type { CallHours } from '../call/call-hours.ts';
import { callbackDue } from './callback-due.ts';
import { ownCallback } from './climb-ladder.ts';
import { closeEscalation } from './close-escalation.ts';

/** Vapi's reasons for ending its own part because the call went elsewhere (`assistant-forwarded-call`, …). */
const forwarded = /forward|transfer/i;
const failedForward = /forwarding\.(?:no-answer|operator-busy)|error|fail/i;
/** The lead was quicker than whoever else wanted to end it. */
const leadHungUp = /^customer-ended-call/;
/** A lead who hung up while waiting and named no time is called back soon, but not while putting the phone away. */
const CALLBACK_MINUTES = 5;

/**
 * Whether the call may live on without Vapi: a transfer is under way or was answered, and Vapi left because of
 * it. `endedReason` is Vapi's, by default what the call's row says; without it the doubt is in the call's favour,
 * since an attempt that comes to nothing ends in a callback all the same.
 */
export async function hasLiveHandOff(tx: Tx, callId: string, endedReason?: string): Promise<boolean> {
  const escalation = await lockOpenEscalation(tx, callId);
  if (escalation === undefined || !['transferring', 'ringing', 'answered'].includes(escalation.status))
    return false;
  const reason = endedReason ?? (await callById(tx, callId))?.endedReason;
  return reason == null || (forwarded.test(reason) && !failedForward.test(reason));
}

/**
 * The lead has hung up, or a supervisor ended the call: whoever is being rung is let go, and somebody owns calling
 * back, when they asked for it; a conversation with an agent is closed. Only what the lead ended counts as abandoned.
 * Nothing where no escalation is open. The call's lead and the call are locked by the caller; `reason` is Vapi's.
 */
export async function abandonEscalation(
  tx: Tx,
  call: CallRow,
  { at, hours, reason }: { at: Date; hours: CallHours; reason?: string | undefined },
): Promise<void> {
  const lead = await lockLead(tx, call.leadId);
  const escalation = await lockOpenEscalation(tx, call.id);
  if (lead === undefined || escalation === undefined) return;
  const handOff: HandOff = { lead, call, escalation };
  const attempt = await openAttemptOf(tx, escalation.id);
  if (escalation.status === 'answered') {
    // The phone's own report of the end, which follows, says until when.
    const after = { state: 'wrap-up', until: null } as const;
    if (attempt) await closeEscalation(tx, handOff, attempt, { at, outcome: null, after });
    return;
  }
  const isOurs = !leadHungUp.test(reason ?? '') && (await isEndedBySupervisor(tx, call.id));
  if (attempt) {
    const cause = isOurs ? 'a supervisor ended the call' : 'the lead hung up';
    await endAttempt(tx, attempt, { at, outcome: 'cancelled', cause });
    await cancelJobs(tx, `escalation.expire:${attempt.id}`);
  }
  await tellEnd(tx, handOff, { at, isOurs });
  const scene = { now: at, timeZone: lead.timeZone, hours, minutes: CALLBACK_MINUTES };
  await ownCallback(tx, handOff, await callbackDue(tx, call.id, scene));
}

async function tellEnd(
  tx: Tx,
  { escalation, call }: HandOff,
  { at, isOurs }: { at: Date; isOurs: boolean },
): Promise<void> {
  const escalationId = escalation.id;
  await signalEscalation(tx, escalation, isOurs ? 'close' : 'abandon', at);
  if (!isOurs) return void (await appendCallEvent(tx, call, 'escalation.abandoned', { escalationId }));
  const cause = 'ended-by-supervisor' as const;
  await appendCallEvent(tx, call, 'escalation.closed', { escalationId, outcome: null, talkMs: null, cause });
}
