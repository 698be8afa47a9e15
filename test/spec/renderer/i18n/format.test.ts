// Numbers as the look asks for them.
import { describe, expect, it } from 'vitest';
import {
  formatAge,
  formatDay,
  formatDuration,
  formatMoney,
  formatPhone,
} from '../../../../src/renderer/i18n/format.ts';

describe('formats', () => {
  it('write money with its currency, and millions short', () => {
    expect(formatMoney(685_000, 'USD', 'es')).toBe('USD\u00a0685,000');
    expect(formatMoney(12_000_000, 'MXN', 'es')).toBe('MXN\u00a012\u00a0M');
    expect(formatMoney(12_535_500, 'MXN', 'en')).toBe('MXN\u00a012.54\u00a0M');
  });

  it('write durations as timers and never below zero', () => {
    expect(formatDuration(277_000)).toBe('4:37');
    expect(formatDuration(3_877_000)).toBe('1:04:37');
    expect(formatDuration(-5)).toBe('0:00');
  });

  it('write ages in one unit', () => {
    expect(formatAge(14_000)).toBe('14\u00a0s');
    expect(formatAge(6 * 60_000)).toBe('6\u00a0min');
  });

  it('write days without points and commas, in the language on screen', () => {
    const saturday = new Date(2026, 10, 28, 11);
    expect(formatDay(saturday, 'es')).toBe('sáb 28 nov');
    expect(formatDay(saturday, 'en')).toBe('Sat 28 Nov');
  });

  it('group phone numbers as they are read in their country', () => {
    expect(formatPhone('+526642184790')).toBe('+52 664 218 4790');
    expect(formatPhone('+525519283746')).toBe('+52 55 1928 3746');
    expect(formatPhone('+13035550147')).toBe('+1 303 555 0147');
    expect(formatPhone('4127')).toBe('4127');
  });
});
