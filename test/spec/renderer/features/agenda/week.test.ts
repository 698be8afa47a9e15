// Visits stand under the day they take place on where they take place.
import { describe, expect, it } from 'vitest';
import { byDay, spanOfWeek } from '../../../../../src/renderer/features/agenda/week.ts';
import { isAhead } from '../../../../../src/renderer/features/agenda/visit-words.ts';
import type { Appointment } from '../../../../../src/shared/desk.ts';

const visit = (id: string, startsAt: string, timeZone = 'America/Mexico_City') =>
  ({ id, startsAt, timeZone, status: 'booked' }) as Appointment;

describe('the week of visits', () => {
  it('begins today and has seven days, across the end of a month', () => {
    expect(spanOfWeek(new Date(2026, 10, 27, 23, 59), 0)).toEqual({ from: '2026-11-27', to: '2026-12-03' });
    expect(spanOfWeek(new Date(2026, 10, 27), -1)).toEqual({ from: '2026-11-20', to: '2026-11-26' });
  });

  it('groups by the day of the place, in order', () => {
    const days = byDay([
      visit('late', '2026-11-24T05:30:00Z'),
      visit('cancun', '2026-11-24T05:30:00Z', 'America/Cancun'),
      visit('early', '2026-11-23T16:00:00Z'),
    ]);
    expect(days.map(({ day, visits }) => [day, visits.map(({ id }) => id)])).toEqual([
      ['2026-11-23', ['early', 'late']],
      ['2026-11-24', ['cancun']],
    ]);
  });

  it('lets nobody call off what is over or already off', () => {
    const now = Date.parse('2026-11-24T00:00:00Z');
    expect(isAhead(visit('a', '2026-11-24T05:30:00Z'), now)).toBe(true);
    expect(isAhead(visit('a', '2026-11-23T05:30:00Z'), now)).toBe(false);
    expect(isAhead({ ...visit('a', '2026-11-24T05:30:00Z'), status: 'cancelled' }, now)).toBe(false);
  });
});
