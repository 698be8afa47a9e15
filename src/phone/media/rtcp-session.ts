/**
 * The reports both sides exchange about one call's audio (RFC 3550 §6): ours go out about every five seconds,
 * the other side's tell the round trip and what it hears of us.
 */
import { randomUUID } from 'node:crypto';
import type { ReceptionReport } from './reception.ts';
import { readRtcp, writeRtcp } from './rtcp-packet.ts';
import type { ReportBlock, SenderInfo } from './rtcp-packet.ts';

/** RFC 3550 §6.2: at least this between reports, and half of it before the first. */
const INTERVAL_MS = 5_000;
/** RFC 3550 §6.3.1: the randomised interval is divided by e − 3/2, because timer reconsideration lengthens it. */
const COMPENSATION = Math.E - 1.5;
/** Seconds from 1900 (NTP) to 1970. */
const NTP_EPOCH_S = 2_208_988_800;
const NTP_UNITS_PER_MS = 65.536;
/** A round trip longer than this is a clock gone wrong, not a network. */
const MAX_ROUND_TRIP_MS = 10_000;
const SAMPLES_PER_MS = 8;

/** What we sent so far, and where our timestamp stands now. */
export interface Sent {
  ssrc: number;
  packets: number;
  octets: number;
  timestamp: number;
}

/** What the other side last said about what it hears of us. */
export interface FarReport {
  /** Since its report before. */
  lossPercent: number;
  jitterMs: number;
  /** Over the whole call. */
  cumulativeLost: number;
}

export interface RtcpOptions {
  sent: () => Sent;
  received: () => ReceptionReport | undefined;
  transmit: (datagram: Buffer) => void;
}

export class RtcpSession {
  roundTripMs: number | undefined;
  far: FarReport | undefined;
  readonly #options: RtcpOptions;
  /** RFC 7022 §4.2: short-term persistent, and nobody learns the machine's name from it. */
  readonly #cname = randomUUID();
  #nextMs: number | undefined;
  #packetsReported = 0;
  #lastReport = { ntp: 0, atMs: 0 };

  constructor(options: RtcpOptions) {
    this.#options = options;
  }

  /** Sends a report when one is due. `nowMs` is `performance.now()`. */
  tick(nowMs: number): void {
    this.#nextMs ??= nowMs + randomised(INTERVAL_MS / 2);
    if (nowMs < this.#nextMs) return;
    this.#nextMs = nowMs + randomised(INTERVAL_MS);
    this.#options.transmit(this.#compose(nowMs, false));
  }

  /** The last report, with BYE. */
  sayGoodbye(nowMs: number): void {
    if (this.#options.sent().packets > 0) this.#options.transmit(this.#compose(nowMs, true));
  }

  /** Takes a (decrypted) datagram; false if it is no RTCP. */
  take(datagram: Buffer, nowMs: number): boolean {
    const report = readRtcp(datagram);
    if (!report) return false;
    if (report.sender) this.#lastReport = { ntp: middleOf(report.sender), atMs: nowMs };
    const block = report.blocks.find(({ ssrc }) => ssrc === this.#options.sent().ssrc);
    if (block) this.#learn(block, nowMs);
    return true;
  }

  #learn(block: ReportBlock, nowMs: number): void {
    this.far = {
      lossPercent: (100 * block.fractionLost) / 256,
      jitterMs: block.jitter / SAMPLES_PER_MS,
      cumulativeLost: Math.max(0, block.cumulativeLost),
    };
    if (block.lastReport === 0) return;
    const units = (middleOf(ntpAt(nowMs)) - block.lastReport - block.sinceLastReport) | 0;
    const roundTripMs = Math.max(0, units / NTP_UNITS_PER_MS);
    if (roundTripMs <= MAX_ROUND_TRIP_MS) this.roundTripMs = roundTripMs;
  }

  #compose(nowMs: number, goodbye: boolean): Buffer {
    const { ssrc, packets, octets, timestamp } = this.#options.sent();
    const hasSent = packets > this.#packetsReported;
    this.#packetsReported = packets;
    const received = this.#options.received();
    return writeRtcp({
      ssrc,
      sender: hasSent ? { ...ntpAt(nowMs), rtpTimestamp: timestamp, packets, octets } : undefined,
      blocks: received ? [this.#blockOf(received, nowMs)] : [],
      cname: this.#cname,
      goodbye,
    });
  }

  #blockOf(received: ReceptionReport, nowMs: number): ReportBlock {
    const { ntp, atMs } = this.#lastReport;
    const since = ntp === 0 ? 0 : Math.round((nowMs - atMs) * NTP_UNITS_PER_MS);
    return { ...received, lastReport: ntp, sinceLastReport: since };
  }
}

const randomised = (ms: number): number => (ms * (0.5 + Math.random())) / COMPENSATION;

/** The moment `nowMs` of the monotonic clock as NTP time: a corrected wall clock must not bend round trips. */
function ntpAt(nowMs: number): Pick<SenderInfo, 'ntpSeconds' | 'ntpFraction'> {
  const seconds = (performance.timeOrigin + nowMs) / 1_000 + NTP_EPOCH_S;
  const whole = Math.floor(seconds);
  return { ntpSeconds: whole >>> 0, ntpFraction: Math.floor((seconds - whole) * 2 ** 32) >>> 0 };
}

/** The middle 32 bits of an NTP time, which report blocks carry. */
const middleOf = ({ ntpSeconds, ntpFraction }: Pick<SenderInfo, 'ntpSeconds' | 'ntpFraction'>): number =>
  (((ntpSeconds & 0xffff) << 16) | (ntpFraction >>> 16)) >>> 0;
