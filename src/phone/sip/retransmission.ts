/**
 * Sends requests and final answers again until the other side shows that it has them. SIP.js leaves timers
 * A, E and G (RFC 3261 §17) to the transport on UDP; and on TCP a request that was written into a dying
 * connection must go out again on the next one, or a hang-up would be lost.
 */
import { callIdOf, isResponse, methodOf, statusOf, transactionOf } from './sip-text.ts';

const T1_MS = 500;
const T2_MS = 4_000;
const GIVE_UP_MS = 64 * T1_MS;
/** A hang-up must reach the PBX even after a long cut: SIP.js has given up by then, the line would stay busy. */
const GIVE_UP_BYE_MS = 300_000;

interface Unanswered {
  message: string;
  since: number;
  waitMs: number;
  timer: NodeJS.Timeout | undefined;
}

export class Retransmission {
  readonly #resend: (message: string) => void;
  readonly #isReliable: boolean;
  readonly #unanswered = new Map<string, Unanswered>();

  constructor({ resend, isReliable }: { resend: (message: string) => void; isReliable: boolean }) {
    this.#resend = resend;
    this.#isReliable = isReliable;
  }

  /** A message of ours went out. */
  sent(message: string): void {
    const needsAnswer = isResponse(message)
      ? needsAck(message, this.#isReliable)
      : methodOf(message) !== 'ACK';
    if (!needsAnswer) return;
    this.#forget(transactionOf(message));
    const entry: Unanswered = { message, since: Date.now(), waitMs: T1_MS, timer: undefined };
    this.#unanswered.set(transactionOf(message), entry);
    this.#schedule(entry);
  }

  /** A message of theirs came in. */
  received(message: string): void {
    const isFinal = isResponse(message) && statusOf(message) >= 200;
    const endsInvite = isResponse(message) && methodOf(message) === 'INVITE';
    if (isFinal || endsInvite || methodOf(message) === 'ACK') this.#forget(transactionOf(message));
  }

  /**
   * A new connection stands: what belongs to the calls that use it goes out again; registering starts afresh
   * anyway.
   */
  reconnected(uses: (message: string) => boolean = () => true): void {
    for (const { message } of this.#unanswered.values()) {
      if (!/^(REGISTER|OPTIONS)$/.test(methodOf(message)) && uses(message)) this.#resend(message);
    }
  }

  /** Whether a message of this call still waits to be taken. */
  awaits(callId: string): boolean {
    return [...this.#unanswered.values()].some(
      ({ message }) => callIdOf(message) === callId && !/^(REGISTER|OPTIONS)$/.test(methodOf(message)),
    );
  }

  clear(): void {
    for (const transaction of [...this.#unanswered.keys()]) this.#forget(transaction);
  }

  #schedule(entry: Unanswered): void {
    const isBye = methodOf(entry.message) === 'BYE';
    const giveUpMs = isBye ? GIVE_UP_BYE_MS : GIVE_UP_MS;
    const waitMs = this.#isReliable ? giveUpMs : entry.waitMs;
    entry.timer = setTimeout(() => {
      if (Date.now() - entry.since >= giveUpMs) return this.#forget(transactionOf(entry.message));
      this.#resend(entry.message);
      entry.waitMs = Math.min(entry.waitMs * 2, methodOf(entry.message) === 'INVITE' ? GIVE_UP_MS : T2_MS);
      this.#schedule(entry);
    }, waitMs).unref();
  }

  #forget(transaction: string): void {
    clearTimeout(this.#unanswered.get(transaction)?.timer);
    this.#unanswered.delete(transaction);
  }
}

/** Timer G: a final refusal of an INVITE is repeated until its ACK (2xx are repeated by SIP.js itself). */
const needsAck = (response: string, isReliable: boolean): boolean =>
  !isReliable && methodOf(response) === 'INVITE' && statusOf(response) >= 300;
