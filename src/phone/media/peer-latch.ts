/**
 * Decides whose packets are the peer's and where ours go (symmetric RTP, RFC 4961). SDP is often wrong about it:
 * behind NAT, after the PBX re-targeted the media, or with the early media of a fork. Yet nobody on the network
 * may speak into a call, so a packet must earn it:
 * - the announced address and the one followed now are always heard;
 * - another port of the same address at once, unless the one we follow is sending: the same machine speaks;
 * - another address only when the followed one was silent for a second: whoever can silence the real peer's
 *   packets could forge them as well, and a NAT that changed its mind has stopped the old ones by then.
 */
import type { Address } from './sdp.ts';

/** Longer than a lost packet or two, shorter than the ear notices. */
const SAME_HOST_SILENCE_MS = 200;
const OTHER_HOST_SILENCE_MS = 1_000;

const isSame = (a: Address | undefined, b: Address): boolean => a?.ip === b.ip && a.port === b.port;

export class PeerLatch {
  #announced: Address | undefined;
  #followed: Address | undefined;
  #heardMs = -Infinity;

  /** Where to send: where the peer's packets come from, otherwise where its SDP said. */
  get target(): Address | undefined {
    return this.#followed ?? this.#announced;
  }

  /** The peer described itself; a new address ends following the old one. */
  announce(address: Address, nowMs: number): void {
    if (isSame(this.#announced, address)) return;
    this.#announced = address;
    this.#followed = undefined;
    this.#heardMs = nowMs;
  }

  /** Whether a packet from `from` may be the peer's. Asking changes nothing: it may still prove to be forged. */
  admits(from: Address, nowMs: number): boolean {
    const target = this.target;
    if (!target) return false;
    if (isSame(target, from) || isSame(this.#announced, from)) return true;
    const silentMs = nowMs - this.#heardMs;
    if (from.ip === target.ip) return this.#followed === undefined || silentMs >= SAME_HOST_SILENCE_MS;
    return silentMs >= OTHER_HOST_SILENCE_MS;
  }

  /** A packet from `from` was the peer's. */
  heard(from: Address, nowMs: number): void {
    this.#followed = from;
    this.#heardMs = nowMs;
  }

  /** Nothing was to come for a while (hold): the wait for another address begins now. */
  pause(nowMs: number): void {
    this.#heardMs = nowMs;
  }
}
