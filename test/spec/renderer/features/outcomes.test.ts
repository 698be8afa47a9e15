/** Who may say what of a visit, and what is typed about a sale. */
import { describe, expect, it, test } from 'vitest';
import {
  amountOf,
  gapIn,
  priceOf,
  saleOf,
  todayIn,
} from '../../../../src/renderer/features/lead-panel/sale-draft.ts';
import { markOf, mayMark, visitToMark } from '../../../../src/renderer/features/visits/visit-marks.ts';

const now = Date.parse('2026-11-22T18:00:00Z');
const visit = (startsAt: string, status = 'booked') => ({ id: startsAt, startsAt, status });

describe('a visit', () => {
  it('wants its outcome once it has begun, and what was said can be taken back', () => {
    expect(markOf(visit('2026-11-22T17:59:00Z'), now)).toBe('say');
    expect(markOf(visit('2026-11-22T17:59:00Z', 'confirmed'), now)).toBe('say');
    expect(markOf(visit('2026-11-22T18:01:00Z'), now)).toBeUndefined();
    expect(markOf(visit('2026-11-20T18:00:00Z', 'no-show'), now)).toBe('said');
    expect(markOf(visit('2026-11-20T18:00:00Z', 'cancelled'), now)).toBeUndefined();
  });

  it('is asked about while it is not a month old, the last one first', () => {
    const [old, week, day] = ['2026-10-20T18:00:00Z', '2026-11-15T18:00:00Z', '2026-11-21T18:00:00Z'];
    expect(visitToMark([visit(old), visit(week), visit(day)], now)?.id).toBe(day);
    expect(visitToMark([visit(old), visit(day, 'done')], now)).toBeUndefined();
  });

  it('is said by whoever looks after the lead or booked it, by anybody where nobody does, and by supervisors', () => {
    const andrea = { id: 'andrea', role: 'agent' as const };
    expect(mayMark({}, 'andrea', andrea)).toBe(true);
    expect(mayMark({}, null, andrea)).toBe(true);
    expect(mayMark({ bookedById: 'andrea' }, 'beatriz', andrea)).toBe(true);
    expect(mayMark({ bookedById: 'carlos' }, 'beatriz', andrea)).toBe(false);
    expect(mayMark({}, 'beatriz', { id: 'laura', role: 'supervisor' })).toBe(true);
    expect(mayMark({}, null, undefined)).toBe(false);
  });
});

const draft = {
  ...{ property: '', unit: '', unitStatus: 'sold' as const, amount: '345,000' },
  ...{ currency: 'USD' as const, day: '2026-11-22' },
};

describe('a sale', () => {
  test.each([
    ['345,000', 345_000],
    ['USD 1 250 000.50', 1_250_000.5],
    ['$99', 99],
    ['mucho', undefined],
    ['0', undefined],
    ['-5', undefined],
    ['1.234', undefined],
    ['', undefined],
  ])('typed as “%s” is %s', (typed, amount) => expect(amountOf(typed)).toBe(amount));

  it('wants its unit where a property was chosen, its amount and its day, and is sent without a gap only', () => {
    expect(gapIn({ ...draft, property: 'a' })).toBe('wantsUnit');
    expect(gapIn({ ...draft, amount: 'x' })).toBe('wantsAmount');
    expect(gapIn({ ...draft, day: '' })).toBe('wantsDay');
    expect(saleOf({ ...draft, day: '' })).toBeUndefined();
    expect(saleOf(draft)).toEqual({ amount: 345_000, currency: 'USD', day: '2026-11-22' });
    expect(saleOf({ ...draft, property: 'a', unit: 'B-1', unitStatus: 'reserved' })).toEqual({
      ...{ amount: 345_000, currency: 'USD', day: '2026-11-22' },
      ...{ unit: { property: 'a', code: 'B-1' }, unitStatus: 'reserved' },
    });
  });

  it('is proposed at the price of the list, in its currency, and on the day it is where the house is', () => {
    const unit = { code: 'B-1', type: 'villa', bedrooms: 2, usd: 385_000, mxn: 7_084_000 };
    const place = {
      slug: 'a',
      name: 'A',
      destination: 'A',
      timeZone: 'UTC',
      visitMinutes: 60,
      units: [unit],
    };
    expect(priceOf([place], { property: 'a', unit: 'B-1', currency: 'MXN' })).toBe('7,084,000');
    expect(priceOf([place], { property: 'a', unit: 'C-9', currency: 'USD' })).toBe('');
    expect(todayIn('America/Mexico_City', Date.parse('2026-11-23T03:00:00Z'))).toBe('2026-11-22');
  });
});
