/** One step up the ladder: the next person is reserved and will be rung, or somebody owns the callback. */
import type { Tx } from '../../store/database.ts';
import {
  isReported,
  rewriteBrief,
  signalEscalation,
  type AttemptRow,
  type HandOff,
} from '../../store/escalations.ts';
import { appendCallEvent } from '../../store/events.ts';
import { moveCallback } from '../../store/callbacks.ts';
import { leadName } from '../../store/leads.ts';
import { schedule } from '../../store/outbox.ts';
import { createTask } from '../../store/tasks.ts';
import { callbackDue, type CallbackDue } from './callback-due.ts';
import { composeBrief, gatherBrief, type HandOverNotes } from './compose-brief.ts';
import { reserveAgent, type LadderEnv, type Reservation } from './reserve-agent.ts';
import { endAfterHandOff } from '../completion/end-after-hand-off.ts';

/** Where the ladder stands after a step. */
export type Rung =
  | { kind: 'agent'; attempt: AttemptRow; agentName: string }
  | { kind: 'hunt-pilot'; attempt: AttemptRow }
  | { kind: 'callback'; dueAt: Date };

export interface LadderStep {
  env: LadderEnv;
  now: Date;
  notes: HandOverNotes;
  /** Whether we tell Vapi to transfer, or it has asked and waits for our answer. */
  transferBy: 'control' | 'answer';
  /** When the lead wants to be called instead of being put through: nobody is rung then. */
  callAt?: Date | undefined;
  /** The one to be rung, whom a supervisor has named; nobody else is. */
  agentId?: string | undefined;
  /** That one is the supervisor, who takes it whatever state they are in. */
  isOwnWish?: boolean;
}

/** Takes the next step of a locked hand-off whose escalation is `requested`. */
export async function climbLadder(tx: Tx, handOff: HandOff, step: LadderStep): Promise<Rung> {
  const mayRing = step.callAt === undefined && (await canBeTransferred(tx, handOff));
  const reservation = mayRing ? await reserveAgent(tx, handOff, step) : undefined;
  if (reservation === undefined) return promiseCallback(tx, handOff, step);
  await tellOfReservation(tx, handOff, reservation, step);
  const { attempt, agent } = reservation;
  return agent === undefined
    ? { kind: 'hunt-pilot', attempt }
    : { kind: 'agent', attempt, agentName: agent.name };
}

const onTheLine: readonly HandOff['call']['status'][] = [
  'dialing',
  'started',
  'ringing',
  'in-progress',
  'forwarding',
];

/** After a REFER, or a report, Vapi is out of the call: nobody is left who could transfer. */
async function canBeTransferred(tx: Tx, { call }: HandOff): Promise<boolean> {
  return onTheLine.includes(call.status) && !(await isReported(tx, call.id));
}

async function tellOfReservation(
  tx: Tx,
  { escalation, call, lead }: HandOff,
  { attempt, agent }: Reservation,
  { now, notes, transferBy }: LadderStep,
): Promise<void> {
  const facts = await gatherBrief(tx, { lead, call, now }, notes);
  await rewriteBrief(tx, escalation, composeBrief(facts, agent));
  await signalEscalation(tx, escalation, 'reserve', now);
  await appendCallEvent(tx, call, 'escalation.reserved', {
    escalationId: escalation.id,
    attemptId: attempt.id,
    target: attempt.target,
    agentId: agent?.id ?? null,
    agentName: agent?.name ?? null,
  });
  if (transferBy === 'control')
    await schedule(tx, {
      kind: 'escalation.transfer',
      key: `escalation.transfer:${attempt.id}`,
      payload: { attemptId: attempt.id },
    });
  await schedule(tx, {
    kind: 'escalation.expire',
    key: `escalation.expire:${attempt.id}`,
    payload: { attemptId: attempt.id },
    runAt: attempt.expiresAt,
  });
}

/** Nobody left, or nobody wanted now: somebody owns calling back, and the lead will be told when. */
async function promiseCallback(
  tx: Tx,
  handOff: HandOff,
  { env, now, callAt }: LadderStep,
): Promise<Extract<Rung, { kind: 'callback' }>> {
  const { escalation, call, lead } = handOff;
  const { timeZone } = lead;
  const due =
    callAt === undefined
      ? await callbackDue(tx, call.id, { now, timeZone, hours: env.CALL_HOURS })
      : { dueAt: callAt, isWished: true };
  const taskId = await ownCallback(tx, handOff, due);
  await signalEscalation(tx, escalation, 'exhaust', now);
  await appendCallEvent(tx, call, 'escalation.exhausted', { escalationId: escalation.id, taskId });
  if (await isReported(tx, call.id)) await endAfterHandOff(tx, call, now);
  return { kind: 'callback', dueAt: due.dueAt };
}

/** Why a call's callback exists: one a call, however often a person was asked for in it. */
export function callbackReason(callId: string): string {
  return `callback:${callId}`;
}

/** Somebody owns calling back; what the lead asks for later in the same call moves it. Returns the task's id. */
export async function ownCallback(
  tx: Tx,
  { escalation, call, lead }: HandOff,
  { dueAt, isWished }: CallbackDue,
): Promise<string> {
  const taskId = await createTask(tx, {
    leadId: lead.id,
    callId: call.id,
    escalationId: escalation.id,
    kind: 'callback',
    title: `Devolver la llamada a ${leadName(lead)}`,
    // What somebody said; what the lead wants stands in their card, in the reader's language.
    notes: [escalation.reason, ...(escalation.brief.parts?.promised ?? [])].join(' · '),
    dueAt,
    isWished,
    reasonKey: callbackReason(call.id),
  });
  if (isWished) await moveCallback(tx, callbackReason(call.id), dueAt);
  return taskId;
}
