/**
 * Any re-INVITE of ours, with what RFC 3261 §14.1 asks when both sides send one at once: a 491 is not a
 * refusal, both wait for different times and try again.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { Inviter, SessionState } from 'sip.js/lib/api/index.js';
import type { Session } from 'sip.js/lib/api/index.js';
import type { IncomingResponseMessage } from 'sip.js/lib/core/messages/incoming-response-message.js';
import { dialogOf, headerOf, sessionInternals } from './sip-internals.ts';

export interface ReinviteOptions {
  /** Headers for each try, asked anew every time. */
  headers: () => string[];
}

const REQUEST_PENDING = 491;
const MAX_TRIES = 5;
const MAX_RETRY_AFTER_S = 10;
const LOOK_EVERY_MS = 20;
/** A peer that never sends its ACK keeps its re-INVITE open for 64 × T1 (RFC 3261 §17.2.1). */
const FREE_WITHIN_MS = 35_000;

/** The final answer, a refusal too; rejects when the call ends meanwhile or nothing could be sent. */
export async function reinvite(session: Session, options: ReinviteOptions): Promise<IncomingResponseMessage> {
  for (let left = MAX_TRIES; ; left--) {
    await untilFree(session);
    const answer = await sendOnce(session, options.headers());
    const waitMs = waitAfter(answer, session);
    if (waitMs === undefined || left === 1) return answer;
    await wait(waitMs);
  }
}

/** How long to wait before the next try; undefined when the answer is one to live with. */
function waitAfter(answer: IncomingResponseMessage, session: Session): number | undefined {
  if (answer.statusCode === REQUEST_PENDING) return retryAfterMs(session);
  // RFC 3261 §14.2: the other side has not finished with an INVITE of ours, and says when it will have.
  const seconds = Number.parseInt(headerOf(answer, 'Retry-After') ?? '', 10);
  return answer.statusCode === 500 && seconds <= MAX_RETRY_AFTER_S ? seconds * 1_000 : undefined;
}

/** The owner of the Call-ID waits 2.1–4 s, the other one up to 2 s, in steps of 10 ms. */
export function retryAfterMs(session: Session, random: () => number = Math.random): number {
  const [fromMs, toMs] = session instanceof Inviter ? [2_100, 4_000] : [0, 2_000];
  return fromMs + Math.floor((random() * (toMs - fromMs)) / 10) * 10;
}

/** Only one INVITE may be open in a dialog, theirs counts too. */
async function untilFree(session: Session): Promise<void> {
  const end = Date.now() + FREE_WITHIN_MS;
  while (isBusy(session)) {
    if (Date.now() > end) throw new Error('the exchange does not finish changing the call');
    await wait(LOOK_EVERY_MS);
  }
  if (session.state !== SessionState.Established) throw new Error('the call has ended');
}

const isBusy = (session: Session): boolean => {
  const dialog = dialogOf(session);
  return (
    session.state === SessionState.Established &&
    (sessionInternals(session).pendingReinvite ||
      dialog?.reinviteUserAgentServer !== undefined ||
      dialog?.reinviteUserAgentClient !== undefined)
  );
};

function sendOnce(session: Session, extraHeaders: string[]): Promise<IncomingResponseMessage> {
  return new Promise((resolve, reject) => {
    // SIP.js tells nobody of a 2xx it could not use: it ends the session instead.
    const onState = (state: SessionState): void => {
      if (state === SessionState.Terminated) settle(() => reject(new Error('the call has ended')));
    };
    const settle = (tell: () => void): void => {
      session.stateChange.removeListener(onState);
      tell();
    };
    session.stateChange.addListener(onState);
    const take = ({ message }: { message: IncomingResponseMessage }): void => settle(() => resolve(message));
    session
      .invite({
        requestOptions: { extraHeaders },
        requestDelegate: { onAccept: take, onReject: take, onRedirect: take },
      })
      .catch((error: unknown) => {
        // The offer was made but not sent.
        void sessionInternals(session)
          .rollbackOffer()
          .catch(() => {});
        settle(() => reject(error));
      });
  });
}
