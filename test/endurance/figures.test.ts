/** What the endurance run calls "back" and "passed", by examples. */
import { describe, expect, it } from 'vitest';
import { spreadOf, summarise } from '../../scripts/endurance/rounds.ts';
import { listenFor, passageOf } from '../../scripts/endurance/sound-log.ts';
import { createTone } from '../../src/shared/tone.ts';

/** A tone seen every 20 ms from `from` to `to`. */
const sightings = (from: number, to: number): number[] =>
  Array.from({ length: (to - from) / 20 }, (_, index) => from + index * 20);

describe('A sound that goes through an event', () => {
  it('is back at once, with no silence to speak of, if it never stopped', () => {
    const heardAt = sightings(10_010, 14_000);
    expect(passageOf(heardAt, { eventAt: 12_000, untilAt: 14_000 })).toEqual({ backMs: 10, silenceMs: 20 });
  });

  it('is back at the end of its last interruption', () => {
    const heardAt = [
      ...sightings(10_000, 12_000),
      ...sightings(12_900, 13_000),
      ...sightings(13_600, 15_000),
    ];
    expect(passageOf(heardAt, { eventAt: 12_000, untilAt: 15_000 })).toEqual({
      backMs: 1_600,
      silenceMs: 920,
    });
  });

  it('is not late for a pause long after the event, but the pause counts as silence', () => {
    const heardAt = [...sightings(10_000, 22_000), ...sightings(22_700, 25_000)];
    expect(passageOf(heardAt, { eventAt: 12_010, untilAt: 25_000 })).toEqual({ backMs: 10, silenceMs: 720 });
  });

  it('is not back while it is silent, nor when it is silent again', () => {
    const heardAt = [...sightings(10_000, 12_000), ...sightings(12_500, 13_000)];
    expect(passageOf(heardAt, { eventAt: 12_000, untilAt: 12_400 })).toBeUndefined();
    expect(passageOf(heardAt, { eventAt: 12_000, untilAt: 14_000 })).toBeUndefined();
  });

  it('is known by its pitch: another tone and silence do not count', () => {
    const { log, hear } = listenFor(1_000);
    const other = createTone(700);
    for (let frame = 0; frame < 50; frame += 1) hear(other() ?? new Int16Array(160));
    for (let frame = 0; frame < 50; frame += 1) hear(new Int16Array(160));
    expect(log.heardAt).toEqual([]);
    const wanted = createTone(1_000);
    for (let frame = 0; frame < 50; frame += 1) hear(wanted() ?? new Int16Array(160));
    expect(log.heardAt.length).toBeGreaterThan(40);
  });
});

describe('The summary of a case', () => {
  it('counts a round as passed only if nothing was wrong and the sound was back within two seconds', () => {
    const summary = summarise('reload', [
      { name: 'reload', backMs: 300, silenceMs: 310 },
      { name: 'reload', backMs: 2_001, silenceMs: 2_001 },
      { name: 'reload', error: 'the exchange saw in BYE' },
      { name: 'backend', backMs: 10, silenceMs: 200 },
    ]);
    expect(summary).toMatchObject({ rounds: 3, passed: 1, backMs: { min: 300, max: 2_001 } });
    expect(summary.errors).toEqual([
      'the exchange saw in BYE',
      'audio back after 2001 ms, silent for 2001 ms',
    ]);
  });

  it('leaves out a round whose late sound is the hold-up of the harness itself, and says so', () => {
    const summary = summarise('tcp30', [
      { name: 'tcp30', backMs: 30, silenceMs: 2_400, heldUpMs: 2_300 },
      { name: 'tcp30', backMs: 30, silenceMs: 2_400, heldUpMs: 420 },
      { name: 'tcp30', backMs: 30, silenceMs: 60, heldUpMs: 40 },
    ]);
    expect(summary).toMatchObject({ rounds: 2, passed: 1, repeated: 1 });
  });

  it('takes the 95th percentile by the nearest rank', () => {
    const values = Array.from({ length: 50 }, (_, index) => 50 - index);
    expect(spreadOf(values)).toEqual({ min: 1, median: 25, p95: 48, max: 50 });
    expect(spreadOf([])).toBeUndefined();
  });
});
