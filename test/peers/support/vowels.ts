/**
 * A voice without a recording: five vowels, made of a throat's pulses and a mouth's resonances, and an ear that
 * tells them apart again. So a test can say how much of what was spoken would still be understood.
 */
import type { PcmSource } from '../../../src/shared/tone.ts';

const RATE_HZ = 8_000;
const FRAME_SAMPLES = 160;
const PITCH_HZ = 125;
const VOWEL_FRAMES = 12;
const LOUDNESS = 6_000;
/** Where the mouth resonates (first three formants of an adult's vowels, in Hz). */
const formants = {
  a: [730, 1_090, 2_440],
  e: [530, 1_840, 2_480],
  i: [270, 2_290, 3_010],
  o: [570, 840, 2_410],
  u: [300, 870, 2_240],
} as const;
type Vowel = keyof typeof formants;
/** What is said again and again: no two halves of it are alike, so it fits itself in one place only. */
const SENTENCE: readonly Vowel[] = ['a', 'i', 'u', 'e', 'o', 'i', 'a', 'o', 'e', 'u', 'a', 'e'];
const SENTENCE_FRAMES = SENTENCE.length * VOWEL_FRAMES;

const resonance = (hz: number, centre: number): number => 1 / (1 + ((hz - centre) / 90) ** 2);

/** One second of a vowel; it repeats without a seam, because the pitch divides it. */
function sing(vowel: Vowel): Float64Array {
  const harmonics = Array.from({ length: 27 }, (_, i) => (i + 1) * PITCH_HZ).map((hz) => ({
    hz,
    gain: formants[vowel].reduce((sum, centre, i) => sum + resonance(hz, centre) / (i + 1), 0.01),
  }));
  const wave = Float64Array.from({ length: RATE_HZ }, (_, n) =>
    harmonics.reduce(
      (sum, { hz, gain }, i) => sum + gain * Math.cos((2 * Math.PI * hz * n) / RATE_HZ + i * i),
      0,
    ),
  );
  const power = Math.sqrt(wave.reduce((sum, sample) => sum + sample * sample, 0) / wave.length);
  return wave.map((sample) => (sample * LOUDNESS) / power);
}

const waves = Object.fromEntries(
  (Object.keys(formants) as Vowel[]).map((vowel) => [vowel, sing(vowel)]),
) as Record<Vowel, Float64Array>;

/** Says the sentence over and over, 20 ms at a time. */
export function createVoice(): PcmSource {
  let frame = 0;
  return () => {
    const vowel = SENTENCE[Math.floor(frame / VOWEL_FRAMES) % SENTENCE.length] ?? 'a';
    const start = (frame * FRAME_SAMPLES) % RATE_HZ;
    frame += 1;
    return Int16Array.from({ length: FRAME_SAMPLES }, (_, i) =>
      Math.round(waves[vowel][(start + i) % RATE_HZ] ?? 0),
    );
  };
}

/** Loudness in 27 bands, one for each harmonic, as a direction in space: louder is not different. */
function spectrum(samples: ArrayLike<number>): number[] {
  const bands = Array.from({ length: 27 }, (_, i) => {
    const step = (2 * Math.PI * (i + 1) * PITCH_HZ) / RATE_HZ;
    let [re, im] = [0, 0];
    for (let n = 0; n < FRAME_SAMPLES; n++) {
      const window = Math.sin((Math.PI * (n + 0.5)) / FRAME_SAMPLES);
      re += (samples[n] ?? 0) * window * Math.cos(step * n);
      im += (samples[n] ?? 0) * window * Math.sin(step * n);
    }
    return Math.log1p(Math.hypot(re, im) / FRAME_SAMPLES);
  });
  const length = Math.hypot(...bands) || 1;
  return bands.map((band) => band / length);
}

const templates = (Object.keys(waves) as Vowel[]).map((vowel) => ({ vowel, shape: spectrum(waves[vowel]) }));

function recognise(samples: Int16Array): Vowel | undefined {
  if (samples.reduce((sum, sample) => sum + Math.abs(sample), 0) / samples.length < 300) return undefined;
  const heard = spectrum(samples);
  const scored = templates.map(({ vowel, shape }) => ({
    vowel,
    score: shape.reduce((sum, value, i) => sum + value * (heard[i] ?? 0), 0),
  }));
  return scored.reduce((best, other) => (other.score > best.score ? other : best)).vowel;
}

/** Writes down which vowel it hears in each 20 ms of the stream, by RTP timestamps: what was lost stays empty. */
export class VowelEar {
  readonly #heard = new Map<number, Vowel>();
  #first: number | undefined;
  #last = 0;

  take(samples: Int16Array, timestamp: number): void {
    this.#first ??= timestamp;
    const frame = Math.round(((timestamp - this.#first) | 0) / FRAME_SAMPLES);
    const vowel = recognise(samples);
    if (frame < 0 || vowel === undefined) return;
    this.#heard.set(frame, vowel);
    this.#last = Math.max(this.#last, frame);
  }

  /** Frames of the stream so far, heard or lost. */
  get frames(): number {
    return this.#last;
  }

  /**
   * The share (0–1) of the last `frames` frames in which the right vowel was heard; what was lost counts as wrong.
   * Sentence by sentence, because a speaker that paused for breath (a busy machine) goes on a little later.
   */
  understood(frames: number): number {
    const sentences = Math.max(1, Math.floor(Math.min(frames, this.#last + 1) / SENTENCE_FRAMES));
    const shares = Array.from({ length: sentences }, (_, i) =>
      this.#understoodIn(this.#last + 1 - (i + 1) * SENTENCE_FRAMES),
    );
    return shares.reduce((sum, share) => sum + share, 0) / sentences;
  }

  #understoodIn(start: number): number {
    const shares = Array.from({ length: SENTENCE_FRAMES }, (_, shift) => {
      let right = 0;
      for (let frame = start; frame < start + SENTENCE_FRAMES; frame++) {
        const said = SENTENCE[Math.floor((frame + shift) / VOWEL_FRAMES) % SENTENCE.length];
        if (this.#heard.get(frame) === said) right += 1;
      }
      return right / SENTENCE_FRAMES;
    });
    return Math.max(...shares);
  }
}
