/** The reports a call gives rise to, in the shape of the wire. */
import { randomUUID } from 'node:crypto';
import type { PhoneOutcome, PhoneReport, QualitySummary } from '../../shared/phone.ts';
import type { AgentCall } from './agent-call.ts';

/** Hands a report over for delivery; never throws, never waits. `owner`: the SIP user of another line than the present one. */
export type SendReport = (report: PhoneReport, owner?: string) => void;

/** What is new about a call. */
export type CallNews =
  | { type: 'call.ringing' | 'call.answered' }
  | { type: 'call.held'; held: boolean }
  | {
      type: 'call.ended';
      outcome: PhoneOutcome;
      sipStatus: number | null;
      cause: string;
      talkMs: number;
      quality: QualitySummary | null;
    };

/** A report of `news` about `call`, with an id of its own: a repetition has no second effect. */
export function callReport(call: AgentCall, news: CallNews): PhoneReport {
  const { sipCallId, direction, match, number } = call.record;
  return {
    ...news,
    id: randomUUID(),
    at: Date.now(),
    sipCallId,
    phoneCallId: call.id,
    direction,
    escalationId: call.expected?.escalationId ?? null,
    attemptId: call.expected?.attemptId ?? null,
    match,
    number: number.slice(0, 128),
  };
}
