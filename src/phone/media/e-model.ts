/** How good a call sounds, from what can be measured, so that loss and delay become one figure people know. */
import type { VoiceCodec } from '../../shared/phone.ts';

/** Rating without any impairment of ours: ITU-T G.107's defaults. */
const BEST_RATING = 93.2;
/** Delay above this makes people talk at once (the bend of G.107's Idd, as approximated by Cole and Rosenbluth). */
const TALK_OVER_MS = 177.3;

/**
 * Equipment impairment and robustness against loss (ITU-T G.113 Appendix I), with concealment at the receiver: a
 * browser always conceals. Our voice stays narrowband behind G.722, so it is rated on the same scale.
 */
const impairment: Record<VoiceCodec, { ie: number; bpl: number }> = {
  PCMU: { ie: 0, bpl: 25.1 },
  PCMA: { ie: 0, bpl: 25.1 },
  G722: { ie: 0, bpl: 25.1 },
};

/** What is heard at one end: loss 0–100, and the way from mouth to ear in milliseconds. */
export interface Hearing {
  codec: VoiceCodec;
  lossPercent: number;
  delayMs: number;
}

/** Transmission rating R (0–93.2) of the E-model, simplified as RFC 3611's metrics use it. */
export function rateHearing({ codec, lossPercent, delayMs }: Hearing): number {
  const { ie, bpl } = impairment[codec];
  const delay = 0.024 * delayMs + (delayMs > TALK_OVER_MS ? 0.11 * (delayMs - TALK_OVER_MS) : 0);
  const loss = ie + (95 - ie) * (lossPercent / (lossPercent + bpl));
  return Math.max(0, BEST_RATING - delay - loss);
}

/** Mean opinion score, 1–4.5, for a rating (ITU-T G.107 Annex B). */
export function opinionOf(rating: number): number {
  const r = Math.min(100, Math.max(0, rating));
  // Below R = 6.5 the polynomial dips under 1; no opinion is worse than the worst.
  return Math.min(4.5, Math.max(1, 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6));
}
