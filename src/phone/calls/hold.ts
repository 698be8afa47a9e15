/** Hold and resume by re-INVITE (RFC 3264 §8.4). */
import type { IncomingResponseMessage } from 'sip.js/lib/core/messages/incoming-response-message.js';
import { callChangeLimitMs } from '../../shared/phone-limits.ts';
import type { MediaLeg } from '../media/media-leg.ts';
import type { CallSignalling } from './call-signalling.ts';
import { factOfStatus, Refusal } from '../refusal.ts';

/** A person who presses "hold" waits no longer; SIP itself would let them wait for 32 s, or for ever. */
export const HOLD_WITHIN_MS = callChangeLimitMs;

export interface HoldOptions {
  on: boolean;
  /** When to give up, epoch ms. */
  endAt: number;
  /** The other side agreed after that: it must be told that nothing has changed. */
  onLateAccept: () => void;
}

/** Refuses when the other side does or says nothing; the audio then stays as it was. */
export async function sendHold(
  signalling: CallSignalling,
  leg: MediaLeg,
  { on, ...limits }: HoldOptions,
): Promise<void> {
  const what = on ? 'hold the call' : 'resume the call';
  if (!signalling.isConnected)
    throw new Refusal('not-connected', `no connection to the exchange: it cannot ${what} now`);
  const before = leg.held;
  let answer: IncomingResponseMessage | undefined;
  leg.held = on;
  try {
    await signalling.reinvite(what, { ...limits, onAnswer: (message) => (answer = message) });
  } catch (error) {
    leg.held = before;
    throw answer ? asRefusal(answer, error) : error;
  }
}

/** The other side said no, or SIP.js said it for want of an answer. */
function asRefusal({ headers, statusCode = 500 }: Partial<IncomingResponseMessage>, error: unknown): unknown {
  if (error instanceof Refusal || !(error instanceof Error)) return error;
  const { code, params } = headers ? factOfStatus(statusCode) : factOfStatus(408);
  return new Refusal(code, error.message, { params, cause: error });
}
