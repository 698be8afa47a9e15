// Sound that comes unevenly is played evenly, close behind the talk; and PCM becomes what a loudspeaker takes.
import { describe, expect, it } from 'vitest';
import { createJitterBuffer, levelOf, monoOfPcm } from '../../../../src/renderer/wire/jitter-buffer.ts';

const buffer = () => createJitterBuffer({ delayS: 0.2, mostS: 0.6 });
const round = (value: number | undefined) => value && Math.round(value * 1000) / 1000;

describe('the jitter buffer', () => {
  it('plays pieces one behind the other, however unevenly they come', () => {
    const { place } = buffer();
    const times = [10, 10.09, 10.1, 10.25].map((now) => round(place(now, 0.06)));
    expect(times).toEqual([10.2, 10.26, 10.32, 10.38]);
  });

  it('waits anew after a silence, so that the next pieces may be late again', () => {
    const { place } = buffer();
    place(10, 0.06);
    expect(round(place(11, 0.06))).toBe(11.2);
    expect(round(place(11.02, 0.06))).toBe(11.26);
  });

  it('leaves out what would be heard too late, and goes on as soon as it has caught up', () => {
    const { place } = buffer();
    const burst = Array.from({ length: 20 }, () => place(10, 0.06));
    expect(burst.filter((at) => at !== undefined)).toHaveLength(7);
    expect(place(10.3, 0.06), 'no more than the most that may wait').toBeDefined();
  });

  it('never plays a piece before the one that came before it', () => {
    const { place } = buffer();
    let before = 0;
    for (let step = 0; step < 500; step += 1) {
      const now = 5 + step * 0.05 + ((step * 7) % 5) * 0.03;
      const at = place(now, 0.06);
      if (at === undefined) continue;
      expect(at).toBeGreaterThanOrEqual(before);
      expect(at - now).toBeLessThanOrEqual(0.6);
      before = at + 0.06 - 1e-9;
    }
  });

  it('begins anew when it is reset', () => {
    const { place, reset } = buffer();
    for (let step = 0; step < 5; step += 1) place(10, 0.06);
    reset();
    expect(round(place(10, 0.06))).toBe(10.2);
  });
});

describe('PCM', () => {
  it('is read as little-endian samples from −1 to 1, wherever its bytes lie', () => {
    const bytes = new Uint8Array([9, 0x00, 0x80, 0x00, 0x40, 0xff, 0x7f, 7]).subarray(1, 7);
    const [low, half, high] = monoOfPcm(bytes, 1);
    expect([low, half]).toEqual([-1, 0.5]);
    expect(high).toBeCloseTo(1, 4);
  });

  it('of two channels is heard in the middle; half a sample at the end is left out', () => {
    const bytes = new Uint8Array([0x00, 0x40, 0x00, 0x00, 0x00, 0xc0, 0x00, 0xc0, 1]);
    expect([...monoOfPcm(bytes, 2)]).toEqual([0.25, -0.5]);
  });

  it('is as loud as its root mean square', () => {
    expect(levelOf(new Float32Array([0.5, -0.5]))).toBeCloseTo(0.5);
    expect(levelOf(new Float32Array())).toBe(0);
  });
});
