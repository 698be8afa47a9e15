/** Which limits are broken: pure, so that a test can try every case. What is measured here is what docs/supervisors.md explains. */
import {
  thresholds as definitions,
  type BoardFigures,
  type Threshold,
  type ThresholdKey,
} from '../../shared/board.ts';
import type { AgentTime } from '../store/alerts.ts';

/** One thing that was measured, in its limit's unit; `subjectId` where it is about one person. */
export interface Measure {
  key: ThresholdKey;
  subjectId: string | null;
  subjectName: string | null;
  value: number;
}

/** What stands already. */
export interface Standing {
  id: string;
  key: ThresholdKey;
  subjectId: string | null;
  value: number;
  limit: number;
  fineSince: Date | null;
}

export type Verdict<S extends Standing> =
  | { kind: 'open'; measure: Measure; limit: number }
  | { kind: 'note'; alert: S; value: number; limit: number; fineSince: Date | null }
  | { kind: 'close'; alert: S; value: number; limit: number };

/** All must have been well for so long before an alert is closed: a value that goes to and fro is one alert. */
const calmMs = 10_000;
/** How far on the good side of the limit "well" begins, where the unit is fine enough. */
const margin = 0.05;
/** A value that has moved by less is not worth writing down. */
const worthNoting = 0.1;

/** Everything that can be measured now. What has no value (a share of nothing) is not measured, nor is an empty house. */
export function measure(figures: BoardFigures, agents: readonly AgentTime[], now: Date): Measure[] {
  const since = (time: string | null): number =>
    time === null ? 0 : Math.max(0, (now.getTime() - Date.parse(time)) / 1000);
  const isOpen = figures.agentsSignedIn > 0 || figures.escalating > 0;
  const house: Partial<Record<ThresholdKey, number | null>> = {
    queued: figures.queued,
    oldestQueued: since(figures.oldestQueuedAt),
    personWait: since(figures.waitingSince),
    serviceLevel: figures.serviceLevelPct,
    abandonment: figures.abandonmentPct,
    agentsAvailable: isOpen ? figures.agentsAvailable : null,
    occupancy: figures.occupancyPct,
  };
  const ofHouse = Object.entries(house).flatMap(([key, value]) =>
    value == null ? [] : [{ key: key as ThresholdKey, subjectId: null, subjectName: null, value }],
  );
  const ofPeople = agents.map(({ id, name, doing, seconds }) => ({
    key: doing,
    subjectId: id,
    subjectName: name,
    value: seconds,
  }));
  return [...ofHouse, ...ofPeople];
}

/** What is to be written, given the limits as they are set. An alert whose limit or person is gone is closed at once. */
export function judge<S extends Standing>(
  measures: readonly Measure[],
  limits: readonly Threshold[],
  { standing, now }: { standing: readonly S[]; now: Date },
): Verdict<S>[] {
  const limitOf = new Map(limits.map(({ key, limit }) => [key, limit]));
  const verdicts: Verdict<S>[] = [];
  for (const each of measures) {
    const limit = limitOf.get(each.key) ?? null;
    const known = standing.some((alert) => isAbout(alert, each));
    if (!known && limit !== null && isBroken(each.key, each.value, limit))
      verdicts.push({ kind: 'open', measure: each, limit });
  }
  for (const alert of standing) {
    const found = measures.find((each) => isAbout(alert, each));
    verdicts.push(...rejudge(alert, { value: found?.value, limit: limitOf.get(alert.key) ?? null, now }));
  }
  return verdicts;
}

function isAbout(alert: Standing, { key, subjectId }: Measure): boolean {
  return alert.key === key && alert.subjectId === subjectId;
}

function rejudge<S extends Standing>(
  alert: S,
  { value, limit, now }: { value: number | undefined; limit: number | null; now: Date },
): Verdict<S>[] {
  if (value === undefined || limit === null)
    return [{ kind: 'close', alert, value: value ?? alert.value, limit: limit ?? alert.limit }];
  if (!isWell(alert.key, value, limit))
    return isNews(alert, { value, limit }) || alert.fineSince !== null
      ? [{ kind: 'note', alert, value, limit, fineSince: null }]
      : [];
  const fineSince = alert.fineSince ?? now;
  if (now.getTime() - fineSince.getTime() >= calmMs) return [{ kind: 'close', alert, value, limit }];
  return alert.fineSince === null ? [{ kind: 'note', alert, value, limit, fineSince }] : [];
}

function isBroken(key: ThresholdKey, value: number, limit: number): boolean {
  return definitions[key].direction === 'above' ? value > limit : value < limit;
}

function isWell(key: ThresholdKey, value: number, limit: number): boolean {
  const { direction, unit } = definitions[key];
  const room = unit === 'count' ? 0 : limit * margin;
  return direction === 'above' ? value <= limit - room : value >= Math.min(limit + room, topOf(unit, limit));
}

/** A share cannot be better than all. */
function topOf(unit: string, limit: number): number {
  return unit === 'percent' ? Math.max(limit, 100) : Infinity;
}

function isNews(alert: Standing, { value, limit }: { value: number; limit: number }): boolean {
  return limit !== alert.limit || Math.abs(value - alert.value) > Math.abs(alert.value) * worthNoting;
}
