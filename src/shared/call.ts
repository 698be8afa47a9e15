/** The life of one AI call, from the wish to call to its end. Kept in `calls.status`. */

export const callStatuses = [
  'requested',
  'blocked',
  'queued',
  'dialing',
  'started',
  'ringing',
  'in-progress',
  'forwarding',
  'with-agent',
  'ended',
  'failed',
  'cancelled',
] as const;
export type CallStatus = (typeof callStatuses)[number];

export type CallSignal =
  | 'block' // the pre-dial gate said no
  | 'queue'
  | 'claim' // a worker is about to dial
  | 'release' // known not to have been placed: back to the queue
  | 'start' // Vapi accepted it
  | 'ring'
  | 'answer'
  | 'forward' // the transfer is under way
  | 'resume' // nobody took it, the AI is back
  | 'connect' // a human agent answered
  | 'end'
  | 'fail'
  | 'cancel';

/**
 * Messages of one call arrive late and out of order, so a later state may be reached directly; nothing leads
 * out of an end state. `resume` is the only way back.
 */
export const callTransitions = {
  requested: { block: 'blocked', queue: 'queued', cancel: 'cancelled' },
  blocked: {},
  queued: { claim: 'dialing', cancel: 'cancelled', fail: 'failed', block: 'blocked' },
  dialing: {
    release: 'queued',
    start: 'started',
    ring: 'ringing',
    answer: 'in-progress',
    end: 'ended',
    fail: 'failed',
    cancel: 'cancelled',
  },
  started: {
    ring: 'ringing',
    answer: 'in-progress',
    forward: 'forwarding',
    connect: 'with-agent',
    end: 'ended',
    fail: 'failed',
  },
  ringing: {
    answer: 'in-progress',
    forward: 'forwarding',
    connect: 'with-agent',
    end: 'ended',
    fail: 'failed',
  },
  'in-progress': { forward: 'forwarding', connect: 'with-agent', end: 'ended', fail: 'failed' },
  forwarding: { resume: 'in-progress', connect: 'with-agent', end: 'ended', fail: 'failed' },
  'with-agent': { end: 'ended' },
  ended: {},
  failed: {},
  cancelled: {},
} as const satisfies Record<CallStatus, Partial<Record<CallSignal, CallStatus>>>;

/** Where `signal` leads, or undefined where the table names no such step (a late or repeated message). */
export function nextCallStatus(status: CallStatus, signal: CallSignal): CallStatus | undefined {
  const row: Partial<Record<CallSignal, CallStatus>> = callTransitions[status];
  return row[signal];
}

/** States in which a call occupies the lead (and, from `dialing` on, one of Vapi's lines). */
export const openCallStatuses: readonly CallStatus[] = [
  'queued',
  'dialing',
  'started',
  'ringing',
  'in-progress',
  'forwarding',
  'with-agent',
];

export const callOutcomes = [
  'appointment_scheduled',
  'escalated_to_human',
  'callback_promised',
  'not_qualified',
  'interested',
  'not_interested',
  'no_answer',
  'busy',
  'voicemail',
  'failed',
  'opted_out',
  'completed',
] as const;
export type CallOutcome = (typeof callOutcomes)[number];

/** One line of a list of calls. Times are ISO 8601, durations whole seconds. */
export interface CallSummary {
  id: string;
  leadId: string;
  leadName: string;
  phone: string | null;
  status: CallStatus;
  reason: string;
  queuedAt: string | null;
  startedAt: string | null;
  answeredAt: string | null;
  endedAt: string | null;
  durationSeconds: number | null;
  outcome: CallOutcome | null;
  escalated: boolean;
  agentName: string | null;
  /** Last number given in this call's stream; a console that holds less asks for the rest. */
  seq: number;
}
