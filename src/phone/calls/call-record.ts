/** What is known of one call, and its only way forward: the life-cycle table of the wire. */
import { randomUUID } from 'node:crypto';
import { phoneCallTransitions } from '../../shared/phone.ts';
import type { PhoneCall, PhoneCallPhase, PhoneCallSignal } from '../../shared/phone.ts';

/** The phase that `signal` leads to; throws, in words for the agent, when the table has no such step. */
export function nextPhase(phase: PhoneCallPhase, signal: PhoneCallSignal): PhoneCallPhase {
  const steps: Partial<Record<PhoneCallSignal, PhoneCallPhase>> = phoneCallTransitions[phase];
  const next = steps[signal];
  if (next === undefined) throw new Error(`a call that is ${phase} cannot ${signal}`);
  return next;
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
    cause: undefined,
    sipStatus: undefined,
    codec: undefined,
    secured: false,
    quality: undefined,
    tonesHeard: '',
  };
}
