/**
 * The one stream (SSRC) of the other side that is heard, counted, decoded and told, whichever way it came. A peer
 * changes it in the middle of a call (music on hold, transfer, an announcement, the branch of a fork that
 * answered), and packets of the one before may still be under way: the newest is heard, and one given up is taken
 * back only when the newest is silent, so that two at once are never cut into each other.
 */
import type { VoiceCodec } from '../../shared/phone.ts';
import { Reception } from './reception.ts';
import type { RtpPacket } from './rtp-packet.ts';
import { staticType } from './sdp.ts';
import { ToneReceiver } from './tone-receiver.ts';
import { createDecoder } from './voice-codec.ts';
import type { Translation } from './voice-codec.ts';

/** Longer than a lost packet or two, shorter than the ear notices. */
const SILENCE_MS = 80;
/** More streams than a call has within such a time; a forger must not fill our memory. */
const MAX_GIVEN_UP = 16;

export interface InboundEvents {
  /** µ-law, numbered as its stream is. */
  onVoice: (packet: RtpPacket) => void;
  onTone: (tone: string) => void;
}

/** What a packet carries: voice, keys (the clock of their events in Hz), or comfort noise. */
export type Carried = VoiceCodec | number | 'noise';

/** All codecs of ours can be heard at any time: some exchanges change the codec without a word. */
export const codecOfType = (type: number): VoiceCodec | undefined =>
  (Object.keys(staticType) as VoiceCodec[]).find((name) => staticType[name] === type);

export class FollowedStream {
  readonly reception = new Reception();
  readonly #events: InboundEvents;
  readonly #tones: ToneReceiver;
  readonly #decoders = new Map<VoiceCodec, Translation>();
  readonly #givenUp = new Set<number>();
  #ssrc: number | undefined;
  #heardMs = -Infinity;

  constructor(events: InboundEvents) {
    this.#events = events;
    this.#tones = new ToneReceiver((tone) => events.onTone(tone));
  }

  /** Whether a packet of `ssrc` is of the stream to be heard. Asking changes nothing. */
  admits(ssrc: number, nowMs: number): boolean {
    return ssrc === this.#ssrc || !this.#givenUp.has(ssrc) || nowMs - this.#heardMs >= SILENCE_MS;
  }

  /** Takes a packet that was admitted; one that came before is heard once. */
  take(packet: RtpPacket, carried: Carried, nowMs: number): void {
    this.#follow(packet.ssrc, nowMs);
    const isVoice = typeof carried === 'string' && carried !== 'noise';
    if (!this.reception.take(packet, nowMs, isVoice)) return;
    if (typeof carried === 'number') this.#tones.take(packet, carried);
    else if (carried !== 'noise')
      this.#events.onVoice({ ...packet, payload: this.#decode(carried, packet.payload) });
  }

  /** The other side speaks from another place now: whatever stream comes from there is heard. */
  forget(): void {
    this.#givenUp.clear();
  }

  #follow(ssrc: number, nowMs: number): void {
    this.#heardMs = nowMs;
    if (ssrc === this.#ssrc) return;
    if (this.#ssrc !== undefined) this.#giveUp(this.#ssrc);
    this.#givenUp.delete(ssrc);
    this.#ssrc = ssrc;
    this.#tones.reset();
    this.#decoders.clear();
  }

  #giveUp(ssrc: number): void {
    this.#givenUp.add(ssrc);
    if (this.#givenUp.size <= MAX_GIVEN_UP) return;
    for (const oldest of this.#givenUp) {
      this.#givenUp.delete(oldest);
      break;
    }
  }

  #decode(codec: VoiceCodec, payload: Buffer): Buffer {
    const decoder = this.#decoders.get(codec) ?? createDecoder(codec);
    this.#decoders.set(codec, decoder);
    return decoder(payload);
  }
}
