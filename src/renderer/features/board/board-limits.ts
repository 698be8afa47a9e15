// Where a figure stands against the limit that the supervisors set; pure, so that every edge of it can be proved.
import {
  thresholds as kinds,
  type BoardAgent,
  type BoardFigures,
  type Threshold,
  type ThresholdKey,
} from '../../../shared/board.ts';

/** `close`: time is running; `broken`: past the limit. */
export type Level = 'fine' | 'close' | 'broken';

export const limitOf = (thresholds: readonly Threshold[], key: ThresholdKey): Threshold | undefined =>
  thresholds.find((one) => one.key === key);

/** A figure that is not there, and a limit that nobody watches, are fine. */
export function levelOf(
  thresholds: readonly Threshold[],
  key: ThresholdKey,
  value: number | null | undefined,
): Level {
  const threshold = limitOf(thresholds, key);
  if (threshold === undefined || threshold.limit === null || value === null || value === undefined)
    return 'fine';
  const past = (limit: number) => (kinds[key].direction === 'above' ? value > limit : value < limit);
  if (past(threshold.limit)) return 'broken';
  return threshold.warn !== null && past(threshold.warn) ? 'close' : 'fine';
}

/** Limits of the whole floor, in the order of the line of figures. */
export const floorKeys = [
  'queued',
  'oldestQueued',
  'personWait',
  'serviceLevel',
  'abandonment',
  'agentsAvailable',
  'occupancy',
] as const satisfies readonly ThresholdKey[];
export type FloorKey = (typeof floorKeys)[number];

/** The figure that a limit of the floor is about, as it stands at `now` (epoch ms); null where there is none. */
export function valueOf(key: FloorKey, figures: BoardFigures, now: number): number | null {
  switch (key) {
    case 'queued':
      return figures.queued;
    case 'oldestQueued':
      return secondsSince(figures.oldestQueuedAt, now);
    case 'personWait':
      return secondsSince(figures.waitingSince, now);
    case 'serviceLevel':
      return figures.serviceLevelPct;
    case 'abandonment':
      return figures.abandonmentPct;
    case 'agentsAvailable':
      return figures.agentsAvailable;
    case 'occupancy':
      return figures.occupancyPct;
  }
}

const secondsSince = (at: string | null, now: number): number | null =>
  at === null ? null : Math.max(0, (now - Date.parse(at)) / 1000);

/** Which limit one person's time counts against now; undefined: none. */
export function agentLimitOf({ state, call }: Pick<BoardAgent, 'state' | 'call'>): ThresholdKey | undefined {
  if (call !== null) return call.ringing ? undefined : 'talk';
  if (state === 'wrap-up') return 'wrapUp';
  return state === 'away' ? 'away' : undefined;
}
