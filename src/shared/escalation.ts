/** From "I want a person" to a person, or to a callback that somebody owns. Never a silent loss. */
import type { BriefParts } from './brief.ts';
import type { Language, LeadScore } from './lead.ts';

export const escalationStatuses = [
  'requested',
  'reserved',
  'transferring',
  'ringing',
  'answered',
  'callback',
  'abandoned',
  'closed',
] as const;
export type EscalationStatus = (typeof escalationStatuses)[number];

export type EscalationSignal =
  | 'reserve' // an agent, or the hunt pilot, is ours
  | 'transfer' // told Vapi to transfer
  | 'ring'
  | 'answer'
  | 'miss' // this attempt failed: the ladder goes on
  | 'exhaust' // nobody left: an owned callback
  | 'abandon' // the lead hung up before anybody answered
  | 'close'; // the conversation with the agent is over, or a supervisor ended the call before anybody answered

export const escalationTransitions = {
  requested: {
    reserve: 'reserved',
    exhaust: 'callback',
    abandon: 'abandoned',
    answer: 'answered',
    close: 'closed',
  },
  reserved: {
    transfer: 'transferring',
    ring: 'ringing',
    answer: 'answered',
    miss: 'requested',
    exhaust: 'callback',
    abandon: 'abandoned',
    close: 'closed',
  },
  transferring: {
    ring: 'ringing',
    answer: 'answered',
    miss: 'requested',
    exhaust: 'callback',
    abandon: 'abandoned',
    close: 'closed',
  },
  ringing: {
    answer: 'answered',
    miss: 'requested',
    exhaust: 'callback',
    abandon: 'abandoned',
    close: 'closed',
  },
  answered: { close: 'closed' },
  callback: {},
  abandoned: {},
  closed: {},
} as const satisfies Record<EscalationStatus, Partial<Record<EscalationSignal, EscalationStatus>>>;

/** Where `signal` leads, or undefined where it has no meaning any more. */
export function nextEscalationStatus(
  status: EscalationStatus,
  signal: EscalationSignal,
): EscalationStatus | undefined {
  const row: Partial<Record<EscalationSignal, EscalationStatus>> = escalationTransitions[status];
  return row[signal];
}

/** How an attempt to reach one agent (or the hunt pilot) ended. */
export type AttemptOutcome =
  'answered' | 'no-answer' | 'busy' | 'rejected' | 'unreachable' | 'failed' | 'cancelled';

/**
 * What the agent reads while it rings. The sentences are in the agent's language where we wrote them, in the lead's
 * (`language`) where they spoke; a console says them anew from `parts`, and reads them out where there are none (old briefs).
 */
export interface Brief {
  who: string;
  wants: string;
  budget: string | null;
  when: string | null;
  why: string;
  promised: string[];
  mood: 'positive' | 'neutral' | 'hurried' | 'upset' | null;
  careful: string[];
  opening: string;
  language: Language;
  score: LeadScore | null;
  parts?: BriefParts;
}

/** An escalation offered to an agent, or at the hunt pilot to all of them, as pushed to the console at the moment of reservation. */
export interface EscalationOffer {
  escalationId: string;
  attemptId: string;
  callId: string;
  leadId: string;
  leadName: string;
  phone: string | null;
  /** Null at the hunt pilot until somebody answers: it may ring at any line, and is on its way to none in particular. */
  agentId: string | null;
  status: EscalationStatus;
  brief: Brief;
  reservedAt: string;
  expiresAt: string;
}
