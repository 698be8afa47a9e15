/** Which limits are broken, case by case. */
import { expect, test } from 'vitest';
import {
  judge,
  measure,
  type Measure,
  type Standing,
} from '../../../../src/backend/supervision/judge-limits.ts';
import type { BoardFigures, Threshold, ThresholdKey } from '../../../../src/shared/board.ts';

const now = new Date('2026-11-23T18:00:00Z');
const ago = (seconds: number): string => new Date(now.getTime() - seconds * 1000).toISOString();
const quiet: BoardFigures = {
  rev: 1,
  queued: 0,
  oldestQueuedAt: null,
  waitingSince: null,
  serviceLevelPct: null,
  abandonmentPct: null,
  live: 0,
  capacity: 10,
  escalating: 0,
  agentsAvailable: 0,
  agentsSignedIn: 0,
  occupancyPct: null,
  waits: [],
};
const limit = (key: ThresholdKey, value: number | null): Threshold => ({
  key,
  limit: value,
  warn: null,
  notify: [],
});
const of = (key: ThresholdKey, value: number, subjectId: string | null = null): Measure => ({
  key,
  value,
  subjectId,
  subjectName: subjectId,
});
const standing = (key: ThresholdKey, more: Partial<Standing> = {}): Standing => ({
  id: `alert-${key}`,
  key,
  subjectId: null,
  value: 100,
  limit: 60,
  fineSince: null,
  ...more,
});

test('an empty house at night is not measured for people, and a share of nothing is no figure', () => {
  const keys = measure(quiet, [], now).map(({ key }) => key);
  expect(keys).toEqual(['queued', 'oldestQueued', 'personWait']);
});

test('times are counted in seconds until now, for the house and for each person', () => {
  const figures = { ...quiet, oldestQueuedAt: ago(90), waitingSince: ago(30), agentsSignedIn: 2 };
  const agents = [{ id: 'a', name: 'Andrea', doing: 'wrapUp' as const, seconds: 400 }];
  const measures = measure(figures, agents, now);
  expect(measures).toContainEqual(of('oldestQueued', 90));
  expect(measures).toContainEqual(of('personWait', 30));
  expect(measures).toContainEqual({ key: 'wrapUp', subjectId: 'a', subjectName: 'Andrea', value: 400 });
  expect(measures).toContainEqual(of('agentsAvailable', 0));
});

test.each([
  ['personWait', 61, 60, true],
  ['personWait', 60, 60, false],
  ['serviceLevel', 79, 80, true],
  ['serviceLevel', 80, 80, false],
  ['agentsAvailable', 0, 1, true],
  ['agentsAvailable', 1, 1, false],
] as const)('%s of %d against a limit of %d: broken is %s', (key, value, at, broken) => {
  const verdicts = judge([of(key, value)], [limit(key, at)], { standing: [], now });
  expect(verdicts.map(({ kind }) => kind)).toEqual(broken ? ['open'] : []);
});

test('a limit that nobody set is never broken, and taking it away closes what stands', () => {
  expect(judge([of('queued', 999)], [limit('queued', null)], { standing: [], now })).toEqual([]);
  const verdicts = judge([of('queued', 999)], [limit('queued', null)], {
    standing: [standing('queued')],
    now,
  });
  expect(verdicts).toMatchObject([{ kind: 'close' }]);
});

test('an alert that stands is not opened again, and is of one person only', () => {
  const limits = [limit('wrapUp', 300)];
  const known = standing('wrapUp', { subjectId: 'a', value: 310, limit: 300 });
  const verdicts = judge([of('wrapUp', 320, 'a'), of('wrapUp', 320, 'b')], limits, {
    standing: [known],
    now,
  });
  expect(verdicts).toMatchObject([{ kind: 'open', measure: { subjectId: 'b' } }]);
});

test('whoever has turned to something else breaks no limit any more', () => {
  const known = standing('away', { subjectId: 'a' });
  expect(judge([], [limit('away', 60)], { standing: [known], now })).toMatchObject([{ kind: 'close' }]);
});

test('a value that goes to and fro is one alert: it closes only after ten seconds of being well', () => {
  const limits = [limit('personWait', 60)];
  const at = (value: number, alert: Standing, seconds: number) =>
    judge([of('personWait', value)], limits, {
      standing: [alert],
      now: new Date(now.getTime() + seconds * 1000),
    });
  const alert = standing('personWait');
  // Hardly under the limit is not well.
  expect(at(59, alert, 0)).toMatchObject([{ kind: 'note', fineSince: null }]);
  expect(at(40, alert, 0)).toMatchObject([{ kind: 'note', fineSince: now }]);
  const fine = { ...alert, value: 40, fineSince: now };
  expect(at(41, fine, 9)).toEqual([]);
  expect(at(70, fine, 9)).toMatchObject([{ kind: 'note', fineSince: null }]);
  expect(at(41, fine, 10)).toMatchObject([{ kind: 'close' }]);
});

test('a service level that must be a hundred can be well again', () => {
  const alert = standing('serviceLevel', {
    value: 90,
    limit: 100,
    fineSince: new Date(now.getTime() - 10_000),
  });
  const verdicts = judge([of('serviceLevel', 100)], [limit('serviceLevel', 100)], { standing: [alert], now });
  expect(verdicts).toMatchObject([{ kind: 'close' }]);
});
