/** The sounds a person expects of a telephone, derived from the calls alone. Pure. */
import type { ComfortTone, PhoneCall, PhoneOutcome } from '../../shared/phone.ts';
import { AGENT_HUNG_UP } from './call-ending.ts';

/** How long the busy tone plays, and the short one when the other side hung up. */
export const BUSY_TONE_MS = 4_000;
export const HANGUP_TONE_MS = 1_500;

const BUSY_OUTCOMES = new Set<PhoneOutcome | undefined>(['busy', 'unreachable', 'failed']);

/** The tone to play at `now` (epoch ms); speech comes first: while a call is spoken only the waiting tone disturbs it. */
export function comfortTone(calls: readonly PhoneCall[], now: number): ComfortTone | undefined {
  const has = (phase: PhoneCall['phase']): boolean => calls.some((call) => call.phase === phase);
  if (has('live') || has('answering')) return has('ringing') ? 'waiting' : undefined;
  const dialing = calls.find(({ phase }) => phase === 'dialing');
  if (dialing) return dialing.ringingAt !== undefined && !dialing.earlyMedia ? 'ringback' : undefined;
  const last = lastEnded(calls);
  if (last?.endedAt === undefined || has('ringing')) return undefined;
  // A clock that is set back must not make a tone last until it has caught up.
  const agoMs = Math.abs(now - last.endedAt);
  if (wasRefused(last) && agoMs < BUSY_TONE_MS) return 'busy';
  return wasLeft(last) && agoMs < HANGUP_TONE_MS ? 'hangup' : undefined;
}

/** The call that ended last need not be the one that began last. */
const lastEnded = (calls: readonly PhoneCall[]): PhoneCall | undefined =>
  calls.filter(({ phase }) => phase === 'ended').toSorted((a, b) => (b.endedAt ?? 0) - (a.endedAt ?? 0))[0];

const wasRefused = ({ direction, liveAt, outcome }: PhoneCall): boolean =>
  direction === 'out' && liveAt === undefined && BUSY_OUTCOMES.has(outcome);

const wasLeft = ({ outcome, cause }: PhoneCall): boolean => outcome === 'answered' && cause !== AGENT_HUNG_UP;
