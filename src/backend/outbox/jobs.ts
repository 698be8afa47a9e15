/**
 * Every kind of work that follows from something committed. A job is written in the transaction of its cause
 * and runs at least once; its handler must therefore leave things as they are when it runs again.
 */
export interface JobPayloads {
  /** A stored WhatsApp webhook item is to be understood. */
  'whatsapp.process': { webhookId: number };
  /** New words of a lead are to be read, scored and answered. */
  'lead.discover': { leadId: string };
  /** A message written to `interactions` is to be sent. */
  'message.send': { interactionId: string };
  /** Read receipt and typing indicator; best effort. */
  'message.acknowledge': { wamid: string };
  /** A lead who was not ready is due to hear from us again. */
  'lead.follow-up': { leadId: string; step: number };
  /** Somebody should be called: record the intent, pass the gate, queue. */
  'call.request': { leadId: string; intentKey: string; reason: string; mode: 'qualify' | 'direct' };
  /** A queued call is to be put on the Redis list. */
  'call.enqueue': { callId: string };
  /** A dial whose answer we do not know: ask Vapi before anything else. */
  'call.reconcile': { callId: string };
  /** A stored Vapi server message is to be understood. */
  'vapi.process': { webhookId: number };
  /** A call is over: summary, lead status, follow-up tasks, caches. */
  'call.complete': { callId: string };
  /** A live instruction to Vapi's call: say something, heed something, end. */
  'call.control': {
    callId: string;
    command:
      | { type: 'say'; content: string; endCallAfterSpoken?: boolean }
      | {
          type: 'add-message';
          message: { role: 'system'; content: string };
          triggerResponseEnabled: boolean;
        }
      | { type: 'end-call' };
    /** The supervisor who wants it, and hears if the call does not take it; absent where nobody asked. */
    by?: { action: 'said' | 'instructed' | 'ended'; userId: string; userName: string };
  };
  /** A limit is broken, and supervisors are to hear of it by WhatsApp: all of them, and then each. */
  'alert.send': { alertId: string };
  'alert.tell': { alertId: string; userId: string };
  /** The ladder takes its next step. */
  'escalation.advance': { escalationId: string };
  /** A reserved target is to be dialled by Vapi. */
  'escalation.transfer': { attemptId: string };
  /** An attempt's time is up. */
  'escalation.expire': { attemptId: string };
  /** A stored phone report is to be understood. */
  'phone.process': { webhookId: number };
  /** A booked visit is confirmed by WhatsApp. */
  'appointment.confirm': { appointmentId: string };
  /** What is for sale changed: kept answers of the AI's tools are out of date. */
  'answers.forget': Record<string, never>;
}
export type JobKind = keyof JobPayloads;

/** A job as its handler gets it; `attempt` counts from 1. */
export interface Job<K extends JobKind = JobKind> {
  id: number;
  kind: K;
  lane: string;
  key: string;
  payload: JobPayloads[K];
  attempt: number;
}

/** What a handler may throw to be run again after `delayMs` without it counting as a failure. */
export class RunAgain extends Error {
  override readonly name = 'RunAgain';
  readonly delayMs: number;
  constructor(delayMs: number, why: string) {
    super(why);
    this.delayMs = delayMs;
  }
}

export type JobHandler<K extends JobKind, D> = (job: Job<K>, deps: D) => Promise<void>;
export type JobHandlers<D> = { [K in JobKind]: JobHandler<K, D> };
