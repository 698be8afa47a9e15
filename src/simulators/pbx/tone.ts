/** Makes tones and recognises them, so that a test can prove who hears whom. Samples are 16-bit at 8000 Hz. */
import { FRAME_SAMPLES } from '../../shared/g711.ts';

const SAMPLE_RATE_HZ = 8_000;
const AMPLITUDE = 8_000;

/** Gives 20 ms of samples each time it is asked; undefined means silence for this frame. */
export type PcmSource = () => Int16Array | undefined;

/** An endless sine. */
export function createTone(hz: number, amplitude: number = AMPLITUDE): PcmSource {
  const step = (2 * Math.PI * hz) / SAMPLE_RATE_HZ;
  let phase = 0;
  return () =>
    Int16Array.from({ length: FRAME_SAMPLES }, () => {
      phase = (phase + step) % (2 * Math.PI);
      return Math.round(amplitude * Math.sin(phase));
    });
}

/** Remembers the last half second of what was heard. */
export class Ear {
  #samples = new Int16Array(4_000);
  #frames = 0;

  hear(samples: Int16Array): void {
    this.#frames += 1;
    const kept = Math.max(0, this.#samples.length - samples.length);
    this.#samples.copyWithin(0, this.#samples.length - kept);
    this.#samples.set(samples.subarray(Math.max(0, samples.length - this.#samples.length)), kept);
  }

  /** Packets heard so far. */
  get frames(): number {
    return this.#frames;
  }

  /** Loudness (root mean square) of the last half second, 0 to 32767. */
  get level(): number {
    const sum = this.#samples.reduce((total, sample) => total + sample * sample, 0);
    return Math.sqrt(sum / this.#samples.length);
  }

  /** The share of the loudness that is this tone (Goertzel), 0 to 1: above 0.7 it is that tone and little else. */
  toneShare(hz: number): number {
    const { level } = this;
    if (level < 50) return 0;
    return Math.min(1, goertzel(this.#samples, hz) / level);
  }

  forget(): void {
    this.#samples.fill(0);
  }
}

/** Root-mean-square amplitude of the component at `hz`. */
function goertzel(samples: Int16Array, hz: number): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * hz) / SAMPLE_RATE_HZ);
  let last = 0;
  let beforeLast = 0;
  for (const sample of samples) [last, beforeLast] = [sample + coefficient * last - beforeLast, last];
  const power = last * last + beforeLast * beforeLast - coefficient * last * beforeLast;
  return (Math.sqrt(Math.max(0, power)) / samples.length) * Math.SQRT2;
}
