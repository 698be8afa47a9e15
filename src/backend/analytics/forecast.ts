/** What a month will come to if it goes on as in the last 28 days, weekday by weekday; and how far such words were off. */
import { addDays, daysInMonth, daysOf, weekdayOf, type Period } from './period.ts';

const BASIS_DAYS = 28;
/** How many weeks back it is tried what the forecast would have said. */
const TRIED_WEEKS = 26;
/** How many of five such forecasts the band holds. */
const HELD = 0.8;

/** The days that a forecast at `today` needs, before and in its month. */
export function forecastPeriod(month: Period): Period {
  return { from: addDays(month.from, -(BASIS_DAYS + TRIED_WEEKS * 7 + 31)), to: month.to };
}

/** The month of `day`. */
export function monthOf(day: string): Period {
  const month = day.slice(0, 8);
  return { from: `${month}01`, to: `${month}${daysInMonth(day)}` };
}

export interface Forecast {
  soFar: number;
  expected: number;
  spread: number;
  points: { day: string; total: number | null; expected: number | null }[];
}

/** `amounts` by day; `last` is the last day that is counted, whole or, if it is today, in part. */
export function forecastMonth(
  amounts: ReadonlyMap<string, number>,
  { month, last, isToday }: { month: Period; last: string; isToday: boolean },
): Forecast {
  const lastWhole = isToday ? addDays(last, -1) : last;
  const means = weekdayMeans(amounts, lastWhole);
  const points: Forecast['points'] = [];
  let total = 0;
  let expected = 0;
  for (const day of daysOf(month)) {
    const amount = amounts.get(day) ?? 0;
    if (day <= last) total += amount;
    // The rest of today is still to come.
    expected +=
      day <= lastWhole
        ? amount
        : day <= last
          ? Math.max(amount, means[weekdayOf(day)] ?? 0)
          : (means[weekdayOf(day)] ?? 0);
    points.push({ day, total: day <= last ? total : null, expected: day >= lastWhole ? expected : null });
  }
  const left = daysOf(month).filter((day) => day > lastWhole).length;
  return { soFar: total, expected, spread: spreadOf(amounts, { lastWhole, left }), points };
}

/** The mean of each weekday over the 28 days up to `last`. */
function weekdayMeans(amounts: ReadonlyMap<string, number>, last: string): number[] {
  const means: number[] = [];
  for (const day of daysOf({ from: addDays(last, 1 - BASIS_DAYS), to: last }))
    means[weekdayOf(day)] = (means[weekdayOf(day)] ?? 0) + (amounts.get(day) ?? 0) / (BASIS_DAYS / 7);
  return means;
}

/** Eighty per cent of the forecasts of so many days, made a week apart in the past, were off by no more. */
function spreadOf(
  amounts: ReadonlyMap<string, number>,
  { lastWhole, left }: { lastWhole: string; left: number },
): number {
  const known = [...amounts].filter(([, amount]) => amount > 0).map(([day]) => day);
  const firstDay = known.reduce((least, day) => (day < least ? day : least), lastWhole);
  const misses: number[] = [];
  for (let week = 0; left > 0 && week < TRIED_WEEKS; week += 1) {
    const end = addDays(lastWhole, -week * 7);
    const start = addDays(end, -left);
    if (addDays(start, 1 - BASIS_DAYS) < firstDay) break;
    const means = weekdayMeans(amounts, start);
    const days = daysOf({ from: addDays(start, 1), to: end });
    misses.push(
      Math.abs(days.reduce((sum, day) => sum + (amounts.get(day) ?? 0) - (means[weekdayOf(day)] ?? 0), 0)),
    );
  }
  const sorted = misses.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * HELD) - 1] ?? 0;
}
