/** Gathers how a call sounds, second by second, so that the console can show it and the backend keep it. */
import type { CallQuality, QualitySummary, VoiceCodec } from '../../shared/phone.ts';
import { opinionOf, rateHearing } from './e-model.ts';
import type { Reception } from './reception.ts';
import type { RtcpSession } from './rtcp-session.ts';
import type { VoiceStream } from './voice-stream.ts';

/** Packet, page and device on both ends, beside what the network adds. */
const FIXED_DELAY_MS = 60;

/** What both directions were like over the last seconds. */
export interface Measured {
  codec: VoiceCodec;
  lossPercent: number;
  jitterMs: number;
  roundTripMs: number | undefined;
  farLossPercent: number | undefined;
  farJitterMs: number | undefined;
}

/** Totals of the whole call. */
export interface Totals {
  codec: VoiceCodec;
  secured: boolean;
  packetsSent: number;
  packetsReceived: number;
  packetsLost: number;
  /** Of our packets, as the other side reported last. */
  farLossPercent: number | undefined;
}

/** The totals of a call by what its leg counted, and what the other side's reports said. */
export function totalsOf({
  codec = 'PCMU',
  secured,
  sent: { packets },
  reception,
  far,
}: {
  codec: VoiceCodec | undefined;
  secured: boolean;
  sent: Pick<VoiceStream['sent'], 'packets'>;
  reception: Pick<Reception, 'received' | 'lost'>;
  far: RtcpSession['far'];
}): Totals {
  return {
    codec,
    secured,
    packetsSent: packets,
    packetsReceived: reception.received,
    packetsLost: reception.lost,
    farLossPercent: far && packets > 0 ? Math.min(100, (100 * far.cumulativeLost) / packets) : undefined,
  };
}

/**
 * The quality shown for one moment. A conversation is as good as its worse direction, so the far side's loss and
 * jitter (from its RTCP) count too: an agent who hears well must see that the caller does not.
 */
export function qualityOf(measured: Measured): CallQuality {
  const { codec, roundTripMs, lossPercent, jitterMs } = measured;
  const network = (roundTripMs ?? 0) / 2;
  const rate = (loss: number, jitter: number): number =>
    rateHearing({ codec, lossPercent: loss, delayMs: FIXED_DELAY_MS + network + 2 * jitter });
  const near = rate(lossPercent, jitterMs);
  const far = rate(measured.farLossPercent ?? 0, measured.farJitterMs ?? 0);
  const { farLossPercent, farJitterMs } = measured;
  return {
    mos: rounded(opinionOf(Math.min(near, far)), 2),
    lossPercent: rounded(lossPercent, 1),
    jitterMs: rounded(jitterMs, 1),
    roundTripMs: roundTripMs === undefined ? undefined : rounded(roundTripMs, 1),
    farLossPercent: farLossPercent === undefined ? undefined : rounded(farLossPercent, 1),
    farJitterMs: farJitterMs === undefined ? undefined : rounded(farJitterMs, 1),
  };
}

export class QualityHistory {
  #latest: CallQuality | undefined;
  #count = 0;
  #mosSum = 0;
  #mosMinimum = Infinity;
  #jitterSum = 0;
  #jitterMax = 0;
  #roundTrips = 0;
  #roundTripSum = 0;

  /** The last second's; undefined before the first. */
  get latest(): CallQuality | undefined {
    return this.#latest;
  }

  add(quality: CallQuality): void {
    this.#latest = quality;
    this.#count += 1;
    this.#mosSum += quality.mos;
    this.#mosMinimum = Math.min(this.#mosMinimum, quality.mos);
    this.#jitterSum += quality.jitterMs;
    this.#jitterMax = Math.max(this.#jitterMax, quality.jitterMs);
    if (quality.roundTripMs === undefined) return;
    this.#roundTrips += 1;
    this.#roundTripSum += quality.roundTripMs;
  }

  /** The whole call; undefined when no audio flowed at all. */
  summarise(totals: Totals): QualitySummary | undefined {
    const { codec, secured, packetsSent, packetsReceived, packetsLost, farLossPercent } = totals;
    if (packetsSent === 0 && packetsReceived === 0) return undefined;
    const expected = packetsReceived + packetsLost;
    const hasSeconds = this.#count > 0;
    return {
      codec,
      secured,
      mosAverage: hasSeconds ? rounded(this.#mosSum / this.#count, 2) : null,
      mosMinimum: hasSeconds ? this.#mosMinimum : null,
      lossPercent: expected === 0 ? 0 : rounded((100 * packetsLost) / expected, 2),
      jitterMs: hasSeconds ? rounded(this.#jitterSum / this.#count, 1) : 0,
      jitterMaxMs: this.#jitterMax,
      roundTripMs: this.#roundTrips === 0 ? null : rounded(this.#roundTripSum / this.#roundTrips, 1),
      farLossPercent: farLossPercent === undefined ? null : rounded(farLossPercent, 2),
      packetsSent,
      packetsReceived,
      packetsLost,
    };
  }
}

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));
