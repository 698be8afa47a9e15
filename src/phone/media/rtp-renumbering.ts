/**
 * Renumbers the RTP of call after call into one stream, because the page's WebRTC leg outlives calls and a
 * browser's jitter buffer goes silent for seconds when sequence numbers or timestamps jump. Swapped, late and
 * repeated packets keep their places: putting them in order is what the browser's buffer is for.
 */
import { FRAME_SAMPLES } from '../../shared/g711.ts';
import type { RtpPacket } from './rtp-packet.ts';

/** A jump of the source's own clock by more than this starts a new stretch, as another source would. */
const MAX_JUMP_SAMPLES = 16_000;
/** As much in sequence numbers; at the wrap a larger gap would cost the browser's SRTP its count, and the page minutes of voice. */
const MAX_JUMP_PACKETS = 99;
const FRAME_MS = 20;

/** The stream being renumbered, and what to add to its numbers. */
interface Source {
  ssrc: number;
  sequenceOffset: number;
  timestampOffset: number;
  lastTimestamp: number;
  lastSequence: number;
}

export class RtpRenumbering {
  /** The newest numbers given: a stretch that follows begins after them, even if a late packet came last. */
  #sequence = 1;
  #timestamp = 1000;
  #lastMs: number | undefined;
  #source: Source | undefined;

  /** `packet` in our numbering; `nowMs` is a monotonic clock. */
  next(packet: RtpPacket, nowMs: number): RtpPacket {
    const continues = this.#source !== undefined && follows(this.#source, packet);
    const source = continues && this.#source ? this.#source : this.#adopt(packet, nowMs);
    source.lastTimestamp = packet.timestamp;
    source.lastSequence = packet.sequence;
    this.#lastMs = nowMs;
    const timestamp = (packet.timestamp + source.timestampOffset) >>> 0;
    const sequence = (packet.sequence + source.sequenceOffset) & 0xffff;
    if (((timestamp - this.#timestamp) | 0) > 0) this.#timestamp = timestamp;
    if (stepOf(this.#sequence, sequence) > 0) this.#sequence = sequence;
    return { ...packet, sequence, timestamp, marker: !continues };
  }

  #adopt(packet: RtpPacket, nowMs: number): Source {
    const pausedFrames =
      this.#lastMs === undefined ? 1 : Math.max(1, Math.round((nowMs - this.#lastMs) / FRAME_MS));
    this.#source = {
      ssrc: packet.ssrc,
      timestampOffset: (this.#timestamp + pausedFrames * FRAME_SAMPLES - packet.timestamp) >>> 0,
      sequenceOffset: (this.#sequence + 1 - packet.sequence) & 0xffff,
      lastTimestamp: packet.timestamp,
      lastSequence: packet.sequence,
    };
    return this.#source;
  }
}

/** Neither another stream, nor one whose numbers jumped, nor one that set them back a little while its clock went on. */
function follows(source: Source, { ssrc, sequence, timestamp }: RtpPacket): boolean {
  const packets = stepOf(source.lastSequence, sequence);
  const samples = (timestamp - source.lastTimestamp) | 0;
  const isSetBack = packets <= 0 && samples > 0;
  return (
    source.ssrc === ssrc &&
    !isSetBack &&
    Math.abs(samples) <= MAX_JUMP_SAMPLES &&
    Math.abs(packets) <= MAX_JUMP_PACKETS
  );
}

/** From one sequence number to another, the short way round. */
const stepOf = (from: number, to: number): number => ((to - from) << 16) >> 16;
