/** Hold and resume by re-INVITE (RFC 3264 §8.4). */
import type { MediaLeg } from '../media/media-leg.ts';
import type { CallSignalling } from './call-signalling.ts';

/** Rejects with the reason when the other side refuses; the audio then stays as it was. */
export async function sendHold(signalling: CallSignalling, leg: MediaLeg, on: boolean): Promise<void> {
  const before = leg.held;
  leg.held = on;
  try {
    await signalling.reinvite(on ? 'hold the call' : 'resume the call');
  } catch (error) {
    leg.held = before;
    throw error;
  }
}
