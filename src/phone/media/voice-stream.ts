/**
 * The RTP stream towards the PBX: one numbering for voice, silence and DTMF, so that the PBX hears one
 * uninterrupted stream whatever the page does (reload, freeze, crash). Timestamps count samples at 8000 Hz.
 */
import { randomBytes, randomInt } from 'node:crypto';
import { alawFromUlaw, FRAME_SAMPLES, PCMA, silence } from '../../shared/g711.ts';
import { writeRtp } from './rtp-packet.ts';
import type { VoiceType } from './sdp.ts';

/** Voice further than this ahead of real time is the burst of a page that was frozen: it is old, drop it. */
const MAX_AHEAD_MS = 100;
const SAMPLES_PER_MS = 8;
/** A jump this large is the 32-bit timestamp wrapping, not a fast page. */
const WRAP_MS = 1e7;

export class VoiceStream {
  readonly #ssrc = randomBytes(4).readUInt32BE();
  readonly #transmit: (datagram: Buffer) => void;
  #sequence = randomInt(0x10000);
  #timestamp = randomInt(2 ** 31);
  /** Added to the page's timestamps to continue ours; undefined: the next voice packet starts a talk spurt. */
  #pageOffset: number | undefined;
  #anchorMs: number | undefined;

  constructor(transmit: (datagram: Buffer) => void) {
    this.#transmit = transmit;
  }

  /** Sends one µ-law packet of the page; answers false if it was dropped for being old. */
  voice(ulaw: Buffer, pageTimestamp: number, type: VoiceType): boolean {
    if (this.#aheadMs(performance.now()) > MAX_AHEAD_MS) {
      this.breakSpurt();
      return false;
    }
    const starts = this.#pageOffset === undefined;
    this.#pageOffset ??= (this.#timestamp + FRAME_SAMPLES - pageTimestamp) >>> 0;
    this.#timestamp = (pageTimestamp + this.#pageOffset) >>> 0;
    this.#send(type, type === PCMA ? alawFromUlaw(ulaw) : ulaw, starts);
    return true;
  }

  /** Sends 20 ms of digital silence. */
  fill(type: VoiceType): void {
    this.breakSpurt();
    this.#timestamp = (this.#timestamp + FRAME_SAMPLES) >>> 0;
    this.#send(type, silence(type), false);
  }

  /** Voice that comes next continues from now, not from where its own clock was. */
  breakSpurt(): void {
    this.#pageOffset = undefined;
  }

  /** Begins an event (RFC 4733): all its packets carry the timestamp of its first. */
  beginEvent(): void {
    this.breakSpurt();
    this.#timestamp = (this.#timestamp + FRAME_SAMPLES) >>> 0;
  }

  sendEvent(type: number, payload: Buffer, marker: boolean): void {
    this.#send(type, payload, marker);
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

  #send(payloadType: number, payload: Buffer, marker: boolean): void {
    this.#sequence = (this.#sequence + 1) & 0xffff;
    const packet = {
      payloadType,
      marker,
      sequence: this.#sequence,
      timestamp: this.#timestamp,
      ssrc: this.#ssrc,
      payload,
    };
    this.#transmit(writeRtp(packet));
  }
}
