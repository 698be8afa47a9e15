// The small measures of a workstation: loudness, the middle of some times, the line as a headset shows it.
import { describe, expect, it } from 'vitest';
import { dayOf } from '../../../../src/renderer/stores/station.ts';
import { middleOf } from '../../../../src/renderer/wire/answer-time.ts';
import { loudnessOf } from '../../../../src/renderer/wire/audio-check.ts';
import { headsetLineOf } from '../../../../src/renderer/wire/headset-line.ts';
import type { PhoneCall, PhoneState } from '../../../../src/shared/phone.ts';

const line = (...calls: Partial<PhoneCall>[]) => headsetLineOf({ calls } as PhoneState);

describe('a workstation', () => {
  it('measures loudness as the ear does, silence as nothing', () => {
    expect(loudnessOf([])).toBe(0);
    expect(loudnessOf([0, 0, 0])).toBe(0);
    expect(loudnessOf([0.5, -0.5])).toBeCloseTo(0.5);
    expect(loudnessOf([3, -3])).toBe(1);
  });

  it('is not moved by one slow answer', () => {
    expect(middleOf([])).toBeUndefined();
    expect(middleOf([20, 21, 22, 4_000, 19])).toBe(21);
  });

  it('knows the day by the clock on the wall', () => {
    expect(dayOf(new Date(2026, 10, 3, 23, 59))).toBe('2026-11-03');
  });

  it('shows a headset the conversation before what rings behind it', () => {
    expect(headsetLineOf(undefined)).toEqual({ phase: 'idle', muted: false, held: false });
    expect(line({ id: 'a', phase: 'ringing' }).phase).toBe('ringing');
    expect(line({ id: 'b', phase: 'ringing' }, { id: 'a', phase: 'live', muted: true })).toEqual({
      ...{ phase: 'talking', muted: true, held: false },
    });
    expect(line({ id: 'a', phase: 'held', muted: false })).toMatchObject({ phase: 'talking', held: true });
    expect(line({ id: 'a', phase: 'ended' }).phase).toBe('idle');
  });
});
