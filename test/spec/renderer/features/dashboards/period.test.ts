import { describe, expect, it } from 'vitest';
import {
  addDays,
  dayAt,
  daysOf,
  daysOfPeriod,
  isDay,
  isRunning,
  lengthOf,
  previousOf,
} from '../../../../../src/renderer/features/dashboards/period.ts';

describe('periods of the dashboards', () => {
  it('runs from the first of the month, the quarter and the year to today', () => {
    expect(daysOfPeriod('today', '2026-11-25')).toEqual({ from: '2026-11-25', to: '2026-11-25' });
    expect(daysOfPeriod('week', '2026-11-25')).toEqual({ from: '2026-11-19', to: '2026-11-25' });
    expect(daysOfPeriod('month', '2026-11-25')).toEqual({ from: '2026-11-01', to: '2026-11-25' });
    expect(daysOfPeriod('quarter', '2026-11-25')).toEqual({ from: '2026-10-01', to: '2026-11-25' });
    expect(daysOfPeriod('year', '2026-11-25')).toEqual({ from: '2026-01-01', to: '2026-11-25' });
  });

  it('knows the quarter of every month', () => {
    const months = ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12'];
    expect(months.map((month) => daysOfPeriod('quarter', `2026-${month}-15`).from.slice(5, 7))).toEqual([
      '01',
      '01',
      '01',
      '04',
      '04',
      '04',
      '07',
      '07',
      '07',
      '10',
      '10',
      '10',
    ]);
  });

  it('reaches over the ends of months, of years and of a leap February', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28');
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(daysOfPeriod('week', '2027-01-03')).toEqual({ from: '2026-12-28', to: '2027-01-03' });
  });

  it('compares with as many days right before', () => {
    expect(previousOf({ from: '2026-11-01', to: '2026-11-22' })).toEqual({
      from: '2026-10-10',
      to: '2026-10-31',
    });
    expect(previousOf({ from: '2026-03-01', to: '2026-03-31' })).toEqual({
      from: '2026-01-29',
      to: '2026-02-28',
    });
    expect(previousOf({ from: '2026-11-25', to: '2026-11-25' })).toEqual({
      from: '2026-11-24',
      to: '2026-11-24',
    });
  });

  it('counts both ends, and a day on which clocks change as one', () => {
    // Europe's clocks went back on 25 October 2026; a day of the house is a date, not 24 hours.
    expect(lengthOf({ from: '2026-10-24', to: '2026-10-26' })).toBe(3);
    expect(daysOf({ from: '2026-02-27', to: '2026-03-01' })).toEqual([
      '2026-02-27',
      '2026-02-28',
      '2026-03-01',
    ]);
  });

  it("takes today from the house's clock, not from the reader's", () => {
    const lateEvening = Date.parse('2026-11-26T04:30:00Z');
    expect(dayAt(lateEvening, 'America/Mexico_City')).toBe('2026-11-25');
    expect(dayAt(lateEvening, 'Europe/Madrid')).toBe('2026-11-26');
  });

  it('knows a day that is not in the calendar', () => {
    expect(['2026-11-22', '2028-02-29'].every(isDay)).toBe(true);
    expect(['2026-02-29', '2026-13-01', '22/11/2026', '2026-11-2', ''].some(isDay)).toBe(false);
  });

  it('knows the one day that is not over, which is held against a whole one', () => {
    const today = '2026-11-25';
    expect(isRunning({ from: today, to: today }, today)).toBe(true);
    expect(isRunning({ from: '2026-11-24', to: '2026-11-24' }, today)).toBe(false);
    expect(isRunning(daysOfPeriod('week', today), today)).toBe(false);
  });
});
