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
  const last = calls.find(({ phase }) => phase === 'ended');
  if (last?.endedAt === undefined || has('ringing')) return undefined;
  if (wasRefused(last) && now - last.endedAt < BUSY_TONE_MS) return 'busy';
  return wasLeft(last) && now - last.endedAt < HANGUP_TONE_MS ? 'hangup' : undefined;
}

const wasRefused = ({ direction, liveAt, outcome }: PhoneCall): boolean =>
  direction === 'out' && liveAt === undefined && BUSY_OUTCOMES.has(outcome);

const wasLeft = ({ outcome, cause }: PhoneCall): boolean => outcome === 'answered' && cause !== AGENT_HUNG_UP;
