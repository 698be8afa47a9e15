/**
 * Decides whose packets are the peer's and where ours go (symmetric RTP, RFC 4961; latching, RFC 7362). SDP is
 * often wrong about it: behind NAT, after the PBX re-targeted the media, or with the early media of a fork. Yet
 * nobody on the network may speak into a call, so a packet must earn it:
 * - the announced address and the one followed now are always heard;
 * - an address nearer to the announced one (itself, then another port of its host) wins at once over what is
 *   followed: on a host of many calls somebody's forgotten stream may have come first;
 * - another port of the same host at once only before anybody was heard, otherwise when the peer is silent;
 * - another host only when the peer was silent for a second: whoever can silence the real peer's packets could
 *   forge them as well, and a NAT that changed its mind has stopped the old ones by then.
 */
import type { Address } from './sdp.ts';

/** Longer than a lost packet or two, shorter than the ear notices. */
const SAME_HOST_SILENCE_MS = 200;
const OTHER_HOST_SILENCE_MS = 1_000;

const isSame = (a: Address | undefined, b: Address): boolean => a?.ip === b.ip && a.port === b.port;

export class PeerLatch {
  #announced: Address | undefined;
  #followed: Address | undefined;
  /** Since when the peer is silent, as far as we know. */
  #silentSinceMs = -Infinity;
  #wasHeard = false;

  /** Where to send: where the peer's packets come from, otherwise where its SDP said. */
  get target(): Address | undefined {
    return this.#followed ?? this.#announced;
  }

  /** The peer described itself; a new address ends following the old one. */
  announce(address: Address, nowMs: number): void {
    if (isSame(this.#announced, address)) return;
    this.#announced = address;
    this.#followed = undefined;
    this.#silentSinceMs = nowMs;
  }

  /** Whether a packet from `from` may be the peer's. Asking changes nothing: it may still prove to be forged. */
  admits(from: Address, nowMs: number): boolean {
    const target = this.target;
    if (!target) return false;
    if (isSame(target, from) || this.#nearness(from) > this.#nearness(target)) return true;
    const silentMs = nowMs - this.#silentSinceMs;
    if (from.ip === target.ip) return !this.#wasHeard || silentMs >= SAME_HOST_SILENCE_MS;
    return silentMs >= OTHER_HOST_SILENCE_MS;
  }

  /** Whether the last packet of the peer came from `from`. */
  isFollowed(from: Address): boolean {
    return isSame(this.#followed, from);
  }

  /** A packet from `from` was the peer's. */
  heard(from: Address, nowMs: number): void {
    this.#followed = from;
    this.#silentSinceMs = nowMs;
    this.#wasHeard = true;
  }

  /** Nothing was to come for a while (hold): the wait for another address begins now. */
  pause(nowMs: number): void {
    this.#silentSinceMs = nowMs;
  }

  /** 2: the announced address; 1: another port of its host; 0: elsewhere. */
  #nearness(address: Address): number {
    if (isSame(this.#announced, address)) return 2;
    return this.#announced?.ip === address.ip ? 1 : 0;
  }
}
