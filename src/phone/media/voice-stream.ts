/**
 * The RTP stream towards the PBX: one numbering for voice, silence and DTMF, so that the PBX hears one
 * uninterrupted stream whatever the page does (reload, freeze, crash). Timestamps count samples at 8000 Hz.
 */
import { randomBytes, randomInt } from 'node:crypto';
import { FRAME_SAMPLES, PCMU, silence } from '../../shared/g711.ts';
import type { VoiceCodec } from '../../shared/phone.ts';
import type { RtpPacket } from './rtp-packet.ts';
import { createEncoder } from './voice-codec.ts';
import type { Translation } from './voice-codec.ts';

/** Voice further than this ahead of real time is the burst of a page that was frozen: it is old, drop it. */
const MAX_AHEAD_MS = 100;
const SAMPLES_PER_MS = 8;
const MAX_JUMP_SAMPLES = 4_000;
/** A jump this large is the 32-bit timestamp wrapping, not a fast page. */
const WRAP_MS = 1e7;
const SILENCE = silence(PCMU);

/** How voice goes out: its codec, payload type, and the length of its packets. */
export interface VoiceFormat {
  codec: VoiceCodec;
  payloadType: number;
  packetMs: number;
}

export class VoiceStream {
  readonly ssrc = randomBytes(4).readUInt32BE();
  /** Sent so far, for RTCP's sender reports. */
  readonly sent = { packets: 0, octets: 0 };
  readonly #transmit: (packet: RtpPacket) => void;
  /** Starts low, so that SRTP's other end cannot miss the first wrap (RFC 3711 §3.3.1). */
  #sequence = randomInt(0x8000);
  #timestamp = randomInt(2 ** 31);
  #format: VoiceFormat = { codec: 'PCMU', payloadType: PCMU, packetMs: 20 };
  #encode: Translation = createEncoder('PCMU');
  /** Encoded voice that does not fill a packet yet, the timestamp of its first byte, and whether it starts a spurt. */
  #pending = { bytes: Buffer.alloc(0), timestamp: 0, marker: false };
  /** Added to the page's timestamps to continue ours; undefined: the next voice packet starts a talk spurt. */
  #pageOffset: number | undefined;
  #pageTimestamp = 0;
  #anchorMs: number | undefined;

  constructor(transmit: (packet: RtpPacket) => void) {
    this.#transmit = transmit;
  }

  /** Where the stream's timestamp stands now. */
  get timestamp(): number {
    return this.#timestamp;
  }

  /** How voice goes out from now on. */
  set format(format: VoiceFormat) {
    if (format.codec !== this.#format.codec) {
      this.#flush();
      this.#encode = createEncoder(format.codec);
    }
    this.#format = format;
  }

  /** Sends one µ-law packet of the page; answers false if it was dropped for being old. */
  voice(ulaw: Buffer, pageTimestamp: number): boolean {
    if (this.#aheadMs(performance.now()) > MAX_AHEAD_MS) {
      this.breakSpurt();
      return false;
    }
    // The page's clock was set anew: silence would have filled a real pause long before. Following it, we would be
    // ahead of ourselves for as long as it jumped.
    if (Math.abs((pageTimestamp - this.#pageTimestamp) | 0) > MAX_JUMP_SAMPLES) this.breakSpurt();
    this.#pageTimestamp = pageTimestamp;
    const starts = this.#pageOffset === undefined;
    this.#pageOffset ??= (this.#timestamp + FRAME_SAMPLES - pageTimestamp) >>> 0;
    this.#timestamp = (pageTimestamp + this.#pageOffset) >>> 0;
    this.#put(this.#encode(ulaw), starts);
    return true;
  }

  /** Sends 20 ms of digital silence. */
  fill(): void {
    this.breakSpurt();
    this.#timestamp = (this.#timestamp + FRAME_SAMPLES) >>> 0;
    this.#put(this.#encode(SILENCE), false);
  }

  /** Voice that comes next continues from now, not from where its own clock was. */
  breakSpurt(): void {
    this.#pageOffset = undefined;
  }

  /** Begins an event (RFC 4733): all its packets carry the timestamp of its first. */
  beginEvent(): void {
    this.breakSpurt();
    this.#flush();
    this.#timestamp = (this.#timestamp + FRAME_SAMPLES) >>> 0;
  }

  sendEvent(payloadType: number, payload: Buffer, marker: boolean): void {
    this.#send({ payloadType, payload, marker, timestamp: this.#timestamp });
  }

  endEvent(durationSamples: number): void {
    this.#timestamp = (this.#timestamp + durationSamples) >>> 0;
  }

  /** How far what we sent runs ahead of the wall clock; forgets slowly, because the page's clock drifts. */
  #aheadMs(nowMs: number): number {
    const sentMs = this.#timestamp / SAMPLES_PER_MS;
    this.#anchorMs ??= sentMs - nowMs;
    let ahead = sentMs - nowMs - this.#anchorMs;
    if (Math.abs(ahead) > WRAP_MS) {
      this.#anchorMs = sentMs - nowMs;
      ahead = 0;
    }
    this.#anchorMs += ahead < 0 ? ahead : ahead * 0.005;
    return ahead;
  }

  /** Cuts what comes (20 ms, as a rule) into packets of the length the peer wants. */
  #put(bytes: Buffer, marker: boolean): void {
    const size = this.#format.packetMs * SAMPLES_PER_MS;
    const { payloadType } = this.#format;
    if (this.#pending.bytes.length === 0 && bytes.length === size)
      return this.#send({ payloadType, payload: bytes, marker, timestamp: this.#timestamp });
    const end = (this.#pending.timestamp + this.#pending.bytes.length) >>> 0;
    if (end !== this.#timestamp) this.#flush();
    if (this.#pending.bytes.length === 0)
      this.#pending = { bytes: Buffer.alloc(0), timestamp: this.#timestamp, marker };
    this.#pending.bytes = Buffer.concat([this.#pending.bytes, bytes]);
    while (this.#pending.bytes.length >= size) this.#sendPending(size);
  }

  /** Sends what waits, although it is short. */
  #flush(): void {
    if (this.#pending.bytes.length > 0) this.#sendPending(this.#pending.bytes.length);
  }

  #sendPending(size: number): void {
    const { bytes, timestamp, marker } = this.#pending;
    this.#pending = { bytes: bytes.subarray(size), timestamp: (timestamp + size) >>> 0, marker: false };
    const { payloadType } = this.#format;
    this.#send({ payloadType, payload: bytes.subarray(0, size), marker, timestamp });
  }

  #send(part: Pick<RtpPacket, 'payloadType' | 'payload' | 'marker' | 'timestamp'>): void {
    this.#sequence = (this.#sequence + 1) & 0xffff;
    this.sent.packets += 1;
    this.sent.octets += part.payload.length;
    this.#transmit({ ...part, sequence: this.#sequence, ssrc: this.ssrc });
  }
}
