/**
 * The way in of one call's audio: from a datagram of anybody to voice and keys of the other side. In this order:
 * may it be the peer, is it genuine (SRTP), is it RTP we agreed on, is it the stream we follow, is it new.
 */
import type { AudioAgreement } from './audio-negotiation.ts';
import { receives } from './direction.ts';
import { codecOfType, FollowedStream } from './followed-stream.ts';
import type { Carried, InboundEvents } from './followed-stream.ts';
import { PeerLatch } from './peer-latch.ts';
import type { Reception } from './reception.ts';
import { readRtp } from './rtp-packet.ts';
import { isSameKey } from './sdes.ts';
import type { SdesKey } from './sdes.ts';
import type { Address } from './sdp.ts';
import { SrtpReceiver } from './srtp.ts';

/** Comfort noise (RFC 3389): the page's own silence is as comfortable, but its numbers count. */
const COMFORT_NOISE = 13;
/** Our offers name this type for events; the peer may send it whatever type it wants for itself. */
const OUR_EVENTS = 101;
/** Keys of the peer that may still, or again, be in use: those of a few branches, or of music and a telephone. */
const MAX_KEYS = 4;

export class InboundAudio {
  readonly latch = new PeerLatch();
  readonly rtcpLatch = new PeerLatch();
  readonly #stream: FollowedStream;
  #agreement: AudioAgreement | undefined;
  /** The one of the newest key first. */
  #receivers: SrtpReceiver[] = [];

  constructor(events: InboundEvents) {
    this.#stream = new FollowedStream(events);
  }

  get reception(): Reception {
    return this.#stream.reception;
  }

  /** What was agreed anew. */
  agree(agreement: AudioAgreement, nowMs: number): void {
    const wasHeard = this.#agreement !== undefined && receives(this.#agreement.direction);
    this.#agreement = agreement;
    this.latch.announce(agreement.remote, nowMs);
    this.rtcpLatch.announce(agreement.remoteRtcp, nowMs);
    if (agreement.keys) this.#use(agreement.keys.theirs);
    if (wasHeard || !receives(agreement.direction)) return;
    // Back from hold: what the other side sent meanwhile was not lost.
    this.reception.restart();
    this.latch.pause(nowMs);
  }

  /** Takes one datagram that came to the RTP port. */
  take(datagram: Buffer, from: Address, nowMs: number): void {
    const agreement = this.#agreement;
    if (!agreement || !this.latch.admits(from, nowMs)) return;
    // During hold, too: a peer that goes on sending goes on counting, and SRTP must not lose count with it.
    const plain = this.#decrypt(datagram);
    const packet = plain && receives(agreement.direction) ? readRtp(plain) : undefined;
    const carried = packet && carriedBy(packet.payloadType, agreement);
    if (!packet || carried === undefined) return;
    if (!this.latch.isFollowed(from)) this.#stream.forget();
    if (!this.#stream.admits(packet.ssrc, nowMs)) return;
    this.latch.heard(from, nowMs);
    this.#stream.take(packet, carried, nowMs);
  }

  /** The plain RTCP datagram of the peer; undefined if it is not its. */
  takeRtcp(datagram: Buffer, from: Address, nowMs: number): Buffer | undefined {
    if (!this.#agreement || !this.rtcpLatch.admits(from, nowMs)) return undefined;
    const plain = this.#agreement.keys
      ? this.#receivers.map((receiver) => receiver.unprotectRtcp(datagram)).find(Boolean)
      : datagram;
    if (plain) this.rtcpLatch.heard(from, nowMs);
    return plain;
  }

  #decrypt(datagram: Buffer): Buffer | undefined {
    if (!this.#agreement?.keys) return datagram;
    for (const receiver of this.#receivers) {
      const plain = receiver.unprotect(datagram);
      if (plain) return plain;
    }
    return undefined;
  }

  /** A key that was in use before goes on counting where it was (RFC 3711 §3.2.1): its sender never stopped. */
  #use(theirs: SdesKey): void {
    const known = this.#receivers.find(({ key }) => isSameKey(key, theirs)) ?? new SrtpReceiver(theirs);
    const others = this.#receivers.filter((receiver) => receiver !== known);
    this.#receivers = [known, ...others].slice(0, MAX_KEYS);
  }
}

/** Undefined: nothing we agreed on. */
function carriedBy(
  type: number,
  { codec, payloadType, events }: Pick<AudioAgreement, 'codec' | 'payloadType' | 'events'>,
): Carried | undefined {
  if (type === payloadType) return codec;
  if (type === events?.type) return events.clockHz;
  if (type === OUR_EVENTS) return 8_000;
  return type === COMFORT_NOISE ? 'noise' : codecOfType(type);
}
