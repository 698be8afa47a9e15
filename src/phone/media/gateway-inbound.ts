/**
 * The way in of one call's WebRTC audio, after ICE, DTLS and SRTP have said who sent it: is it RTP we agreed on,
 * is it the stream we follow, is it new. Voice comes out as µ-law, keys as keys.
 */
import type { VoiceCodec } from '../../shared/phone.ts';
import { receives } from './direction.ts';
import type { AgreedAudio } from './gateway-negotiation.ts';
import { Reception } from './reception.ts';
import type { RtpPacket } from './rtp-packet.ts';
import { staticType } from './sdp.ts';
import { ToneReceiver } from './tone-receiver.ts';
import { createDecoder } from './voice-codec.ts';
import type { Translation } from './voice-codec.ts';

/** Two streams at once (a fork's early media): the one being heard is kept until it is silent for this long. */
const OTHER_STREAM_SILENCE_MS = 80;
/** The clock of the events we offer and take. */
const EVENT_CLOCK_HZ = 8_000;

export interface GatewayInboundEvents {
  /** µ-law, numbered as its stream is. */
  onVoice: (packet: RtpPacket) => void;
  onTone: (tone: string) => void;
}

export class GatewayInbound {
  readonly reception = new Reception();
  readonly #events: GatewayInboundEvents;
  readonly #tones: ToneReceiver;
  readonly #decoders = new Map<VoiceCodec, Translation>();
  #agreed: AgreedAudio | undefined;
  #stream: { ssrc: number; heardMs: number } | undefined;

  constructor(events: GatewayInboundEvents) {
    this.#events = events;
    this.#tones = new ToneReceiver((tone) => events.onTone(tone));
  }

  /** What was agreed anew. Back from hold: what the other side sent meanwhile was not lost. */
  agree(agreed: AgreedAudio): void {
    const wasHeard = this.#agreed !== undefined && receives(this.#agreed.direction);
    this.#agreed = agreed;
    if (!wasHeard && receives(agreed.direction)) this.reception.restart();
  }

  take(packet: RtpPacket, nowMs: number): void {
    const agreed = this.#agreed;
    if (!agreed || !receives(agreed.direction)) return;
    const isKey = packet.payloadType === agreed.events;
    const codec = isKey ? undefined : codecOf(packet.payloadType);
    if ((!isKey && codec === undefined) || !this.#follows(packet.ssrc, nowMs)) return;
    if (!this.reception.take(packet, nowMs, codec !== undefined)) return;
    if (codec === undefined) return this.#tones.take(packet, EVENT_CLOCK_HZ);
    this.#events.onVoice({ ...packet, payload: this.#decode(codec, packet.payload) });
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

/** All of ours can be heard at any time: some exchanges change the codec without a word. */
const codecOf = (type: number): VoiceCodec | undefined =>
  (Object.keys(staticType) as VoiceCodec[]).find((name) => staticType[name] === type);
