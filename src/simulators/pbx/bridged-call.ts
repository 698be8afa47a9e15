/** Two legs joined back to back, the way an exchange does it: signalling through us, audio directly between the two. */
import type { CallLeg } from './call-leg.ts';
import { asAnswerTo } from './sdp.ts';

/** Somebody who can be rung for this call. */
export interface Target {
  name: string;
  /** Makes the leg; undefined when the target is not reachable. */
  connect: () => CallLeg | undefined;
  /** INVITE and re-INVITE without SDP, as Cisco Unified CM does towards phones. */
  delayedOffer: boolean;
}

export interface BridgedCallOptions {
  caller: CallLeg;
  /** The caller too is invited without SDP in re-INVITEs. */
  callerDelayedOffer: boolean;
  targets: Target[];
  headers: [string, string][];
  ringTimeoutMs: number;
  onEnded: (how: string) => void;
}

interface Side {
  leg: CallLeg;
  delayedOffer: boolean;
}

export class BridgedCall {
  readonly #options: BridgedCallOptions;
  readonly #caller: Side;
  #callee: Side | undefined;
  #lastRefusal = { status: 480, reason: 'Temporarily Unavailable' };
  #isAnswered = false;
  #isOver = false;
  #isRinging = false;

  constructor(options: BridgedCallOptions) {
    this.#options = options;
    this.#caller = { leg: options.caller, delayedOffer: options.callerDelayedOffer };
    this.#caller.leg.events.cancelled = (reason) => {
      this.#callee?.leg.cancel(reason);
      this.#finish('cancelled');
    };
    this.#caller.leg.events.bye = (reason) => {
      this.#callee?.leg.bye(reason);
      this.#finish('caller hung up');
    };
    this.#caller.leg.events.reinvited = (sdp, answer, refuse) =>
      this.#pass(this.#callee, sdp, { answer, refuse });
  }

  get isAnswered(): boolean {
    return this.#isAnswered;
  }

  start(): void {
    this.#ringNext([...this.#options.targets]);
  }

  /** Ends the call from the exchange's side. */
  end(): void {
    if (this.#isOver) return;
    if (this.#isAnswered) this.#caller.leg.bye();
    else this.#caller.leg.reject(503, 'Service Unavailable');
    if (this.#isAnswered) this.#callee?.leg.bye();
    else this.#callee?.leg.cancel();
    this.#finish('ended by the exchange');
  }

  #ringNext(targets: Target[]): void {
    const target = targets.shift();
    if (!target) return this.#refuse();
    const leg = target.connect();
    if (!leg) {
      this.#lastRefusal = { status: 480, reason: 'Temporarily Unavailable' };
      return this.#ringNext(targets);
    }
    this.#ring({ leg, delayedOffer: target.delayedOffer }, () => this.#ringNext(targets));
  }

  #ring(callee: Side, next: () => void): void {
    const { leg, delayedOffer } = callee;
    this.#callee = callee;
    const offer = this.#caller.leg.remoteSdp;
    const tooLong = setTimeout(() => {
      this.#lastRefusal = { status: 480, reason: 'Temporarily Unavailable' };
      leg.cancel();
    }, this.#options.ringTimeoutMs).unref();
    leg.events.progress = () => this.#relayRinging();
    leg.events.failed = (status, reason) => {
      clearTimeout(tooLong);
      if (status !== 487) this.#lastRefusal = { status, reason };
      if (!this.#isOver) next();
    };
    leg.events.answered = (sdp) => {
      clearTimeout(tooLong);
      leg.ack(delayedOffer ? asAnswerTo(offer, sdp) : '');
      this.#isAnswered = true;
      this.#caller.leg.answer(asAnswerTo(sdp, offer));
    };
    leg.events.bye = (reason) => {
      this.#caller.leg.bye(reason);
      this.#finish('callee hung up');
    };
    leg.events.reinvited = (sdp, answer, refuse) => this.#pass(this.#caller, sdp, { answer, refuse });
    leg.invite({ sdp: delayedOffer ? '' : offer, headers: this.#options.headers });
  }

  #relayRinging(): void {
    if (this.#isRinging) return;
    this.#isRinging = true;
    this.#caller.leg.ring();
  }

  #refuse(): void {
    const { status, reason } = this.#lastRefusal;
    this.#caller.leg.reject(status, reason);
    this.#finish(`refused ${status}`);
  }

  /** Hands one side's re-INVITE to the other. */
  #pass(
    to: Side | undefined,
    sdp: string,
    { answer, refuse }: { answer: (sdp: string) => void; refuse: (status: number, reason: string) => void },
  ): void {
    if (!to || !this.#isAnswered) return refuse(491, 'Request Pending');
    if (sdp === '') return answer(to.leg.remoteSdp);
    void to.leg.reinvite(to.delayedOffer ? '' : sdp).then((response) => {
      if (response.status >= 300) return refuse(response.status, 'Refused by the other side');
      response.ack(to.delayedOffer ? asAnswerTo(sdp, response.sdp) : '');
      answer(asAnswerTo(response.sdp, sdp));
    });
  }

  #finish(how: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#options.onEnded(how);
  }
}
