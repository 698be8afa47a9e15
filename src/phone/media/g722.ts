/**
 * G.722 at 64 kbit/s (ITU-T G.722, 1988): two bands of ADPCM behind a mirror filter. Samples are signed 16-bit at
 * 16,000 Hz; each byte carries two of them. The tables and block names are the Recommendation's.
 */
import { codeDifference, mirror, reconstruct } from './g722-tables.ts';

const saturate = (value: number): number => (value > 32_767 ? 32_767 : value < -32_768 ? -32_768 : value);
const clampTo = (value: number, limit: number): number =>
  value > limit ? limit : value < -limit ? -limit : value;

/** LIMIT: the bands are a bit narrower than the samples they make. */
const to15Bits = (value: number): number => Math.max(-16_384, Math.min(16_383, value));

/** The adaptive predictor and quantizer scale of one band. */
class Band {
  /** Predicted sample, and what the zeros of the predictor contribute to it. */
  predicted = 0;
  /** Quantizer scale factor (DETL, DETH). */
  scale: number;
  #zerosPart = 0;
  #logScale = 0;
  /** Reconstructed samples, partial reconstructions, poles, differences, zeros: index 0 is now. */
  readonly #r = new Int32Array(3);
  readonly #p = new Int32Array(3);
  readonly #a = new Int32Array(3);
  readonly #d = new Int32Array(7);
  readonly #b = new Int32Array(7);

  constructor(scale: number) {
    this.scale = scale;
  }

