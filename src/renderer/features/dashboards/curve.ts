// A year has more days than a tile has pixels: days are gathered until the curve can be read.
import { kpis, type KpiKey, type KpiPoint, type KpiValue } from '../../../shared/kpis.ts';
import { daysOf, type Days } from './period.ts';

const mostPoints = 60;

/** One value for each day of the period, or for each few days where there are many; null where nothing was counted. */
export function curveOf(key: KpiKey, points: readonly KpiPoint[], days: Days): (number | null)[] {
  const known = new Map(points.map((point) => [point.key, point]));
  const all = daysOf(days).map((day) => known.get(day));
  const size = Math.ceil(all.length / mostPoints);
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    gathered(key, all.slice(index * size, (index + 1) * size)),
  );
}

/** Where the target lies beside such a curve: of a sum, what each of its points should bring. */
export function targetOfCurve({ key, target }: KpiValue, days: Days): number | null {
  if (target === null || !isSumOf(key)) return target;
  const length = daysOf(days).length;
  return (target / length) * Math.ceil(length / mostPoints);
}

const isSumOf = (key: KpiKey): boolean => kpis[key].unit === 'count' || kpis[key].unit === 'usd';

/** Shares and means of several days come from their sums; where there are none, from the mean of the days. */
function gathered(key: KpiKey, points: readonly (KpiPoint | undefined)[]): number | null {
  const there = points.filter((point) => point !== undefined);
  if (isSumOf(key)) return there.reduce((sum, { value }) => sum + (value ?? 0), 0);
  const known = there.filter(({ value }) => value !== null);
  if (known.length === 0) return null;
  if (known.length === 1) return known[0]?.value ?? null;
  const denominator = known.reduce((sum, point) => sum + point.denominator, 0);
  const numerator = known.reduce((sum, point) => sum + point.numerator, 0);
  // A median of several days is no sum either: their mean is near enough for the shape.
  if (denominator === 0 || kpis[key].unit === 'ms')
    return known.reduce((sum, { value }) => sum + (value ?? 0), 0) / known.length;
  return (kpis[key].unit === 'percent' ? 100 : 1) * (numerator / denominator);
}
