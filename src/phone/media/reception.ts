/**
 * What arrives of the other side's RTP stream, counted as RFC 3550 says (Appendices A.1, A.3, A.8), because
 * loss and jitter decide how a call sounds and the PBX wants them reported. Duplicates do not count as received,
 * so that loss never turns negative.
 */
import type { RtpPacket } from './rtp-packet.ts';

/** A step further than this is another numbering, not loss (RFC 3550 A.1's MAX_DROPOUT: a minute of packets). */
const MAX_DROPOUT = 3_000;
/** So far back a packet is late; further, it is another numbering. */
const MAX_MISORDER = 300;
/** How long "over the last seconds" is. */
const WINDOW_MS = 5_000;
/** After this long without a packet what should have come counts as lost, although no later packet proved it yet. */
const SILENCE_MS = 300;
const SAMPLES_PER_MS = 8;
const MAX_24_BITS = 0x7f_ff_ff;

/** What a receiver reports of one stream (RFC 3550 §6.4.1). Jitter in timestamp units of 1/8000 s. */
export interface ReceptionReport {
  ssrc: number;
  /** 0–255: lost since the report before, of 256. */
  fractionLost: number;
  cumulativeLost: number;
  highestSequence: number;
  jitter: number;
}

interface Numbering {
  ssrc: number;
  /** Highest sequence number with its wraps counted. */
  highest: number;
  /** Expected packets before this numbering began, minus its first number. */
  base: number;
}

interface Mark {
  atMs: number;
  expected: number;
  received: number;
}

export class Reception {
  /** Packets that came, duplicates apart. */
  received = 0;
  /** Numbers of the last packets, with their timestamps. */
  readonly #seen = new Map<number, number>();
  #numbering: Numbering | undefined;
  #expectedBefore = 0;
  #strangeSequence: number | undefined;
  #jitter = 0;
  #transit: number | undefined;
  #lastArrivalMs: number | undefined;
  #lastTimestamp: number | undefined;
  #packetSamples = 160;
  /** The sender pauses in silence (comfort noise, talk spurts): a gap in time is then no loss. */
  #pauses = false;
  #marks: Mark[] = [];
  #reported: Mark = { atMs: 0, expected: 0, received: 0 };

  /** Packets the sender's numbers say it sent. */
  get expected(): number {
    const numbering = this.#numbering;
    return numbering ? numbering.highest - numbering.base : this.#expectedBefore;
  }

  get lost(): number {
    return Math.max(0, this.expected - this.received);
  }

  get jitterMs(): number {
    return this.#jitter / SAMPLES_PER_MS;
  }

