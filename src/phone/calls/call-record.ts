/** What is known of one call, and its only way forward: the life-cycle table of the wire. */
import { randomUUID } from 'node:crypto';
import { phoneCallTransitions } from '../../shared/phone.ts';
import type { PhoneCall, PhoneCallPhase, PhoneCallSignal } from '../../shared/phone.ts';
import { Refusal } from '../refusal.ts';

/** The phase that `signal` leads to; refuses when the table has no such step. */
export function nextPhase(phase: PhoneCallPhase, signal: PhoneCallSignal): PhoneCallPhase {
  const steps: Partial<Record<PhoneCallSignal, PhoneCallPhase>> = phoneCallTransitions[phase];
  const next = steps[signal];
  if (next === undefined) throw wrongPhase(phase, signal);
  return next;
}

/** The refusal of what a call in this phase cannot do. */
export function wrongPhase(phase: PhoneCallPhase, act: string): Refusal {
  return new Refusal(
    phase === 'ended' ? 'call-over' : 'wrong-phase',
    `a call that is ${phase} cannot ${act}`,
  );
}

/** A call about to begin. */
export function newCallRecord(
  start: Pick<PhoneCall, 'sipCallId' | 'direction' | 'name' | 'number' | 'summary'>,
  now: number = Date.now(),
): PhoneCall {
  return {
    id: randomUUID(),
    ...start,
    phase: start.direction === 'in' ? 'ringing' : 'dialing',
    muted: false,
    heldByPeer: false,
    earlyMedia: false,
    inConference: false,
    transfer: undefined,
    escalationId: undefined,
    callId: undefined,
    match: 'none',
    ringingAt: start.direction === 'in' ? now : undefined,
    liveAt: undefined,
    endedAt: undefined,
    outcome: undefined,
    ending: undefined,
    cause: undefined,
    sipStatus: undefined,
    codec: undefined,
    secured: false,
    quality: undefined,
    tonesHeard: '',
  };
}
