/**
 * Between 8,000 and 16,000 Hz with a half-band low-pass (Kaiser window, about 70 dB), because G.722 speaks at twice
 * the rate of everything else in this process, and what lies above 4,000 Hz must not fold into the voice.
 */

/** Taps on each side of the middle; every other one of a half-band filter is zero. */
const SIDE_TAPS = 16;
const KAISER_BETA = 7;

/** The filter's odd taps on one side; the middle one is 1/2, the even ones are 0. Their sum is 1/4. */
const taps = halfBandTaps();

function halfBandTaps(): Float64Array {
  const bessel = (x: number): number => {
    let term = 1;
    let sum = 1;
    for (let k = 1; k < 30; k++) sum += term *= (x / (2 * k)) ** 2;
    return sum;
  };
  const raw = Float64Array.from({ length: SIDE_TAPS }, (_, i) => {
    const distance = 2 * i + 1;
    const window =
      bessel(KAISER_BETA * Math.sqrt(1 - (distance / (2 * SIDE_TAPS)) ** 2)) / bessel(KAISER_BETA);
    return (Math.sin((Math.PI * distance) / 2) / (Math.PI * distance)) * window;
  });
  const sum = raw.reduce((total, tap) => total + tap, 0);
  return raw.map((tap) => tap / (4 * sum));
}

const saturate = (value: number): number => Math.max(-32_768, Math.min(32_767, Math.round(value)));

/** 16,000 Hz from 8,000 Hz: each sample, and one between it and the next. */
export class Upsampler {
  readonly #past = new Float64Array(2 * SIDE_TAPS);

  /** Twice as many samples, 2 ms late. */
  turn(samples: Int16Array): Int16Array {
    const out = new Int16Array(2 * samples.length);
    const past = this.#past;
    for (let i = 0; i < samples.length; i++) {
      past.copyWithin(0, 1);
      past[past.length - 1] = samples[i] as number;
      let between = 0;
      for (let k = 0; k < SIDE_TAPS; k++)
        between +=
          (taps[k] as number) * ((past[SIDE_TAPS - 1 - k] as number) + (past[SIDE_TAPS + k] as number));
      out[2 * i] = past[SIDE_TAPS - 1] as number;
      out[2 * i + 1] = saturate(2 * between);
    }
    return out;
  }
}

/** 8,000 Hz from 16,000 Hz: every other sample of what lies below 4,000 Hz. */
export class Downsampler {
  readonly #even = new Float64Array(2 * SIDE_TAPS);
  readonly #odd = new Float64Array(2 * SIDE_TAPS);

  /** Half as many samples, 2 ms late. `samples.length` must be even. */
  turn(samples: Int16Array): Int16Array {
    const out = new Int16Array(samples.length >> 1);
    const [even, odd] = [this.#even, this.#odd];
    for (let i = 0; i < out.length; i++) {
      even.copyWithin(0, 1);
      odd.copyWithin(0, 1);
      even[even.length - 1] = samples[2 * i] as number;
      odd[odd.length - 1] = samples[2 * i + 1] as number;
      let sum = (even[SIDE_TAPS] as number) / 2;
      for (let k = 0; k < SIDE_TAPS; k++)
        sum += (taps[k] as number) * ((odd[SIDE_TAPS - 1 - k] as number) + (odd[SIDE_TAPS + k] as number));
      out[i] = saturate(sum);
    }
    return out;
  }
}
