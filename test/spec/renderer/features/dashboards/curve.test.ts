import { describe, expect, it } from 'vitest';
import { curveOf, targetOfCurve } from '../../../../../src/renderer/features/dashboards/curve.ts';
import { addDays, daysOf } from '../../../../../src/renderer/features/dashboards/period.ts';
import type { KpiPoint } from '../../../../../src/shared/kpis.ts';

const week = { from: '2026-11-02', to: '2026-11-08' };
const year = { from: '2026-01-01', to: '2026-12-31' };
const point = (key: string, numerator: number, denominator: number): KpiPoint => ({
  ...{ key, numerator, denominator },
  value: denominator === 0 ? null : (100 * numerator) / denominator,
});

describe('the curve of a figure', () => {
  it('has a value for each day; of a sum a day without any is none, of a share it is a gap', () => {
    const sums = [{ key: '2026-11-03', value: 4, numerator: 4, denominator: 0 }];
    expect(curveOf('leads', sums, week)).toEqual([0, 4, 0, 0, 0, 0, 0]);
    expect(curveOf('leadToCall', [point('2026-11-03', 1, 4)], week)).toEqual([
      null,
      25,
      null,
      null,
      null,
      null,
      null,
    ]);
  });

  it('gathers the days of a year from their sums, so that a quiet day weighs little', () => {
    const points = daysOf(year).map((day) =>
      point(day, day === '2026-01-01' ? 100 : 1, day === '2026-01-01' ? 100 : 2),
    );
    const curve = curveOf('leadToCall', points, year);
    expect(curve).toHaveLength(53);
    expect(curve[0]).toBeCloseTo((100 * (100 + 6)) / (100 + 12));
    expect(curve[1]).toBeCloseTo(50);
  });

  it('adds sums up, and takes the mean of medians', () => {
    const sums = daysOf(year).map((key) => ({ key, value: 2, numerator: 2, denominator: 0 }));
    expect(curveOf('leads', sums, year)[0]).toBe(14);
    const medians = [100, 200].map((value, index) => ({
      ...{ key: addDays(year.from, index), value },
      ...{ numerator: 0, denominator: 9 },
    }));
    expect(curveOf('toolTimeMedian', medians, year)[0]).toBe(150);
  });

  it('puts the target of a sum as high as one of its points, that of a share where it is', () => {
    const none = { value: 0, numerator: 0, denominator: 0, previous: null };
    expect(targetOfCurve({ ...none, key: 'leads', target: 70 }, week)).toBe(10);
    expect(targetOfCurve({ ...none, key: 'leads', target: 365 }, year)).toBe(7);
    expect(targetOfCurve({ ...none, key: 'leadToCall', target: 90 }, week)).toBe(90);
  });
});
