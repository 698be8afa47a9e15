/**
 * Every domain event: past tense, written in the same transaction as the change it tells of, numbered
 * gaplessly within its stream (`call:<id>`, `lead:<id>`, `agent:<id>`, and `house` for what concerns everybody). Pushes, caches and metrics derive from these.
 */
import type { ForcedState } from './api.ts';
import type { CallOutcome, CallStatus } from './call.ts';
import type { AttemptOutcome, Brief } from './escalation.ts';
import type { Currency, LeadProfile, LeadScore, LeadStatus, NextAction } from './lead.ts';
import type { PhoneOutcome } from './phone.ts';
import type { NotSent } from './timeline.ts';

/** Which visit, and who said so at the desk. */
interface VisitEvent {
  appointmentId: string;
  property: string;
  startsAt: string;
  agentId?: string;
  agentName?: string;
}

/** A limit that is broken, or holds again: what was measured, in the limit's unit (shared/board.ts). */
interface AlertEvent {
  alertId: string;
  key: string;
  value: number;
  limit: number;
  subjectId: string | null;
  subjectName: string | null;
}

export interface EventData {
  // lead:<id>
  'lead.created': { source: string | null };
  'lead.changed': { status: LeadStatus; was?: LeadStatus };
  /** This lead and another turned out to be one person: the other is gone, and everything of theirs is here. */
  'lead.merged': { droppedId: string };
  'message.received': {
    interactionId: string;
    kind: string;
    text: string;
    /** For an attachment: as in `TimelineItem`. */
    media?: { mimeType: string | null; caption: string | null; fileName: string | null };
  };
  /** Without an author it is the AI's, as of old. */
  'message.queued': {
    interactionId: string;
    text: string;
    reason: string;
    author?: 'ai' | 'agent' | 'system';
    agentName?: string | null;
    kind?: string;
  };
  /** `why`: a code for `error`, where it was our own decision; `code`: Meta's, where it was theirs. */
  'message.changed': {
    interactionId: string;
    status: string;
    error?: string;
    code?: number;
    why?: NotSent;
  };
  'lead.discovered': {
    profile: LeadProfile;
    score: LeadScore;
    nextAction: NextAction | null;
    reader: 'llm' | 'rules';
  };
  'lead.opted-out': { evidence: string };
  'consent.recorded': { kind: string; granted: boolean };
  /** `agentId`, `agentName`: who did it from the desk; absent where the AI did, or nobody in particular. */
  'appointment.booked': VisitEvent;
  'task.created': { taskId: string; kind: string; ownerId: string; dueAt: string };
  /** `why`: what was left to do by itself gave way to what a person planned, `by` that task or visit. */
  'task.changed': {
    taskId: string;
    status: 'open' | 'done' | 'cancelled';
    ownerId: string;
    dueAt: string;
    why?: 'superseded';
    by?: { taskId: string } | { appointmentId: string };
  };
  'task.done': { taskId: string };
  'appointment.cancelled': VisitEvent;
  /** The lead came to the visit, or did not; the last word of the three counts. */
  'appointment.held': VisitEvent;
  'appointment.missed': VisitEvent;
  /** What was said of the visit is taken back: it is booked, as before. */
  'appointment.reopened': VisitEvent;
  'chat.taken': { agentId: string; agentName: string };
  'chat.handed-back': { agentId: string | null; agentName: string | null };
  'note.added': { interactionId: string; agentId: string; agentName: string; text: string };
  'call.wrapped-up': { agentId: string; agentName: string; disposition: string };
  'follow-up.scheduled': { step: number; at: string };
  /** `amountUsd` in dollars, `day` YYYY-MM-DD. A sale that was corrected is recorded again under its id. From the desk it bears the rest. */
  'sale.recorded': {
    saleId: string;
    amountUsd: number;
    day: string;
    amount?: number;
    currency?: Currency;
    property?: string;
    unit?: string;
    /** Who wrote it down. */
    agentName?: string;
  };
  /** It was wrong: it counts no more, whatever is told of it later. */
  'sale.withdrawn': {
    saleId: string;
    amountUsd: number;
    amount?: number;
    currency?: Currency;
    userName: string;
    why: string;
  };

