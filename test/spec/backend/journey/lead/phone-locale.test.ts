import { DateTime, IANAZone } from 'luxon';
import { describe, expect, it } from 'vitest';
import { localeOf, phoneIn, toE164 } from '../../../../../src/backend/journey/lead/phone-locale.ts';

describe('a number', () => {
  it.each([
    ['5215512345678', '+525512345678'],
    ['525512345678', '+525512345678'],
    ['16505551234', '+16505551234'],
    ['5491123456789', '+5491123456789'],
    ['0044', undefined],
    ['', undefined],
    ['1234567890123456789', undefined],
  ])('"%s" is written %s', (digits, e164) => {
    expect(toE164(digits)).toBe(e164);
  });

  it.each([
    ['+525512345678', 'es', 'America/Mexico_City'],
    ['+529981234567', 'es', 'America/Cancun'],
    ['+526241234567', 'es', 'America/Mazatlan'],
    ['+526381234567', 'es', 'America/Hermosillo'],
    ['+526641234567', 'es', 'America/Tijuana'],
    ['+523291234567', 'es', 'America/Bahia_Banderas'],
    ['+16505551234', 'en', 'America/Los_Angeles'],
    ['+12125551234', 'en', 'America/New_York'],
    ['+14805551234', 'en', 'America/Phoenix'],
    ['+13125551234', 'en', 'America/Chicago'],
    ['+14165551234', 'en', 'America/Toronto'],
    ['+18095551234', 'es', 'America/Santo_Domingo'],
    ['+34612345678', 'es', 'Europe/Madrid'],
    ['+573001234567', 'es', 'America/Bogota'],
  ])('%s speaks %s and lives in %s', (phone, language, timeZone) => {
    expect(localeOf({ phone })).toEqual({ language, timeZone });
  });

  it('of any country has a zone that clocks know', () => {
    for (const phone of ['+61412345678', '+5511987654321', '+79161234567', '+81312345678', '+4915112345678'])
      expect(IANAZone.isValidZone(localeOf({ phone }).timeZone)).toBe(true);
    expect(DateTime.now().setZone(localeOf({}).timeZone).isValid).toBe(true);
  });

  it('that is not known leaves the country of the user id', () => {
    expect(localeOf({ userId: 'US.1349120865530274191' })).toEqual({
      language: 'en',
      timeZone: 'America/Chicago',
    });
    expect(localeOf({ userId: 'MX.1' })).toEqual({ language: 'es', timeZone: 'America/Mexico_City' });
  });

  it('is found in words, and money is none', () => {
    expect(phoneIn('claro, es el 55 1234 5678', 'America/Mexico_City')).toBe('+525512345678');
    expect(phoneIn('sure: (650) 253-0000', 'America/Los_Angeles')).toBe('+16502530000');
    expect(phoneIn('tengo 5,000,000 de pesos', 'America/Mexico_City')).toBeUndefined();
  });
});
