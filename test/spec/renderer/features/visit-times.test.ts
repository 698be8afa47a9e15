// A visit is where the property is: its days and hours are the property's, whatever the clocks of the people say.
import { describe, expect, it } from 'vitest';
import { firstWish } from '../../../../src/renderer/features/visits/book-visit.tsx';
import {
  addDays,
  dayAt,
  dayInWords,
  otherClocks,
  slotDays,
} from '../../../../src/renderer/features/visits/visit-times.ts';
import { formatClock } from '../../../../src/renderer/i18n/format.ts';

const cancun = 'America/Cancun';

describe('the days of a property', () => {
  it('are its own: late in the evening here may be tomorrow there', () => {
    expect(dayAt('2026-11-29T04:30:00Z', cancun)).toBe('2026-11-28');
    expect(dayAt('2026-11-29T05:30:00Z', cancun)).toBe('2026-11-29');
  });

  it('stand in the strip with and without free times', () => {
    const slots = ['2026-11-28T10:00:00-05:00', '2026-11-28T23:30:00-05:00', '2026-11-30T09:00:00-05:00'];
    expect(slotDays(slots, { from: '2026-11-28', days: 3, timeZone: cancun })).toEqual([
      { day: '2026-11-28', slots: slots.slice(0, 2) },
      { day: '2026-11-29', slots: [] },
      { day: '2026-11-30', slots: slots.slice(2) },
    ]);
  });

  it('go over the end of a month and a year', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28');
  });

  it('have short names in both languages', () => {
    expect(dayInWords('2026-11-28', 'es')).toEqual({ weekday: 'sáb', date: '28 nov' });
    expect(dayInWords('2026-11-28', 'en')).toEqual({ weekday: 'Sat', date: 'Nov 28' });
  });
});

describe('a free time', () => {
  const slot = '2026-11-28T10:00:00-05:00';

  it('says the lead’s hour only where it is another', () => {
    const theirs = (lead: string | undefined) =>
      otherClocks(slot, { property: cancun, lead }).filter(({ whose }) => whose === 'theirs');
    expect(theirs('America/Tijuana')).toEqual([{ whose: 'theirs', time: '07:00' }]);
    expect(theirs(cancun)).toEqual([]);
    expect(theirs(undefined)).toEqual([]);
  });

  it('says the hour here only where it is another', () => {
    const mine = formatClock(slot);
    const said = otherClocks(slot, { property: cancun, lead: undefined });
    expect(said).toEqual(mine === '10:00' ? [] : [{ whose: 'mine', time: mine }]);
  });
});

describe('the first choice', () => {
  const property = (slug: string, name: string, codes: string[]) => ({
    ...{ slug, name, destination: '', timeZone: cancun, visitMinutes: 60 },
    units: codes.map((code) => ({ code, type: '', bedrooms: 1, usd: 1, mxn: 1 })),
  });
  const list = [property('a', 'Alpha', []), property('b', 'Beta', ['B-1'])];

  it('is what the lead asked for', () => {
    expect(firstWish(list, { property: 'Beta', unit: 'B-1' })).toMatchObject({ slug: 'b', unit: 'B-1' });
  });

  it('leaves a unit open that cannot be visited, and takes the first place where none was named', () => {
    expect(firstWish(list, { property: 'Beta', unit: 'gone' })).toMatchObject({ slug: 'b', unit: '' });
    expect(firstWish(list, undefined)).toMatchObject({ slug: 'a', unit: '', slot: undefined, confirm: true });
  });
});
