/**
 * The way in of one call's audio: from a datagram of anybody to voice and keys of the other side. In this order:
 * may it be the peer, is it genuine (SRTP), is it RTP we agreed on, is it the stream we follow, is it new.
 */
import type { VoiceCodec } from '../../shared/phone.ts';
import type { AudioAgreement } from './audio-negotiation.ts';
import { receives } from './direction.ts';
import { PeerLatch } from './peer-latch.ts';
import { Reception } from './reception.ts';
import { readRtp } from './rtp-packet.ts';
import type { RtpPacket } from './rtp-packet.ts';
import { isSameKey } from './sdes.ts';
import { staticType } from './sdp.ts';
import type { Address } from './sdp.ts';
import { SrtpReceiver } from './srtp.ts';
import { ToneReceiver } from './tone-receiver.ts';
import { createDecoder } from './voice-codec.ts';
import type { Translation } from './voice-codec.ts';

/** Comfort noise (RFC 3389): the page's own silence is as comfortable, but its numbers count. */
const COMFORT_NOISE = 13;
/** Our offers name this type for events; the peer may send it whatever type it wants for itself. */
const OUR_EVENTS = 101;
/** Two streams at once (a fork's early media): the one being heard is kept until it is silent for this long. */
const OTHER_STREAM_SILENCE_MS = 80;

export interface InboundEvents {
  /** µ-law, numbered as its stream is. */
  onVoice: (packet: RtpPacket) => void;
  onTone: (tone: string) => void;
}

export class InboundAudio {
  readonly reception = new Reception();
  readonly latch = new PeerLatch();
  readonly rtcpLatch = new PeerLatch();
  readonly #events: InboundEvents;
  readonly #tones: ToneReceiver;
  readonly #decoders = new Map<VoiceCodec, Translation>();
  #agreement: AudioAgreement | undefined;
  /** The newest first; the one before it is kept for what was on its way when the key changed. */
  #receivers: SrtpReceiver[] = [];
  #stream: { ssrc: number; heardMs: number } | undefined;

  constructor(events: InboundEvents) {
    this.#events = events;
    this.#tones = new ToneReceiver((tone) => events.onTone(tone));
  }

  /** What was agreed anew. */
  agree(agreement: AudioAgreement, nowMs: number): void {
    const wasHeard = this.#agreement !== undefined && receives(this.#agreement.direction);
    this.#agreement = agreement;
    this.latch.announce(agreement.remote, nowMs);
    this.rtcpLatch.announce(agreement.remoteRtcp, nowMs);
    const theirs = agreement.keys?.theirs;
    if (!theirs) this.#receivers = [];
    else if (!isSameKey(this.#receivers[0]?.key, theirs))
      this.#receivers = [new SrtpReceiver(theirs), ...this.#receivers.slice(0, 1)];
    if (wasHeard || !receives(agreement.direction)) return;
    // Back from hold: what the other side sent meanwhile was not lost.
    this.reception.restart();
    this.latch.pause(nowMs);
  }

  /** Takes one datagram that came to the RTP port. */
  take(datagram: Buffer, from: Address, nowMs: number): void {
    const agreement = this.#agreement;
    if (!agreement || !receives(agreement.direction) || !this.latch.admits(from, nowMs)) return;
    const plain = this.#decrypt(datagram);
    const packet = plain && readRtp(plain);
    const kind = packet && this.#kindOf(packet.payloadType, agreement);
    if (!packet || kind === undefined || !this.#follows(packet.ssrc, nowMs)) return;
    this.latch.heard(from, nowMs);
    if (!this.reception.take(packet, nowMs, typeof kind === 'string' && kind !== 'noise')) return;
    if (typeof kind === 'number') this.#tones.take(packet, kind);
    else if (kind !== 'noise')
      this.#events.onVoice({ ...packet, payload: this.#decode(kind, packet.payload) });
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

  /** A codec, the clock of an event, or noise; undefined: not agreed. */
  #kindOf(
    type: number,
    { codec, payloadType, events }: AudioAgreement,
  ): VoiceCodec | number | 'noise' | undefined {
    if (type === payloadType) return codec;
    if (type === events?.type) return events.clockHz;
    if (type === OUR_EVENTS) return 8_000;
    if (type === COMFORT_NOISE) return 'noise';
    // Some exchanges change the codec without a word; all of ours can be heard at any time.
    return (Object.keys(staticType) as VoiceCodec[]).find((name) => staticType[name] === type);
  }

  #follows(ssrc: number, nowMs: number): boolean {
    if (this.#stream && this.#stream.ssrc !== ssrc) {
      if (nowMs - this.#stream.heardMs < OTHER_STREAM_SILENCE_MS) return false;
      this.#tones.reset();
      this.#decoders.clear();
    }
    this.#stream = { ssrc, heardMs: nowMs };
    return true;
  }

  #decode(codec: VoiceCodec, payload: Buffer): Buffer {
    const decoder = this.#decoders.get(codec) ?? createDecoder(codec);
    this.#decoders.set(codec, decoder);
    return decoder(payload);
  }
}
