/**
 * Whether this person may be called, and from when: consent, do-not-call list, hours, one call at a time. Every
 * rule leaves a verdict, because a supervisor, or an authority, may ask why somebody was called (LFPDPPP, TCPA).
 */
import type { GateFacts } from '../../store/call-gate.ts';
import { nextOpening, type CallHours } from './call-hours.ts';

export type GateRule =
  | 'has-phone'
  | 'not-opted-out'
  | 'not-on-do-not-call-list'
  | 'consent-to-calls'
  | 'no-call-open'
  | 'not-with-a-person'
  | 'call-hours';

export interface GateVerdict {
  rule: GateRule;
  passed: boolean;
  /** Why, in words; it names no person and no number. */
  detail: string;
}

export interface GateDecision {
  /** The first rule that forbids the call. */
  blockedBy: GateVerdict | undefined;
  /** From when on the call may be placed; `now` within the hours. */
  notBefore: Date;
  verdicts: GateVerdict[];
}

type Check = (facts: GateFacts) => [passed: boolean, why: string, whyNot: string];

const checks: Record<Exclude<GateRule, 'call-hours'>, Check> = {
  'has-phone': (facts) => [facts.phone !== null, 'a number is known', 'no number is known'],
  'not-opted-out': (facts) => [
    facts.leadStatus !== 'opted-out',
    'the lead did not opt out',
    'the lead opted out',
  ],
  'not-on-do-not-call-list': (facts) => [
    !facts.onDoNotCallList,
    'the number is not on the list',
    'the number is on the do-not-call list',
  ],
  'consent-to-calls': (facts) => [
    facts.callConsent === true,
    'the lead agreed to be called',
    facts.callConsent === null ? 'nobody asked the lead yet' : 'the lead took the consent back',
  ],
  'no-call-open': (facts) => [
    facts.otherOpenCallId === null,
    'no other call is open',
    `call ${facts.otherOpenCallId} is open`,
  ],
  'not-with-a-person': (facts) => [
    facts.handledBy !== 'human' && facts.leadStatus !== 'with-agent',
    'no person looks after the lead right now',
    'a person looks after the lead right now',
  ],
};

/** Applies every rule; `hours` are those of the lead's own clock. Hours never forbid a call, they only put it off. */
export function passGate(facts: GateFacts, now: Date, hours: CallHours): GateDecision {
  const verdicts = Object.entries(checks).map(([rule, check]): GateVerdict => {
    const [passed, why, whyNot] = check(facts);
    return { rule: rule as GateRule, passed, detail: passed ? why : whyNot };
  });
  const notBefore = nextOpening(now, facts.timeZone, hours);
  const isOpen = notBefore.getTime() === now.getTime();
  verdicts.push({
    rule: 'call-hours',
    passed: true,
    detail: isOpen ? `within hours in ${facts.timeZone}` : `put off to ${notBefore.toISOString()}`,
  });
  return { blockedBy: verdicts.find((verdict) => !verdict.passed), notBefore, verdicts };
}
