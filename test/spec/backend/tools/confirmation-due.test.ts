// When somebody is to confirm a visit: never a moment that has passed when the task is born.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { confirmationDue } from '../../../../src/backend/tools/confirmation-due.ts';

const now = new Date('2026-11-23T18:00:00Z');
const hourMs = 3_600_000;
const inHours = (hours: number): Date => new Date(now.getTime() + hours * hourMs);
const dueHours = (startsInHours: number): number | undefined => {
  const due = confirmationDue(inHours(startsInHours), now);
  return due && (due.getTime() - now.getTime()) / hourMs;
};

describe('the task to confirm a visit', () => {
  it.each([
    ['in three days', 72, 48],
    ['in a day and an hour', 25, 1],
    ['tomorrow, in less than a day', 23, 20],
    ['this evening', 6, 3],
    ['in two hours', 2, 1],
  ])('for a visit %s is due in time', (_, starts, due) => {
    expect(dueHours(starts)).toBe(due);
  });

  it('is none for a visit that is about to begin, or has begun', () => {
    for (const starts of [1.2, 1, 0.1, 0, -2]) expect(dueHours(starts)).toBeUndefined();
  });

  it('is never due in the past, nor after the visit', () => {
    fc.assert(
      fc.property(fc.integer({ min: -100, max: 200 * 60 }), (minutes) => {
        const startsAt = new Date(now.getTime() + minutes * 60_000);
        const due = confirmationDue(startsAt, now);
        if (due === undefined) return minutes < 75;
        return due > now && due < startsAt;
      }),
    );
  });
});
