import { describe, expect, it } from 'vitest';
import { forecastMonth, forecastPeriod, monthOf } from '../../../../src/backend/analytics/forecast.ts';
import { daysOf, weekdayOf } from '../../../../src/backend/analytics/period.ts';

const month = monthOf('2026-03-15');

/** 10 on weekdays, 4 on Saturdays, none on Sundays; exactly so every week. */
function steady(upTo: string): Map<string, number> {
  const days = daysOf({ ...forecastPeriod(month), to: upTo });
  return new Map(days.map((day) => [day, [0, 10, 10, 10, 10, 10, 4][weekdayOf(day)] ?? 0]));
}

describe('the month’s forecast', () => {
  it('is the month itself where every week is alike, and was never off', () => {
    const told = forecastMonth(steady('2026-03-15'), { month, last: '2026-03-15', isToday: false });
    // March 2026 begins on a Sunday: 22 weekdays and 4 Saturdays; up to Sunday the 15th 10 and 2.
    expect(told.soFar).toBe(10 * 10 + 2 * 4);
    expect(told.expected).toBeCloseTo(22 * 10 + 4 * 4, 9);
    expect(told.spread).toBeCloseTo(0, 9);
  });

  it('counts what is left of today', () => {
    const amounts = steady('2026-03-15').set('2026-03-16', 3);
    const told = forecastMonth(amounts, { month, last: '2026-03-16', isToday: true });
    expect(told.soFar).toBe(108 + 3);
    expect(told.expected).toBeCloseTo(236, 9);
  });

  it('is what has come once the month is over', () => {
    const told = forecastMonth(steady('2026-03-31'), { month, last: '2026-03-31', isToday: false });
    expect(told).toMatchObject({ soFar: 236, expected: 236, spread: 0 });
    expect(told.points.at(-1)).toMatchObject({ day: '2026-03-31', total: 236 });
  });

  it('is unsure where things grow: what comes is more than what came', () => {
    const amounts = new Map(
      [...steady('2026-03-15')].map(([day, amount], index) => [day, amount * (1 + index / 100)]),
    );
    expect(forecastMonth(amounts, { month, last: '2026-03-15', isToday: false }).spread).toBeGreaterThan(5);
  });
});
