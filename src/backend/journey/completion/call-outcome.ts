/** How a call came out, in one word: what it did comes before what was said of it, and that before how it was cut. */
import { callOutcomes, type CallOutcome } from '../../../shared/call.ts';
import type { CallEffects } from '../../store/call-end.ts';
import { entry, record, text } from '../during-call/read-vapi-message.ts';

/** Vapi's reasons for a call in which nobody spoke with us; the others are judged by what was said. 595 values are known, the text is kept. */
const unreached: Record<string, CallOutcome> = {
  'customer-did-not-answer': 'no_answer',
  'customer-busy': 'busy',
  voicemail: 'voicemail',
  'twilio-reported-customer-misdialed': 'failed',
  'customer-did-not-give-microphone-permission': 'failed',
  'call.forwarding.no-answer': 'callback_promised',
  'call.forwarding.operator-busy': 'callback_promised',
};
/** SIP's words for a phone that is off or out of reach (RFC 3261 §21.4). */
const unreachable = /408-request-timeout|480-temporarily-unavailable/;
const fault = /error|failed|fault|invalid|not-found|shutdown|never-connected/;

export interface EndFacts {
  endedReason: string | null;
  /** Whether anybody picked up. */
  answered: boolean;
  effects: Pick<
    CallEffects,
    'leadStatus' | 'callConsent' | 'doNotCall' | 'linesOfLead' | 'analysis' | 'appointment' | 'escalation'
  >;
}

/** The outcome of a call that is over. */
export function callOutcome({ endedReason, answered, effects }: EndFacts): CallOutcome {
  const said = outcomeSaid(effects.analysis);
  if (effects.leadStatus === 'opted-out' || effects.callConsent === false || effects.doNotCall)
    return 'opted_out';
  if (effects.appointment !== null) return 'appointment_scheduled';
  if (effects.escalation?.isAnswered) return 'escalated_to_human';
  if (effects.escalation !== null) return 'callback_promised';
  const reason = endedReason ?? '';
  const spoke = effects.linesOfLead > 0;
  if (!spoke) {
    const known = entry(unreached, reason) ?? (unreachable.test(reason) ? 'no_answer' : undefined);
    if (known !== undefined) return known;
    if (fault.test(reason)) return 'failed';
    if (!answered) return 'no_answer';
  }
  return said ?? 'completed';
}

/** Vapi's analysis may not claim what only our own tables can know. */
const ownKnowledge: readonly CallOutcome[] = ['appointment_scheduled', 'escalated_to_human'];

function outcomeSaid(analysis: Record<string, unknown> | null): CallOutcome | undefined {
  const data = record(analysis?.['structuredData']);
  const word = text(data?.['outcome']);
  return callOutcomes.find((outcome) => outcome === word && !ownKnowledge.includes(outcome));
}
