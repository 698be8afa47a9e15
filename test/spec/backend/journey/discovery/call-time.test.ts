import { describe, expect, it } from 'vitest';
import { momentOf, readableTime, sayMoment } from '../../../../../src/backend/journey/discovery/call-time.ts';

const zone = 'America/Mexico_City';
/** Tuesday 24 November 2026, 12:30 in Mexico City. */
const now = new Date('2026-11-24T18:30:00Z');
const local = (said: string): string | undefined =>
  momentOf(said, now, zone)?.toLocaleString('sv-SE', { timeZone: zone }).slice(0, 16);

describe('when a call suits', () => {
  it.each([
    ['mañana a las 5', '2026-11-25 17:00'],
    ['a las cinco y media', '2026-11-24 17:30'],
    ['hoy en la tarde', '2026-11-24 16:00'],
    ['mañana en la mañana', '2026-11-25 10:00'],
    ['pasado mañana a medio día', '2026-11-26 12:00'],
    ['el jueves a las 11', '2026-11-26 11:00'],
    ['el martes a las 9', '2026-12-01 09:00'],
    ['a las 10 de la mañana', '2026-11-25 10:00'],
    ['después de las 6', '2026-11-24 18:00'],
    ['en una hora', '2026-11-24 13:30'],
    ['en 20 minutos', '2026-11-24 12:50'],
    ['más tarde', '2026-11-24 14:30'],
    ['tomorrow morning', '2026-11-25 10:00'],
    ['at 3 pm', '2026-11-24 15:00'],
    ['5:30pm', '2026-11-24 17:30'],
    ['friday at 10 am', '2026-11-27 10:00'],
    ['this evening', '2026-11-24 19:00'],
    ['mañana', '2026-11-25 10:00'],
    ['mañana temprano', '2026-11-25 09:00'],
    ['la próxima semana', '2026-11-30 10:00'],
    ['next week at 4 pm', '2026-11-30 16:00'],
    ['el fin de semana', '2026-11-28 10:00'],
    ['el 28 de noviembre a las 5', '2026-11-28 17:00'],
    ['sábado 5 de diciembre a las 11:30', '2026-12-05 11:30'],
    ['2026-11-26 17:00', '2026-11-26 17:00'],
    ['2026-11-26T17:00:00', '2026-11-26 17:00'],
    ['2026-11-26T23:00:00Z', '2026-11-26 17:00'],
  ])('"%s" is %s', (said, moment) => {
    expect(local(said)).toBe(moment);
  });

  it.each([
    'ahora',
    'right now',
    'sí',
    '',
    'cuando quieras',
    'a las 45',
    '2026-11-20T10:00',
    'un precio mayor',
  ])('"%s" names no time', (said) => {
    expect(local(said)).toBeUndefined();
  });

  it.each([
    ['ahorita', 'es', 'lo antes posible'],
    ['Ahora mismo', 'es', 'lo antes posible'],
    ['right now', 'en', 'as soon as possible'],
    ['mañana a las 5', 'es', 'mañana a las 5'],
    ['ahora en la tarde', 'es', 'ahora en la tarde'],
    ['in the afternoon', 'en', 'in the afternoon'],
  ] as const)('"%s" is kept (%s) as "%s"', (said, language, kept) => {
    expect(readableTime(said, language)).toBe(kept);
  });

  it('is said back on the lead’s own clock, in the lead’s language', () => {
    const at = new Date('2026-11-25T23:00:00Z');
    expect(sayMoment(at, now, { timeZone: zone, language: 'es' })).toBe('mañana a las 17:00');
    expect(sayMoment(at, now, { timeZone: 'America/Los_Angeles', language: 'en' })).toBe(
      'tomorrow at 3:00 PM',
    );
    expect(sayMoment(new Date('2026-11-27T16:00:00Z'), now, { timeZone: zone, language: 'es' })).toBe(
      'el viernes a las 10:00',
    );
    const inAWeek = new Date('2026-12-01T16:00:00Z');
    expect(sayMoment(inAWeek, now, { timeZone: zone, language: 'es' })).toBe(
      'el martes 1 de diciembre a las 10:00',
    );
    expect(sayMoment(inAWeek, now, { timeZone: zone, language: 'en' })).toBe(
      'on Tuesday, December 1 at 10:00 AM',
    );
  });
});