  /** LOGSCL/SCALEL or LOGSCH/SCALEH: the scale for the next sample. */
  adaptScale(step: number, { limit, shift }: { limit: number; shift: number }): void {
    const log = ((this.#logScale * 127) >> 7) + step;
    this.#logScale = log < 0 ? 0 : log > limit ? limit : log;
    const mantissa = reconstruct.inverseLog[(this.#logScale >> 6) & 31] as number;
    const places = shift - (this.#logScale >> 11);
    this.scale = (places < 0 ? mantissa << -places : mantissa >> places) << 2;
  }

  /** Block 4: takes the quantized difference and predicts the next sample. */
  predict(difference: number): void {
    this.#d[0] = difference;
    this.#r[0] = saturate(this.predicted + difference);
    this.#p[0] = saturate(this.#zerosPart + difference);
    const [a1, a2] = this.#nextPoles();
    this.#nextZeros(difference);
    this.#r.copyWithin(1, 0, 2);
    this.#p.copyWithin(1, 0, 2);
    this.#d.copyWithin(1, 0, 6);
    this.#a[1] = a1;
    this.#a[2] = a2;
    this.#filter();
  }

  /** UPPOL2 and UPPOL1. */
  #nextPoles(): [number, number] {
    const a1 = this.#a[1] as number;
    const a2 = this.#a[2] as number;
    const sign = (this.#p[0] as number) >> 15;
    const agrees = sign === (this.#p[1] as number) >> 15;
    const wide = saturate(a1 << 2);
    const turned = agrees ? Math.min(32_767, -wide) : wide;
    const drift = sign === (this.#p[2] as number) >> 15 ? 128 : -128;
    const nextA2 = clampTo(drift + (turned >> 7) + ((a2 * 32_512) >> 15), 12_288);
    const first = saturate((agrees ? 192 : -192) + ((a1 * 32_640) >> 15));
    return [clampTo(first, saturate(15_360 - nextA2)), nextA2];
  }

  /** UPZERO. */
  #nextZeros(difference: number): void {
    const step = difference === 0 ? 0 : 128;
    for (let i = 1; i < 7; i++) {
      const agrees = (this.#d[i] as number) >> 15 === difference >> 15;
      this.#b[i] = saturate((agrees ? step : -step) + (((this.#b[i] as number) * 32_640) >> 15));
    }
  }

  /** FILTEP, FILTEZ and PREDIC. */
  #filter(): void {
    let poles = 0;
    for (let i = 1; i < 3; i++)
      poles += ((this.#a[i] as number) * saturate(2 * (this.#r[i] as number))) >> 15;
    let zeros = 0;
    for (let i = 6; i > 0; i--)
      zeros += ((this.#b[i] as number) * saturate(2 * (this.#d[i] as number))) >> 15;
    this.#zerosPart = saturate(zeros);
    this.predicted = saturate(saturate(poles) + this.#zerosPart);
  }
}

const LOW = { limit: 18_432, shift: 8 };
const HIGH = { limit: 22_528, shift: 10 };

/** The two bands; encoder and decoder adapt them in the same way. */
class Bands {
  readonly low = new Band(32);
  readonly high = new Band(8);

  /** Both sides predict the low band from four of its six bits only, so that two may be stolen for data. */
  adaptLow(code: number): void {
    const difference = (this.low.scale * (reconstruct.low4[code >> 2] as number)) >> 15;
    this.low.adaptScale(reconstruct.lowSteps[code >> 2] as number, LOW);
    this.low.predict(difference);
  }

  /** The difference that the high band's two bits mean. */
  adaptHigh(code: number): number {
    const difference = (this.high.scale * (reconstruct.high2[code] as number)) >> 15;
    this.high.adaptScale(reconstruct.highSteps[code] as number, HIGH);
    this.high.predict(difference);
    return difference;
  }
}

/** The quadrature mirror filter's memory: 24 samples, newest last. */
class Mirror {
  readonly #x = new Int32Array(24);

  /** Takes two samples and gives the two sums of the filter's phases. */
  turn(first: number, second: number): [number, number] {
    this.#x.copyWithin(0, 2);
    this.#x[22] = first;
    this.#x[23] = second;
    let odd = 0;
    let even = 0;
    for (let i = 0; i < 12; i++) {
      odd += (this.#x[2 * i] as number) * (mirror[i] as number);
      even += (this.#x[2 * i + 1] as number) * (mirror[11 - i] as number);
    }
    return [odd, even];
  }
}

export class G722Encoder {
  readonly #bands = new Bands();
  readonly #mirror = new Mirror();

  /** One byte for each two samples. */
  encode(samples: Int16Array): Buffer {
    const out = Buffer.allocUnsafe(samples.length >> 1);
    for (let i = 0; i < out.length; i++)
      out[i] = this.#encodePair(samples[2 * i] as number, samples[2 * i + 1] as number);
    return out;
  }

  #encodePair(first: number, second: number): number {
    const { low, high } = this.#bands;
    const [odd, even] = this.#mirror.turn(first, second);
    const lowCode = codeDifference.low(saturate(((even + odd) >> 14) - low.predicted), low.scale);
    const highCode = codeDifference.high(saturate(((even - odd) >> 14) - high.predicted), high.scale);
    this.#bands.adaptLow(lowCode);
    this.#bands.adaptHigh(highCode);
    return (highCode << 6) | lowCode;
  }
}

export class G722Decoder {
  readonly #bands = new Bands();
  readonly #mirror = new Mirror();

  /** Two samples for each byte. */
  decode(bytes: Uint8Array): Int16Array {
    const out = new Int16Array(2 * bytes.length);
    for (let i = 0; i < bytes.length; i++) this.#decodeByte(bytes[i] as number, out, 2 * i);
    return out;
  }

  #decodeByte(byte: number, out: Int16Array, at: number): void {
    const { low, high } = this.#bands;
    const lowCode = byte & 63;
    const heard = (low.scale * (reconstruct.low6[lowCode] as number)) >> 15;
    const lowSample = to15Bits(low.predicted + heard);
    this.#bands.adaptLow(lowCode);
    const highPredicted = high.predicted;
    const highSample = to15Bits(this.#bands.adaptHigh(byte >> 6) + highPredicted);
    const [odd, even] = this.#mirror.turn(lowSample + highSample, lowSample - highSample);
    out[at] = saturate(even >> 11);
    out[at + 1] = saturate(odd >> 11);
  }
}
