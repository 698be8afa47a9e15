import { describe, expect, it } from 'vitest';
import {
  niceTicks,
  pathThrough,
  placesAlong,
  placesThatFit,
  scaleBetween,
} from '../../../../../src/renderer/ui/charts/scale.ts';

describe('ticks of an axis', () => {
  it('are three to six round values that reach over whatever is drawn', () => {
    for (let most = 0.003; most < 1e9; most *= 1.37) {
      const ticks = niceTicks(most);
      expect(ticks.length, `${most}`).toBeGreaterThanOrEqual(3);
      expect(ticks.length, `${most}`).toBeLessThanOrEqual(6);
      expect(ticks[0]).toBe(0);
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(most * (1 - 1e-9));
    }
  });

  it('are what one would write by hand', () => {
    expect(niceTicks(117)).toEqual([0, 25, 50, 75, 100, 125]);
    expect(niceTicks(34.2)).toEqual([0, 10, 20, 30, 40]);
    expect(niceTicks(0.7)).toEqual([0, 0.2, 0.4, 0.6, 0.8]);
  });

  it('cut nothing in pieces that comes whole', () => {
    expect(niceTicks(2, { isWhole: true })).toEqual([0, 1, 2]);
    expect(niceTicks(11, { isWhole: true }).every(Number.isInteger)).toBe(true);
  });

  it('stand there even where nothing was counted', () => {
    expect(niceTicks(0).at(-1)).toBe(1);
    expect(niceTicks(0, { isWhole: true })).toEqual([0, 1]);
  });
});

describe('places on an axis', () => {
  it('maps values on pixels, and a span of nothing on its beginning', () => {
    const y = scaleBetween([0, 100], [200, 0]);
    expect([y(0), y(25), y(100)]).toEqual([200, 150, 0]);
    expect(scaleBetween([5, 5], [10, 20])(5)).toBe(10);
  });

  it('names as many columns as there is room for, the first among them', () => {
    expect(placesThatFit(10, 4)).toEqual([0, 3, 6, 9]);
    expect(placesThatFit(3, 8)).toEqual([0, 1, 2]);
    expect(placesThatFit(3, 0)).toEqual([]);
  });

  it('names the first and the last day of a curve', () => {
    expect(placesAlong(30, 3)).toEqual([0, 15, 29]);
    expect(placesAlong(2, 5)).toEqual([0, 1]);
    expect(placesAlong(1, 5)).toEqual([0]);
    expect(placesAlong(0, 5)).toEqual([]);
  });

  it('breaks the line where a value is missing', () => {
    const points = [{ x: 0, y: 1 }, { x: 1, y: 2 }, undefined, { x: 3, y: 4 }];
    expect(pathThrough(points)).toBe('M0.0 1.0L1.0 2.0M3.0 4.0');
  });
});
