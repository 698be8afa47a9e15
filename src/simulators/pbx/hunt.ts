/** Rings targets one after the other until one answers: a line, a hunt pilot's lines, or the target of a transfer. */
import type { Headers } from './dialog.ts';
import type { Leg } from './leg.ts';
import { agree } from './sdp.ts';

/** One party of a call and how it is treated. */
export interface Side {
  leg: Leg;
  /** INVITE and re-INVITE without SDP, as Cisco Unified CM does towards phones. */
  delayedOffer: boolean;
  /** How it is shown to others: `"Name" <sip:number@host>`. */
  identity: string;
  /** The line it is, if it is one of the exchange's own. */
  line?: string | undefined;
}

/** Somebody who can be rung. */
export interface Target extends Omit<Side, 'leg'> {
  /** Makes the leg; undefined when the target is not reachable. */
  connect: () => Leg | undefined;
}

/** A 2xx that came: its description, and the ACK it waits for (with an answer if the offer was delayed). */
export interface Answered {
  side: Side;
  sdp: string;
  ack: (answer: string) => void;
}

export interface HuntOptions {
  targets: Target[];
  /** The caller's offer: what targets without delayed offer are invited with. */
  offer: string;
  headers: Headers;
  ringTimeoutMs: number;
  /** `branch` is set when another phone of a forked call rings. */
  onProgress: (status: number, sdp: string, branch?: string) => void;
  onAnswered: (answered: Answered) => void;
  /** Nobody answered: the last refusal. Not told after `cancel`. */
  onRefused: (status: number, reason: string) => void;
}

const UNAVAILABLE = { status: 480, reason: 'Temporarily Unavailable' };

export class Hunt {
  readonly #options: HuntOptions;
  readonly #targets: Target[];
  #ringing: Leg | undefined;
  #lastRefusal = UNAVAILABLE;
  #isOver = false;

  constructor(options: HuntOptions) {
    this.#options = options;
    this.#targets = [...options.targets];
  }

  start(): void {
    const target = this.#targets.shift();
    if (!target) return this.#refuse();
    const leg = target.connect();
    if (leg) return this.#ring(target, leg);
    this.#lastRefusal = UNAVAILABLE;
    this.start();
  }

  /** Stops ringing; nothing is told afterwards. */
  cancel(reasonHeader = ''): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#ringing?.cancel(reasonHeader);
  }

  #ring({ connect: _connect, ...target }: Target, leg: Leg): void {
    const { offer, headers, ringTimeoutMs, onProgress, onAnswered } = this.#options;
    const sent = target.delayedOffer ? '' : offer;
    this.#ringing = leg;
    const tooLong = setTimeout(() => {
      this.#lastRefusal = UNAVAILABLE;
      leg.cancel();
    }, ringTimeoutMs).unref();
    // A reliable provisional answer to a delayed offer settles the audio before the answer (RFC 3262 §5).
    let isSettled = false;
    leg.events.earlyOffer = (sdp) => {
      isSettled = true;
      return agree(offer, sdp)?.toB ?? offer;
    };
    leg.events.progress = (status, sdp, branch) => {
      if (!this.#isOver) onProgress(status, sent === '' ? '' : sdp, branch);
    };
    leg.events.failed = (status, reason) => {
      clearTimeout(tooLong);
      if (status !== 487) this.#lastRefusal = { status, reason };
      if (!this.#isOver) this.start();
    };
    leg.events.answered = (sdp) => {
      clearTimeout(tooLong);
      this.#isOver = true;
      onAnswered({
        side: { ...target, leg },
        sdp: sdp || leg.remoteSdp,
        ack: (answer) => leg.ack(sent === '' && !isSettled ? answer : ''),
      });
    };
    leg.invite({ sdp: sent, headers });
  }

  #refuse(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#options.onRefused(this.#lastRefusal.status, this.#lastRefusal.reason);
  }
}
