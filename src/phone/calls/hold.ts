/** Hold and resume by re-INVITE (RFC 3264 §8.4). */
import type { MediaLeg } from '../media/media-leg.ts';
import type { CallSignalling } from './call-signalling.ts';

/** A person who presses "hold" waits no longer; SIP itself would let them wait for 32 s, or for ever. */
export const HOLD_WITHIN_MS = 8_000;

export interface HoldOptions {
  on: boolean;
  /** When to give up, epoch ms. */
  endAt: number;
  /** The other side agreed after that: it must be told that nothing has changed. */
  onLateAccept: () => void;
}

/** Rejects with the reason when the other side refuses or says nothing; the audio then stays as it was. */
export async function sendHold(
  signalling: CallSignalling,
  leg: MediaLeg,
  { on, ...limits }: HoldOptions,
): Promise<void> {
  const before = leg.held;
  leg.held = on;
  try {
    await signalling.reinvite(on ? 'hold the call' : 'resume the call', limits);
  } catch (error) {
    leg.held = before;
    throw error;
  }
}