  // call:<id>
  'call.requested': { reason: string };
  'call.blocked': { rule: string; detail: string };
  'call.queued': { notBefore: string };
  'call.dialing': { attempt: number };
  'call.released': { reason: string };
  'call.started': { vapiCallId: string };
  'call.changed': { status: CallStatus };
  'call.failed': { error: string };
  'call.cancelled': { reason: string };
  'call.ended': { endedReason: string | null; outcome: CallOutcome | null; durationSeconds: number | null };
  'call.completed': { summary: string | null };
  'transcript.added': { interactionId: string; role: 'lead' | 'ai' | 'agent'; text: string; at: string };
  'tool.called': {
    toolCallId: string;
    name: string;
    parameters: unknown;
    result: string;
    success: boolean;
    ms: number;
    cached: boolean;
  };
  'language.changed': { language: string };
  'caller.interrupted': Record<string, never>;
  'caller.hung': Record<string, never>;
  /** Somebody who watches stepped in; `text`: what was to be said or heeded. */
  'supervisor.acted': {
    action: SupervisorAction;
    userId: string;
    userName: string;
    text?: string;
    why?: string;
    /** To whom the call was handed. */
    agentName?: string;
  };
  /** The call did not take what a supervisor wanted of it; `text`: what was to be said or heeded. */
  'supervisor.refused': {
    action: RefusableAction;
    userId: string;
    userName: string;
    text?: string;
    why: CallRefusal;
  };
  'escalation.requested': { escalationId: string; reason: string; brief: Brief };
  'escalation.reserved': {
    escalationId: string;
    attemptId: string;
    target: string;
    agentId: string | null;
    agentName: string | null;
  };
  'escalation.transferring': { escalationId: string; attemptId: string };
  'escalation.ringing': { escalationId: string; attemptId: string };
  'escalation.answered': {
    escalationId: string;
    attemptId: string;
    agentId: string | null;
    agentName: string | null;
  };
  'escalation.missed': {
    escalationId: string;
    attemptId: string;
    outcome: AttemptOutcome;
    sipStatus: number | null;
    cause: string | null;
  };
  'escalation.exhausted': { escalationId: string; taskId: string | null };
  'escalation.abandoned': { escalationId: string };
  /** The conversation with the agent is over; with a `cause`, nobody had answered yet. */
  'escalation.closed': {
    escalationId: string;
    outcome: PhoneOutcome | null;
    talkMs: number | null;
    cause?: 'ended-by-supervisor';
  };

  // agent:<id>
  'agent.changed': { state: string; reason: string | null };
  /** A supervisor set it: since now, or since the call ended in which they were. */
  'agent.state-forced': ForcedState;
  'agent.phone': { registered: boolean; reason: string };
  /** A call of this person's phone rang, was answered or ended. */
  'phone-call.changed': { phoneCallId: string; phase: 'ringing' | 'answered' | 'ended' };
  'wrap-up.opened': { wrapUpId: string; leadId: string | null };
  'wrap-up.prolonged': { wrapUpId: string; until: string };
  'wrap-up.saved': { wrapUpId: string; disposition: string };

  // house
  'choices.changed': Record<string, never>;
  'dialling.changed': { paused: boolean; why: string | null };
  'threshold.changed': { key: string };

  // alerts:<key>[:<agent's id>]
  'alert.raised': AlertEvent;
  'alert.cleared': AlertEvent;
  /** WhatsApp did not take it to this supervisor. */
  'alert.not-sent': { alertId: string; userId: string; why: string };
}
export type EventType = keyof EventData;

/** What a supervisor did to a call. */
export type SupervisorAction = 'said' | 'instructed' | 'handed-over' | 'ended' | 'prioritised' | 'cancelled';

/** What goes to the call itself, and may not get there. */
export type RefusableAction = Extract<SupervisorAction, 'said' | 'instructed' | 'ended'>;

/**
 * `call-over`: it ended before; `no-control`: Vapi gave no way into it; `gone`: that way leads nowhere any more;
 * `refused`: Vapi said no; `unreachable`: Vapi could not be reached in time; `unsure`: it may have happened after all.
 */
export type CallRefusal = 'call-over' | 'no-control' | 'gone' | 'refused' | 'unreachable' | 'unsure';

/** One event as it travels: `seq` counts within `stream` from 1 without gaps; `at` is ISO 8601. */
export type StreamEvent<T extends EventType = EventType> = {
  [K in T]: { stream: string; seq: number; type: K; data: EventData[K]; at: string };
}[T];
