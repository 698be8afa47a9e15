/** Keeps a call's other side informed of where we are: the machine's address changes, and so does its way to the exchange. */
import { setTimeout as wait } from 'node:timers/promises';
import type { MediaLeg } from '../media/media-leg.ts';
import type { CallSignalling } from './call-signalling.ts';

/** A network that has just changed may lose the first try. */
const TRIES = 3;
const RETRY_MS = 2_000;

export interface MovingCall {
  readonly leg: MediaLeg | undefined;
  /** Both sides are in it: it can be told. */
  readonly isUp: boolean;
  readonly signalling: CallSignalling;
}

export class CallMoves {
  readonly #call: MovingCall;
  #isUntold = false;

  constructor(call: MovingCall) {
    this.#call = call;
  }

  /** Moves the audio, and tells the other side by re-INVITE now or, if the call is still being set up, once it is up. */
  async relocate(localAddress: string): Promise<void> {
    const { leg, isUp } = this.#call;
    await leg?.relocate(localAddress);
    this.#isUntold = leg !== undefined && !isUp;
    if (isUp) await this.#tell();
  }

  /** The call is up now. */
  async established(): Promise<void> {
    if (this.#isUntold) await this.#tell();
    this.#isUntold = false;
  }

  /** Gives the other side our present Contact, and a new way for the audio if that broke meanwhile. */
  async refreshTarget(): Promise<void> {
    if (this.#call.leg?.isBroken) return this.renewAudio();
    if (this.#call.isUp) await this.#call.signalling.refresh();
  }

  /** The audio has no way any more: our next offer brings one. */
  async renewAudio(): Promise<void> {
    if (this.#call.isUp) await this.#tell();
  }

  async #tell(): Promise<void> {
    for (let left = TRIES; this.#call.isUp; left--) {
      try {
        return await this.#call.signalling.reinvite('move the call');
      } catch (error) {
        if (left === 1 || !this.#call.isUp) throw error;
        await wait(RETRY_MS);
      }
    }
  }
}
