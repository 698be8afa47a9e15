/** Two parties joined back to back, the way an exchange does it: signalling through us, audio directly between the two. */
import type { CallLeg } from './call-leg.ts';
import type { Headers } from './dialog.ts';
import { Hunt } from './hunt.ts';
import type { Answered, Side, Target } from './hunt.ts';
import type { Referral } from './leg.ts';
import { MediaRelay } from './media-relay.ts';
import { agree } from './sdp.ts';

export interface BridgedCallOptions {
  caller: Side & { leg: CallLeg };
  targets: Target[];
  headers: Headers;
  ringTimeoutMs: number;
  /** Play music from this address to the side on hold. */
  musicHost: string | undefined;
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

/** A phone that took a dialog in the place of another ends the old one itself, soon (RFC 3891 §3). */
const RENEWED_BYE_MS = 5_000;

export class BridgedCall {
  readonly #options: BridgedCallOptions;
  readonly #caller: CallLeg;
  readonly #hunt: Hunt;
  readonly #relay: MediaRelay;
  #sides: [Side, Side] | undefined;
  #transfer: PendingTransfer | undefined;
  #isOver = false;
  #isRinging = false;

  constructor(options: BridgedCallOptions) {
    this.#options = options;
    this.#caller = options.caller.leg;
    this.#relay = new MediaRelay(options.musicHost);
    this.#hunt = new Hunt({
      ...options,
      offer: this.#caller.remoteSdp,
      onProgress: (...progress) => this.#relayProgress(...progress),
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
    this.#caller.abandon();
    this.#sides?.forEach(({ leg }) => leg.abandon());
    this.#finish('forgotten');
  }

  /** Sends `side` a re-INVITE without SDP that changes nothing; resolves with its status. */
  async refresh(side: Side): Promise<number> {
    const other = this.otherThan(side);
    return other ? this.#relay.refresh(side, other) : 481;
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
    this.#relay.reset();
    this.#wire(newcomer);
  }

  /** The same party through another dialog, which its phone took in the place of the old one (Replaces). */
  renew(old: Side, renewed: Side): void {
    old.leg.events.bye = () => {};
    this.#sides = this.#sides?.map((each) => (each.leg === old.leg ? renewed : each)) as [Side, Side];
    this.#wire(renewed);
    setTimeout(() => old.leg.bye(), RENEWED_BYE_MS).unref();
  }

  /** Lets the party opposite `transferor` go to another call; this one is over. */
  release(transferor: Side): void {
    transferor.leg.events.bye = () => {};
    this.#finish('transferred');
  }

  // ---- connecting ----

  #relayProgress(status: number, sdp: string, branch?: string): void {
    if (sdp || branch !== undefined)
      return this.#caller.progress(183, 'Session Progress', { sdp, ...(branch && { toTag: branch }) });
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
    const { events, session } = side.leg;
    if (session) {
      session.reinvite = () => this.refresh(side);
      session.expired = () => this.end('SIP;cause=408;text="Session timer expired"');
    }
    events.bye = (reason) => this.#left(side, reason);
    events.info = (contentType, body) => this.otherThan(side)?.leg.info(contentType, body);
    events.referred = (referral) => this.#options.onReferred(side, referral);
    events.reinvited = (sdp, answer, refuse) => {
      const to = this.otherThan(side);
      if (to) void this.#relay.pass(side, to, { sdp, answer, refuse });
      else refuse(491, 'Request Pending');
    };
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

  #finish(how: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#relay.reset();
    this.#options.onEnded(how);
  }
}
