/** G.722 and the way to and from 8000 Hz, measured with tones: what goes in comes out, and nothing else. */
import { describe, expect, it } from 'vitest';
import { G722Decoder, G722Encoder } from '../../../src/phone/media/g722.ts';
import { Downsampler, Upsampler } from '../../../src/phone/media/resampler.ts';
import { createDecoder, createEncoder } from '../../../src/phone/media/voice-codec.ts';
import { samplesFromUlaw, ulawFromSamples } from '../../../src/shared/g711.ts';

const tone = (hz: number, { rate = 16_000, count = 16_000 } = {}): Int16Array =>
  Int16Array.from({ length: count }, (_, i) => Math.round(8_000 * Math.sin((2 * Math.PI * hz * i) / rate)));

/** Amplitude of the component at `hz` in the second half of `samples`. */
function amplitudeAt(samples: Int16Array, hz: number, rate: number): number {
  const half = samples.subarray(samples.length >> 1);
  let [re, im] = [0, 0];
  half.forEach((sample, i) => {
    re += sample * Math.cos((2 * Math.PI * hz * i) / rate);
    im += sample * Math.sin((2 * Math.PI * hz * i) / rate);
  });
  return (2 * Math.hypot(re, im)) / half.length;
}

/** What is left of `samples` beside the tone at `hz`, relative to it, in decibels. */
function noiseDb(samples: Int16Array, hz: number, rate: number): number {
  const half = samples.subarray(samples.length >> 1);
  const power = half.reduce((sum, sample) => sum + sample * sample, 0) / half.length;
  const wanted = amplitudeAt(samples, hz, rate) ** 2 / 2;
  return 10 * Math.log10(Math.max(1, power - wanted) / wanted);
}

const throughCodec = (samples: Int16Array): Int16Array =>
  new G722Decoder().decode(new G722Encoder().encode(samples));

describe('G.722', () => {
  it.each([200, 700, 1_100, 2_500, 3_500, 4_500, 5_500, 6_500])('carries a tone of %s Hz', (hz) => {
    const heard = throughCodec(tone(hz));
    expect(amplitudeAt(heard, hz, 16_000) / 8_000).toBeGreaterThan(0.85);
    expect(amplitudeAt(heard, hz, 16_000) / 8_000).toBeLessThan(1.1);
    expect(noiseDb(heard, hz, 16_000)).toBeLessThan(hz < 4_000 ? -25 : -15);
  });

  it('makes one byte of two samples, and silence of silence', () => {
    const bytes = new G722Encoder().encode(new Int16Array(320));
    expect(bytes.length).toBe(160);
    expect(Math.max(...throughCodec(new Int16Array(3_200)).map(Math.abs))).toBeLessThan(30);
  });

  it('encodes the first frames of a tone to the very bytes of the reference algorithm', () => {
    // Made with Debian's libspandsp 0.0.6 (g722_encode at 64 kbit/s) from the same samples.
    const bytes = new G722Encoder().encode(tone(1_000, { count: 64 }));
    expect(bytes.toString('hex')).toBe('fa9425882191a0a060afc8c6d1def0ebee7bd4d0d3beb0ecf0fc55d194fef1ad');
  });

  it('survives the loudest input and recovers from a lost packet', () => {
    const loud = Int16Array.from({ length: 16_000 }, (_, i) => (Math.floor(i / 20) % 2 ? 32_767 : -32_768));
    expect(() => throughCodec(loud)).not.toThrow();
    const bytes = new G722Encoder().encode(tone(700, { count: 64_000 }));
    const decoder = new G722Decoder();
    decoder.decode(bytes.subarray(0, 8_000));
    const after = decoder.decode(bytes.subarray(8_160, 30_000));
    expect(noiseDb(after, 700, 16_000)).toBeLessThan(-25);
  });
});

describe('Twice and half the rate', () => {
  it.each([100, 700, 1_700, 3_000, 3_300])('keep a tone of %s Hz clean both ways', (hz) => {
    const up = new Upsampler().turn(tone(hz, { rate: 8_000 }));
    expect(amplitudeAt(up, hz, 16_000) / 8_000).toBeCloseTo(1, 1);
    expect(noiseDb(up, hz, 16_000)).toBeLessThan(-40);
    const down = new Downsampler().turn(up);
    expect(amplitudeAt(down, hz, 8_000) / 8_000).toBeCloseTo(1, 1);
    expect(noiseDb(down, hz, 8_000)).toBeLessThan(-40);
  });

  it.each([5_000, 6_000, 7_500])('do not fold %s Hz into the voice', (hz) => {
    const down = new Downsampler().turn(tone(hz));
    const level = Math.sqrt(down.subarray(200).reduce((sum, s) => sum + s * s, 0) / (down.length - 200));
    expect(level).toBeLessThan(30);
  });

  it('give the same in small pieces as at once', () => {
    const samples = tone(900, { rate: 8_000, count: 1_600 });
    const [whole, pieces] = [new Upsampler(), new Upsampler()];
    const joined = Array.from({ length: 10 }, (_, i) => [
      ...pieces.turn(samples.subarray(i * 160, i * 160 + 160)),
    ]);
    expect(joined.flat()).toEqual([...whole.turn(samples)]);
  });
});

describe('The wire codecs', () => {
  it.each(['PCMU', 'PCMA', 'G722'] as const)(
    '%s brings a tone back as it was, in packets of the same length',
    (codec) => {
      const [encode, decode] = [createEncoder(codec), createDecoder(codec)];
      const samples = tone(1_100, { rate: 8_000 });
      const heard = Array.from({ length: 50 }, (_, i) => {
        const packet = encode(ulawFromSamples(samples.subarray(i * 160, (i + 1) * 160)));
        expect(packet.length).toBe(160);
        return [...samplesFromUlaw(decode(packet))];
      }).flat();
      expect(noiseDb(Int16Array.from(heard), 1_100, 8_000)).toBeLessThan(-25);
      expect(amplitudeAt(Int16Array.from(heard), 1_100, 8_000) / 8_000).toBeCloseTo(1, 1);
    },
  );
});
