/** The server's half of RFC 3262: provisional answers are repeated until their PRACK, one after the other. */
import { randomInt } from 'node:crypto';
import type { Headers } from './dialog.ts';
import type { IncomingRequest } from './sip-endpoint.ts';
import { cseqOf, header, headerValues } from './sip-message.ts';
import type { SipMessage } from './sip-message.ts';

export interface Provisional {
  status: number;
  reason: string;
  toTag: string;
  headers: Headers;
  body: string;
}

const T1_MS = 500;
const GIVE_UP_MS = 64 * T1_MS;

export class ReliableProgress {
  readonly #request: IncomingRequest;
  readonly #waiting: Provisional[] = [];
  #current: { rseq: number; timer: NodeJS.Timeout | undefined; until: number } | undefined;
  #nextRseq = randomInt(1, 10_000);
  #onSettled: (() => void)[] = [];

  constructor(request: IncomingRequest) {
    this.#request = request;
  }

  send(provisional: Provisional): void {
    this.#waiting.push(provisional);
    if (!this.#current) this.#sendNext();
  }

  /** Runs `then` when everything sent was acknowledged (or given up). */
  whenSettled(then: () => void): void {
    if (this.#current) this.#onSettled.push(then);
    else then();
  }

  /** True when the PRACK names what waits for one. */
  take(prack: SipMessage): boolean {
    const [rseq, cseq, method] = header(prack, 'RAck').split(/\s+/);
    const isOurs = Number(cseq) === cseqOf(this.#request.message).number && method === 'INVITE';
    if (!isOurs || Number(rseq) !== this.#current?.rseq) return false;
    this.#sendNext();
    return true;
  }

  stop(): void {
    clearTimeout(this.#current?.timer);
    this.#current = undefined;
    this.#waiting.length = 0;
  }

  #sendNext(): void {
    clearTimeout(this.#current?.timer);
    this.#current = undefined;
    const next = this.#waiting.shift();
    if (!next) return this.#onSettled.splice(0).forEach((then) => then());
    this.#current = { rseq: this.#nextRseq++, timer: undefined, until: Date.now() + GIVE_UP_MS };
    this.#repeat(next, T1_MS);
  }

  #repeat(provisional: Provisional, waitMs: number): void {
    const current = this.#current;
    if (!current) return;
    if (Date.now() > current.until) return this.#sendNext();
    const { status, reason, headers, ...rest } = provisional;
    const reliable: Headers = [
      ['Require', '100rel'],
      ['RSeq', String(current.rseq)],
    ];
    this.#request.respond(status, reason, { ...rest, headers: [...headers, ...reliable] });
    current.timer = setTimeout(() => this.#repeat(provisional, 2 * waitMs), waitMs).unref();
  }
}

/** True when the INVITE's sender can send PRACK. */
export const takes100rel = (invite: SipMessage): boolean =>
  [...headerValues(invite, 'Supported'), ...headerValues(invite, 'Require')].some((value) =>
    /\b100rel\b/i.test(value),
  );
