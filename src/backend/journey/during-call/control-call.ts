/**
 * A live instruction to a call: say something, heed something, end. What a supervisor wanted and the call did not take
 * is told in the call's story, to them, and in the trail: a sentence that silently was not said is worse than a refusal.
 */
import type { CallRefusal } from '../../../shared/events.ts';
import type { Deps } from '../../deps.ts';
import { GatewayError } from '../../gateways/gateway-error.ts';
import type { Job } from '../../outbox/jobs.ts';
import { callById, type CallRow } from '../../store/calls.ts';
import { claimEffect, disclaimEffect } from '../../store/outbox.ts';
import { recordRefusal } from './record-refusal.ts';

type ControlJob = Job<'call.control'>;
type ControlDeps = Pick<Deps, 'db' | 'vapi' | 'log'>;

const controllable: readonly CallRow['status'][] = [
  'started',
  'ringing',
  'in-progress',
  'forwarding',
  'with-agent',
];
/** So often at most: a supervisor's sentence comes within four seconds (worker.ts: 250 ms, doubled) or not at all. */
const mostTries = { words: 5, end: 8 };

/** Job `call.control`. What may have been said is not said again; ending a call twice does no harm. */
export async function controlCall(job: ControlJob, deps: ControlDeps): Promise<void> {
  const { callId, command, by } = job.payload;
  const call = await callById(deps.db, callId);
  if (call === undefined) return;
  const why = await carryOut(job, call, deps);
  if (why === undefined) return;
  deps.log.warn({ callId, command: command.type, why }, 'call: instruction not taken');
  const isAsWanted = command.type === 'end-call' && why === 'call-over';
  if (by !== undefined && !isAsWanted) await recordRefusal(deps.db, job, { ...by, why });
}

/** Undefined where Vapi took it. Throws where the outbox should try again. */
async function carryOut(job: ControlJob, call: CallRow, deps: ControlDeps): Promise<CallRefusal | undefined> {
  const isEnd = job.payload.command.type === 'end-call';
  // Before anything else: what may have been said was not refused because the call has ended since.
  if (!isEnd && !(await claimEffect(deps.db, job.id))) return 'unsure';
  const { controlUrl } = call;
  if (isOver(call) || controlUrl === null) {
    if (!isEnd) await disclaimEffect(deps.db, job.id);
    return isOver(call) ? 'call-over' : 'no-control';
  }
  try {
    await deps.vapi.control(controlUrl, job.payload.command);
    return undefined;
  } catch (error) {
    deps.log.warn(
      { err: error, callId: call.id, command: job.payload.command.type },
      'call: not told to Vapi',
    );
    const { why, again } = judge(error, isEnd);
    if (!isEnd && why !== 'unsure') await disclaimEffect(deps.db, job.id);
    if (again && mayTryAgain(job)) throw error;
    // It may have ended while we spoke to Vapi: that is the plainer reason.
    const now = why === 'gone' || why === 'refused' ? await callById(deps.db, call.id) : undefined;
    return now !== undefined && isOver(now) ? 'call-over' : why;
  }
}

function isOver({ status, endedReason }: CallRow): boolean {
  return !controllable.includes(status) || endedReason !== null;
}

/** Where nobody asked, nobody is told either: then it is tried for as long as the call lasts. */
function mayTryAgain({ attempt, payload: { command, by } }: ControlJob): boolean {
  return by === undefined || attempt < (command.type === 'end-call' ? mostTries.end : mostTries.words);
}

function judge(error: unknown, isEnd: boolean): { why: CallRefusal; again: boolean } {
  if (!(error instanceof GatewayError)) return { why: 'refused', again: false }; // an address that is none
  switch (error.failure) {
    case 'ambiguous':
      return { why: 'unsure', again: isEnd };
    case 'unavailable':
    case 'rate-limited':
      return { why: 'unreachable', again: true };
    case 'rejected':
      return { why: error.code === 404 || error.code === 410 ? 'gone' : 'refused', again: false };
  }
}
