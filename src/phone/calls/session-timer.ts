/**
 * Keeps a session from being forgotten by the exchange, and ends one whose other side is gone (RFC 4028):
 * without it a call whose BYE was lost would occupy the line for ever.
 */
import type { IncomingRequestMessage } from 'sip.js/lib/core/messages/incoming-request-message.js';
import type { IncomingResponseMessage } from 'sip.js/lib/core/messages/incoming-response-message.js';
import {
  answerTimer,
  hasOption,
  MIN_SE_S,
  readSessionExpires,
  requestHeaders,
  WANTED_SE_S,
} from './session-expires.ts';
import type { SessionExpires, TimerAnswer } from './session-expires.ts';
import { headerOf } from './sip-internals.ts';

export interface SessionTimerOptions {
  /** Refreshes the session by UPDATE or re-INVITE; its 2xx comes back through `takeResponse`. Rejects if it failed. */
  refresh: () => Promise<void>;
  /** Nobody refreshed in time. */
  expire: () => void;
}

/** RFC 4028 §10: say BYE this long before the end, or a third of the interval if that is less. */
const END_BEFORE_S = 32;
/** A refresh that failed is tried again after this share of the interval, as long as it lasts. */
const RETRY_SHARE = 0.1;

export class SessionTimer {
  readonly #options: SessionTimerOptions;
  #agreed: { seconds: number; weRefresh: boolean } | undefined;
  #minSeconds = MIN_SE_S;
  #refreshTimer: NodeJS.Timeout | undefined;
  #endTimer: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(options: SessionTimerOptions) {
    this.#options = options;
  }

  /** What a request of ours says: the roles stay as they are, seen from this request. */
  requestHeaders(): string[] {
    return requestHeaders(this.#wanted(), this.#minSeconds);
  }

  /** A 422 came: the next request asks for at least this long. False when it says nothing new. */
  raise(message: IncomingResponseMessage): boolean {
    const minSeconds = Number.parseInt(headerOf(message, 'Min-SE') ?? '', 10);
    if (!(minSeconds > this.#minSeconds)) return false;
    this.#minSeconds = minSeconds;
    return true;
  }

  /** The 2xx to a request of ours that carried `requestHeaders`. Without the header there is no timer. */
  takeResponse(message: IncomingResponseMessage): void {
    const expires = readSessionExpires(headerOf(message, 'Session-Expires'));
    if (expires) this.#start({ seconds: expires.seconds, weRefresh: expires.refresher !== 'uas' });
    else this.#clear();
  }

  /** What to answer to a request of theirs; the clock runs from `agree` on. */
  answer(message: IncomingRequestMessage): TimerAnswer {
    return timerAnswerTo(message);
  }

  agree(answer: TimerAnswer): void {
    if (answer.kind === 'agreed') this.#start(answer);
    else if (answer.kind === 'none') this.#clear();
  }

  stop(): void {
    this.#isStopped = true;
    this.#clear();
  }

  #wanted(): SessionExpires {
    const seconds = Math.max(this.#agreed?.seconds ?? WANTED_SE_S, this.#minSeconds);
    if (!this.#agreed) return { seconds, refresher: undefined };
    return { seconds, refresher: this.#agreed.weRefresh ? 'uac' : 'uas' };
  }

  #start({ seconds, weRefresh }: { seconds: number; weRefresh: boolean }): void {
    this.#clear();
    if (this.#isStopped) return;
    this.#agreed = { seconds, weRefresh };
    const endS = seconds - Math.min(END_BEFORE_S, seconds / 3);
    this.#endTimer = setTimeout(() => this.#options.expire(), endS * 1_000).unref();
    if (weRefresh) this.#refreshAfter((seconds * 1_000) / 2);
  }

  #refreshAfter(waitMs: number): void {
    clearTimeout(this.#refreshTimer);
    this.#refreshTimer = setTimeout(() => {
      this.#options.refresh().catch(() => {
        if (this.#agreed) this.#refreshAfter(this.#agreed.seconds * 1_000 * RETRY_SHARE);
      });
    }, waitMs).unref();
  }

  #clear(): void {
    clearTimeout(this.#refreshTimer);
    clearTimeout(this.#endTimer);
    this.#agreed = undefined;
  }
}

/** The refusal of an INVITE whose session would be shorter than RFC 4028 §4 allows; undefined when it is long enough. */
export function briefSessionRefusal(
  message: IncomingRequestMessage,
): { statusCode: number; extraHeaders: string[] } | undefined {
  const answer = timerAnswerTo(message);
  return answer.kind === 'too-brief' ? { statusCode: 422, extraHeaders: answer.headers } : undefined;
}

const timerAnswerTo = (message: IncomingRequestMessage): TimerAnswer =>
  answerTimer({
    expires: readSessionExpires(message.getHeader('Session-Expires')),
    isSupported: hasOption(message.getHeaders('Supported'), 'timer'),
  });
