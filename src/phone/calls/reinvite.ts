/**
 * Any re-INVITE of ours, with what RFC 3261 §14.1 asks when both sides send one at once: a 491 is not a
 * refusal, both wait for different times and try again.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { Inviter, SessionState } from 'sip.js/lib/api/index.js';
import type { Session } from 'sip.js/lib/api/index.js';
import type { IncomingResponseMessage } from 'sip.js/lib/core/messages/incoming-response-message.js';
import { giveUp } from './given-up-request.ts';
import { Refusal } from '../refusal.ts';
import { dialogOf, headerOf, requestClient, sessionInternals } from './sip-internals.ts';

export interface ReinviteOptions {
  /** Headers for each try, asked anew every time. */
  headers: () => string[];
  /** All of it, waiting for its turn and trying again included, takes no longer (epoch ms); default: as long as SIP takes. */
  endAt?: number;
  /** The other side agreed after all, later than `endAt`. */
  onLateAccept?: () => void;
  /** Its final answer, a refusal too; one without headers SIP.js made up itself: nothing came. */
  onAnswer?: (answer: IncomingResponseMessage) => void;
}

const REQUEST_PENDING = 491;
const MAX_TRIES = 5;
const MAX_RETRY_AFTER_S = 10;
const LOOK_EVERY_MS = 20;
/** A peer that never sends its ACK keeps its re-INVITE open for 64 × T1 (RFC 3261 §17.2.1). */
const FREE_WITHIN_MS = 35_000;

/** What a person is told who waits for an exchange that says nothing. */
export const NO_ANSWER = 'the exchange does not answer';

/** The final answer, a refusal too; rejects when the call ends meanwhile, nothing could be sent or `endAt` passed. */
export async function reinvite(session: Session, options: ReinviteOptions): Promise<IncomingResponseMessage> {
  const { endAt = Infinity } = options;
  for (let left = MAX_TRIES; ; left--) {
    await untilFree(session, Math.min(endAt, Date.now() + FREE_WITHIN_MS));
    const answer = await sendOnce(session, options);
    const waitMs = waitAfter(answer, session);
    if (waitMs === undefined || left === 1 || Date.now() + waitMs > endAt) {
      options.onAnswer?.(answer);
      return answer;
    }
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
async function untilFree(session: Session, endAt: number): Promise<void> {
  while (isBusy(session)) {
    if (Date.now() > endAt) throw new Refusal('changing', 'the exchange does not finish changing the call');
    await wait(LOOK_EVERY_MS);
  }
  if (session.state !== SessionState.Established) throw callOver();
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

function sendOnce(
  session: Session,
  { headers, endAt = Infinity, onLateAccept }: ReinviteOptions,
): Promise<IncomingResponseMessage> {
  return new Promise((resolve, reject) => {
    let isSettled = false;
    let limit: NodeJS.Timeout | undefined;
    // SIP.js tells nobody of a 2xx it could not use: it ends the session instead.
    const onState = (state: SessionState): void => {
      if (state === SessionState.Terminated) settle(() => reject(callOver()));
    };
    const settle = (tell: () => void): void => {
      isSettled = true;
      clearTimeout(limit);
      session.stateChange.removeListener(onState);
      tell();
    };
    session.stateChange.addListener(onState);
    const take = ({ message }: { message: IncomingResponseMessage }): void => {
      if (!isSettled) settle(() => resolve(message));
      else if ((message.statusCode ?? 500) < 300) onLateAccept?.();
    };
    session
      .invite({
        requestOptions: { extraHeaders: headers() },
        requestDelegate: { onAccept: take, onReject: take },
      })
      .then((client) => {
        takeRedirectionAsRefusal(client);
        if (isSettled || endAt === Infinity) return;
        const onLimit = (): void => {
          settle(() => reject(new Refusal('no-answer', NO_ANSWER)));
          giveUp(client);
        };
        limit = setTimeout(onLimit, endAt - Date.now());
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

const callOver = (): Refusal => new Refusal('call-over', 'the call has ended');

/** SIP.js forgets a re-INVITE that is redirected: it would stay open for ever, and no other could follow. */
function takeRedirectionAsRefusal(client: object): void {
  const { delegate } = requestClient(client);
  if (delegate?.onReject) delegate.onRedirect = delegate.onReject;
}
