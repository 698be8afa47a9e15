/** Two parties joined back to back, the way an exchange does it: signalling through us, audio directly between the two. */
import type { CallLeg } from './call-leg.ts';
import type { Headers } from './dialog.ts';
import { Hunt } from './hunt.ts';
import type { Answered, Side, Target } from './hunt.ts';
import type { Referral } from './leg.ts';
import { agree, readSdp } from './sdp.ts';

export interface BridgedCallOptions {
  caller: Side & { leg: CallLeg };
  targets: Target[];
  headers: Headers;
  ringTimeoutMs: number;
  /** A side wants the other one to be connected with somebody else. */
  onReferred: (by: Side, referral: Referral) => void;
  onEnded: (how: string) => void;
}

/** A transfer under way: whoever asked for it may already have hung up. */
interface PendingTransfer {
  by: Side;
  hasLeft: boolean;
  giveUp: () => void;
}

export class BridgedCall {
  readonly #options: BridgedCallOptions;
  readonly #caller: CallLeg;
  readonly #hunt: Hunt;
  #sides: [Side, Side] | undefined;
  #transfer: PendingTransfer | undefined;
  #isOver = false;
  #isRinging = false;

  constructor(options: BridgedCallOptions) {
    this.#options = options;
    this.#caller = options.caller.leg;
    this.#hunt = new Hunt({
      ...options,
      offer: this.#caller.remoteSdp,
      onProgress: (status, sdp) => this.#relayProgress(status, sdp),
      onAnswered: (answered) => this.#connect(answered),
      onRefused: (status, reason) => {
        this.#caller.reject(status, reason);
        this.#finish(`refused ${status}`);
      },
    });
    this.#caller.events.cancelled = (reason) => {
      this.#hunt.cancel(reason);
      this.#finish('cancelled');
    };
  }

  get isAnswered(): boolean {
    return this.#sides !== undefined && !this.#isOver;
  }

  get isTransferring(): boolean {
    return this.#transfer !== undefined;
  }

  start(): void {
    this.#hunt.start();
  }

  /** The party `side` speaks with; undefined before the answer. */
  otherThan(side: Side): Side | undefined {
    return this.#sides?.find((each) => each.leg !== side.leg);
  }

  /** The side that is this leg. */
  sideOf(callId: string): Side | undefined {
    return this.#sides?.find(({ leg }) => leg.callId === callId);
  }

  /** Ends the call from the exchange's side. */
  end(reasonHeader = ''): void {
    if (this.#isOver) return;
    this.#transfer?.giveUp();
    if (!this.#sides) {
      this.#caller.reject(503, 'Service Unavailable');
      this.#hunt.cancel();
    }
    this.#sides?.forEach(({ leg }) => leg.bye(reasonHeader));
    this.#finish('ended by the exchange');
  }

  /** Forgets the call without a word to anybody. */
  abandon(): void {
    this.#hunt.cancel();
    this.#finish('forgotten');
  }

  // ---- transfer ----

  /** From now on the transferor may hang up without ending the call; `giveUp` is called when the other one does. */
  beginTransfer(by: Side, giveUp: () => void): void {
    this.#transfer = { by, hasLeft: false, giveUp };
  }

  /** The transfer came to nothing: the call goes on, unless the transferor is gone. */
  failTransfer(): void {
    const transfer = this.#transfer;
    this.#transfer = undefined;
    if (!transfer?.hasLeft || this.#isOver) return;
    this.otherThan(transfer.by)?.leg.bye();
    this.#finish('transferor hung up');
  }

  /** `newcomer` takes the place of the transferor, who is released and hung up by the caller of this. */
  replace(transferor: Side, newcomer: Side): void {
    const remaining = this.otherThan(transferor);
    this.#transfer = undefined;
    if (!remaining) return;
    transferor.leg.events.bye = () => {};
    this.#sides = [remaining, newcomer];
    this.#wire(newcomer);
  }

  /** Lets the party opposite `transferor` go to another call; this one is over. */
  release(transferor: Side): void {
    transferor.leg.events.bye = () => {};
    this.#finish('transferred');
  }

  // ---- connecting ----

  #relayProgress(status: number, sdp: string): void {
    if (sdp) return this.#caller.progress(183, 'Session Progress', { sdp });
    if (this.#isRinging || status !== 180) return;
    this.#isRinging = true;
    this.#caller.ring();
  }

  #connect({ side, sdp, ack }: Answered): void {
    if (this.#isOver) return;
    const offer = this.#caller.remoteSdp;
    this.#sides = [this.#options.caller, side];
    this.#sides.forEach((each) => this.#wire(each));
    if (!offer) return this.#connectWithoutOffer(sdp, ack);
    const agreed = agree(offer, sdp);
    ack(agreed?.toB ?? offer);
    if (agreed) return this.#caller.answer(agreed.toA);
    side.leg.bye('Q.850;cause=88;text="Incompatible destination"');
    this.#caller.reject(488, 'Not Acceptable Here');
    this.#finish('refused 488');
  }

  /** The caller too came without SDP: the callee's offer goes to it, and its answer comes with the ACK. */
  #connectWithoutOffer(sdp: string, ack: Answered['ack']): void {
    this.#caller.events.acked = (answer) => {
      this.#caller.events.acked = () => {};
      ack(agree(answer, sdp)?.toB ?? answer);
    };
    this.#caller.answer(sdp);
  }

  #wire(side: Side): void {
    const { events } = side.leg;
    events.bye = (reason) => this.#left(side, reason);
    events.info = (contentType, body) => this.otherThan(side)?.leg.info(contentType, body);
    events.referred = (referral) => this.#options.onReferred(side, referral);
    events.reinvited = (sdp, answer, refuse) => void this.#pass(side, sdp, { answer, refuse });
  }

  #left(side: Side, reason: string): void {
    if (this.#transfer?.by.leg === side.leg) {
      this.#transfer.hasLeft = true;
      return;
    }
    this.#transfer?.giveUp();
    this.otherThan(side)?.leg.bye(reason);
    this.#finish(side.leg === this.#caller ? 'caller hung up' : 'callee hung up');
  }

  /** Hands one side's re-INVITE to the other. */
  async #pass(
    from: Side,
    sdp: string,
    { answer, refuse }: { answer: (sdp: string) => void; refuse: (status: number, reason: string) => void },
  ): Promise<void> {
    const to = this.otherThan(from);
    if (!to) return refuse(491, 'Request Pending');
    if (sdp === '') return this.#offerTo(from, to, answer);
    const response = await to.leg.reinvite(to.delayedOffer ? '' : sdp);
    if (response.status >= 300) return refuse(response.status, 'Refused by the other side');
    const agreed = agree(sdp, response.sdp);
    response.ack(to.delayedOffer ? (agreed?.toB ?? sdp) : '');
    if (!agreed) return refuse(488, 'Not Acceptable Here');
    answer(agreed.toA);
  }

  /** Answers a re-INVITE without SDP with the other side's description; what the ACK changes is passed on. */
  #offerTo(from: Side, to: Side, answer: (sdp: string) => void): void {
    const before = from.leg.remoteSdp;
    from.leg.events.acked = (sdp) => {
      from.leg.events.acked = () => {};
      if (sdp && hasChanged(before, sdp)) void this.#tell(to, sdp);
    };
    answer(to.leg.remoteSdp);
  }

  async #tell(to: Side, sdp: string): Promise<void> {
    const response = await to.leg.reinvite(to.delayedOffer ? '' : sdp);
    if (response.status < 300) response.ack(to.delayedOffer ? (agree(sdp, response.sdp)?.toB ?? sdp) : '');
  }

  #finish(how: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#options.onEnded(how);
  }
}

function hasChanged(before: string, after: string): boolean {
  const [one, other] = [readSdp(before), readSdp(after)];
  return one.ip !== other.ip || one.port !== other.port || one.direction !== other.direction;
}
