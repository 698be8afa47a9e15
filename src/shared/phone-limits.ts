// How long the page may have to wait for the phone: the promise that makes silence mean that the phone is gone.
import type { PhoneCommand } from './phone.ts';

/** Whatever the exchange must agree to in a call (hold, resume) is given up after so long, its turn included. */
export const callChangeLimitMs = 8_000;
/** SIP gives up a request that nobody answers: 64 × T1 (RFC 3261 §17.1.2.2). */
const sipAnswerLimitMs = 32_000;
/** For what depends on this machine only, and on top of what depends on the exchange. */
const ownLimitMs = 5_000;

/** `changes` of calls one after the other, and `requests` whose silence SIP itself ends. */
const limitMs = (changes: number, requests = 0): number =>
  changes * callChangeLimitMs + requests * sipAnswerLimitMs + ownLimitMs;

/**
 * Every command is answered within this time, in ms: what an exchange leaves open is refused as `no-answer` or
 * `changing` before, and whatever still hangs as `too-slow`. Until then a `working` frame every
 * `workingEveryMs` says that the phone is there and waits for somebody else.
 */
export const phoneCommandLimitsMs = {
  'session.start': limitMs(1), // somebody else may still be signing out
  'session.end': limitMs(1), // unregisters
  'audio.offer': limitMs(1),
  'call.dial': limitMs(5), // its turn, two calls held for it and, if it fails, taken back
  'call.answer': limitMs(5),
  'call.reject': limitMs(0),
  'call.hangup': limitMs(0), // the other side is told for 2 s, then it is over all the same
  'call.mute': limitMs(0),
  'call.hold': limitMs(2), // its turn, and the change
  'call.dtmf': limitMs(1, 1), // keys by INFO: none is begun after the change's time, the last may be unanswered
  'call.transfer': limitMs(2, 1), // hold, then REFER; how it rings is told by the snapshots
  'call.transferTo': limitMs(2, 1),
  'call.swap': limitMs(6),
  'conference.start': limitMs(4), // its turn, two calls resumed and, if the second is refused, one held again
  'conference.end': limitMs(2),
  'line.refresh': limitMs(0, 1),
  'line.test': limitMs(0), // begins it; the snapshots tell the rest
  'diagnostics.calls': limitMs(0),
  'diagnostics.export': limitMs(0),
} as const satisfies Record<PhoneCommand, number>;
export const workingEveryMs = 2_000;