  /**
   * Counts a packet that arrived at `nowMs` (monotonic); false if it came before. `isVoice`: its timestamp says
   * when it was made (events repeat theirs and must not count as jitter).
   */
  take(packet: RtpPacket, nowMs: number, isVoice: boolean): boolean {
    const sequence = this.#numberOf(packet);
    if (sequence === undefined || this.#seen.has(sequence)) return false;
    this.#remember(sequence, packet.timestamp);
    this.received += 1;
    if (isVoice) this.#measure(packet, nowMs);
    else this.#pauses ||= packet.payloadType === 13;
    this.#lastArrivalMs = nowMs;
    return true;
  }

  /** What comes next continues no numbering: the sender was on hold, or is another. */
  restart(): void {
    this.#expectedBefore = this.expected;
    this.#numbering = undefined;
    this.#transit = undefined;
    this.#lastArrivalMs = undefined;
    this.#lastTimestamp = undefined;
    this.#seen.clear();
  }

  /** Loss over the last five seconds, 0–100. Call it about once a second while audio is expected. */
  recentLossPercent(nowMs: number): number {
    this.#marks = this.#marks.filter(({ atMs }) => nowMs - atMs < WINDOW_MS + 500);
    const oldest = this.#marks[0] ?? { expected: 0, received: 0 };
    const now = { atMs: nowMs, expected: this.expected, received: this.received };
    this.#marks.push(now);
    const expected = now.expected - oldest.expected + this.#missingNow(nowMs);
    const received = now.received - oldest.received;
    return expected <= 0 ? 0 : Math.min(100, Math.max(0, (100 * (expected - received)) / expected));
  }

  /** The block for our next report; undefined before anything came. */
  report(): ReceptionReport | undefined {
    const numbering = this.#numbering;
    if (!numbering) return undefined;
    const expected = this.expected - this.#reported.expected;
    const lost = expected - (this.received - this.#reported.received);
    this.#reported = { atMs: 0, expected: this.expected, received: this.received };
    return {
      ssrc: numbering.ssrc,
      fractionLost: expected <= 0 || lost <= 0 ? 0 : Math.min(255, Math.floor((lost * 256) / expected)),
      cumulativeLost: Math.min(MAX_24_BITS, this.lost),
      highestSequence: numbering.highest >>> 0,
      jitter: Math.round(this.#jitter),
    };
  }

  /** A number seen before under another timestamp is no repeat: the sender restarted a little further back. */
  #numberOf(packet: RtpPacket): number | undefined {
    const sequence = this.#extend(packet);
    const seenAs = sequence === undefined ? undefined : this.#seen.get(sequence);
    if (seenAs === undefined || seenAs === packet.timestamp) return sequence;
    return this.#begin(packet.ssrc, packet.sequence);
  }

  /** The sequence number with its wraps; undefined for one that fits no numbering (yet). */
  #extend({ ssrc, sequence }: RtpPacket): number | undefined {
    const numbering = this.#numbering;
    if (numbering?.ssrc !== ssrc) return this.#begin(ssrc, sequence);
    const step = stepOf(numbering.highest, sequence);
    if (step > 0 && step < MAX_DROPOUT) {
      numbering.highest += step;
      return numbering.highest;
    }
    if (step <= 0 && step > -MAX_MISORDER) return numbering.highest + step;
    // Two of the same strange numbering: the sender restarted (RFC 3550 A.1's bad_seq, but some may be lost).
    const strangeStep = this.#strangeSequence === undefined ? 0 : stepOf(this.#strangeSequence, sequence);
    if (strangeStep !== 0 && Math.abs(strangeStep) < MAX_MISORDER) return this.#begin(ssrc, sequence);
    this.#strangeSequence = sequence;
    return undefined;
  }

  #begin(ssrc: number, sequence: number): number {
    this.restart();
    this.#strangeSequence = undefined;
    // Far from zero, so that packets late for the first one have a number too.
    const first = 0x1_0000 + sequence;
    this.#numbering = { ssrc, highest: first, base: first - 1 - this.#expectedBefore };
    return first;
  }

  #remember(sequence: number, timestamp: number): void {
    this.#seen.set(sequence, timestamp);
    if (this.#seen.size <= MAX_MISORDER) return;
    for (const oldest of this.#seen.keys()) {
      this.#seen.delete(oldest);
      break;
    }
  }

  #measure({ timestamp, marker }: RtpPacket, nowMs: number): void {
    const step = this.#lastTimestamp === undefined ? 0 : (timestamp - this.#lastTimestamp) | 0;
    if (marker && step > 2 * this.#packetSamples) this.#pauses = true;
    if (step > 0 && step <= 480) this.#packetSamples = step;
    this.#lastTimestamp = timestamp;
    const transit = nowMs * SAMPLES_PER_MS - timestamp;
    const change = this.#transit === undefined ? 0 : transit - this.#transit;
    this.#transit = transit;
    // The sender's clock jumped or its timestamp wrapped: that is no jitter.
    if (Math.abs(change) < 8_000) this.#jitter += (Math.abs(change) - this.#jitter) / 16;
  }

  #missingNow(nowMs: number): number {
    if (this.#lastArrivalMs === undefined || this.#pauses) return 0;
    const silentMs = Math.min(WINDOW_MS, nowMs - this.#lastArrivalMs);
    return silentMs < SILENCE_MS ? 0 : Math.floor((silentMs * SAMPLES_PER_MS) / this.#packetSamples);
  }
}

/** From one sequence number to another, the short way round. */
const stepOf = (from: number, to: number): number => ((to - from) << 16) >> 16;
