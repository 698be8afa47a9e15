/** When a delivery that failed is tried again: the schedule that Standard Webhooks proposes (spec, "Deliverability and reliability"). */
const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

const pausesMs = [
  ...[5 * second, 5 * minute, 30 * minute],
  ...[2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour],
];
/** Up to a tenth more, so that what failed together does not come back together. */
const jitter = 0.1;

/** Attempts before a delivery is dead: three and a bit days after the first. */
export const mostAttempts = pausesMs.length + 1;

/** How long to wait after attempt number `attempts` (from 1) failed; undefined: not again. `Retry-After` may make it longer. */
export function pauseAfter(attempts: number, retryAfterS = 0): number | undefined {
  const pause = pausesMs[attempts - 1];
  if (pause === undefined) return undefined;
  return Math.max(pause * (1 + Math.random() * jitter), Math.min(retryAfterS * second, 24 * hour));
}
