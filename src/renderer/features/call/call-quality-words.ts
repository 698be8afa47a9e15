// How a call sounds, in three words, and what the agent can do about it.
import type { CallQuality } from '../../../shared/phone.ts';

export type QualityWord = 'good' | 'fair' | 'bad';
export type QualityAdvice = 'none' | 'loss' | 'jitter' | 'delay' | 'far' | 'unknown';

/** Where the words change, by MOS (ITU-T G.107 annex B: 4.03 satisfied, 3.6 some dissatisfied): the look's 4.0 and 3.5. */
export function qualityWord(mos: number): QualityWord {
  if (mos >= 4) return 'good';
  return mos >= 3.5 ? 'fair' : 'bad';
}

/** Where each figure begins to be heard: loss in per cent, times in ms. */
const heard = { loss: 1, jitter: 30, delay: 300 } as const;

/** What to do about it: of what can be heard, the worst against its own measure. */
export function adviceFor(quality: CallQuality): QualityAdvice {
  const { lossPercent, jitterMs, roundTripMs = 0, farLossPercent = 0 } = quality;
  const faults = [
    ['loss', lossPercent / heard.loss],
    ['far', farLossPercent / heard.loss],
    ['jitter', jitterMs / heard.jitter],
    ['delay', roundTripMs / heard.delay],
  ] as const;
  const [worst, times] = faults.reduce((a, b) => (b[1] > a[1] ? b : a));
  if (times >= 1) return worst;
  return qualityWord(quality.mos) === 'good' ? 'none' : 'unknown';
}

/** The look's limits for a network: `fair` from 150 ms or 1 % loss, `bad` from 300 ms or 3 %. */
export function networkWord(roundTripMs: number | undefined, lossPercent: number): QualityWord {
  const ms = roundTripMs ?? 0;
  if (ms > 300 || lossPercent > 3) return 'bad';
  return ms > 150 || lossPercent > 1 ? 'fair' : 'good';
}
