// A scale for waits that ends on a round time, whatever the longest one was.

/** Steps that people read as time, seconds. */
const steps = [15, 30, 60, 120, 300, 600, 900, 1800, 3600];

/** `top` and the `ticks` from 0 to it, seconds; high enough for every wait and for the limit. */
export function waitScale(waits: readonly number[], limit: number | null): { top: number; ticks: number[] } {
  const most = Math.max(1, limit ?? 0, ...waits);
  const step = steps.find((one) => most <= one * 2) ?? Math.ceil(most / 7200) * 3600;
  const isHalf = most <= step;
  const top = isHalf ? step : step * 2;
  return { top, ticks: isHalf ? [0, top] : [0, step, top] };
}
