/** Hold and resume by re-INVITE (RFC 3264 §8.4), with one more try after a collision. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Session } from 'sip.js/lib/api/index.js';
import type { MediaLeg } from '../media/media-leg.ts';

const REQUEST_PENDING = 491;

/** Rejects with the reason when the other side refuses; the audio then stays as it was. */
export async function sendHold(session: Session, leg: MediaLeg, on: boolean): Promise<void> {
  leg.held = on;
  try {
    let statusCode = await reinvite(session);
    if (statusCode === REQUEST_PENDING) {
      // Both sides re-invited at once: RFC 3261 §14.1 lets each try again after a random time.
      await wait(Math.random() * 2_000);
      statusCode = await reinvite(session);
    }
    if (statusCode >= 300)
      throw new Error(`the exchange refused to ${on ? 'hold' : 'resume'} the call (${statusCode})`);
  } catch (error) {
    leg.held = !on;
    throw error;
  }
}

/** The final status of one re-INVITE. */
function reinvite(session: Session): Promise<number> {
  return new Promise((resolve, reject) => {
    session
      .invite({
        requestDelegate: {
          onAccept: ({ message }) => resolve(message.statusCode ?? 200),
          onReject: ({ message }) => resolve(message.statusCode ?? 500),
        },
      })
      .catch(reject);
  });
}
