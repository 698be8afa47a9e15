import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { readDay } from '../../../../../src/backend/tools/arguments/read-day.ts';
import { readHour } from '../../../../../src/backend/tools/arguments/read-hour.ts';
import { readVisit } from '../../../../../src/backend/tools/arguments/read-visit.ts';
import type { PropertyRow } from '../../../../../src/backend/store/inventory.ts';
import { ToolRefusal } from '../../../../../src/backend/tools/tool.ts';

// A Sunday, late in the morning.
const now = DateTime.fromISO('2026-11-22T11:30', { zone: 'America/Bahia_Banderas' });

function day(words: string, language: 'es' | 'en' = 'es'): string {
  const reading = readDay(words, { now, language });
  return reading.kind === 'day' ? (reading.day.toISODate() ?? '') : reading.kind;
}
function hour(words: string, alone = true): string {
  const reading = readHour(words, { alone });
  if (reading.kind === 'part') return reading.part;
  return reading.kind === 'hour'
    ? `${reading.hour}:${String(reading.minute).padStart(2, '0')}`
    : reading.kind;
}

describe('the day of a visit', () => {
  it.each([
    ['hoy', '2026-11-22'],
    ['mañana a las 11', '2026-11-23'],
    ['mañana en la mañana', '2026-11-23'],
    ['pasado mañana por la mañana', '2026-11-24'],
    ['en tres días', '2026-11-25'],
    ['dentro de 2 semanas', '2026-12-06'],
    ['el sábado', '2026-11-28'],
    ['el domingo', '2026-11-29'],
    ['sábado 28', '2026-11-28'],
    ['el 3 a las cuatro', '2026-12-03'],
    ['28 de noviembre', '2026-11-28'],
    ['veintiocho de noviembre', '2026-11-28'],
    ['primero de diciembre', '2026-12-01'],
    ['15 de enero', '2027-01-15'],
    ['20 de noviembre', '2026-11-20'],
    ['2026-11-28T11:00:00', '2026-11-28'],
    ['28/11/2026', '2026-11-28'],
    ['28-11', '2026-11-28'],
    ['30 de febrero', 'impossible'],
    ['29 de febrero', 'impossible'],
    ['2026-13-01', 'impossible'],
    ['el 32 de diciembre', 'impossible'],
    ['sábado 27', 'mismatch'],
    ['cuando puedan', 'missing'],
    ['por la mañana', 'missing'],
    ['', 'missing'],
  ])('“%s” is %s', (words, expected) => expect(day(words)).toBe(expected));

  it.each([
    ['tomorrow at noon', '2026-11-23'],
    ['the day after tomorrow', '2026-11-24'],
    ['next Saturday at 3pm', '2026-11-28'],
    ['November 28th', '2026-11-28'],
    ['the twenty-eighth of November', '2026-11-28'],
    ['Tue Dec 1 2026', '2026-12-01'],
    ['in two weeks', '2026-12-06'],
    ['11/28', '2026-11-28'],
    ['11/28/26', '2026-11-28'],
    ['February 30th', 'impossible'],
  ])('in English “%s” is %s', (words, expected) => expect(day(words, 'en')).toBe(expected));
});

describe('the hour of a visit', () => {
  it.each([
    ['11', '11:00'],
    ['11:30', '11:30'],
    ['4', '16:00'],
    ['once', '11:00'],
    ['a las cuatro y media de la tarde', '16:30'],
    ['cinco menos cuarto', '16:45'],
    ['una', '13:00'],
    ['11am', '11:00'],
    ['3 p.m.', '15:00'],
    ['12 pm', '12:00'],
    ['17 hrs', '17:00'],
    ['9 de la mañana', '9:00'],
    ['mediodía', '12:00'],
    ['half past two', '14:30'],
    ['a quarter to five', '16:45'],
    ['por la tarde', 'afternoon'],
    ['temprano', 'morning'],
    ['25:00', 'impossible'],
    ['11:75', 'impossible'],
    ['cuando sea', 'missing'],
  ])('“%s” is %s', (words, expected) => expect(hour(words)).toBe(expected));

  it('is not the day’s number where both are said together', () => {
    expect(hour('28 de noviembre', false)).toBe('missing');
    expect(hour('mañana en la mañana a las diez', false)).toBe('10:00');
  });
});

const property: PropertyRow = {
  id: 'p',
  slug: 'p',
  name: 'Playa',
  destination: 'Nuevo Vallarta',
  timeZone: 'America/Bahia_Banderas',
  descriptionEs: '',
  descriptionEn: '',
  visitOpens: '10:00',
  visitCloses: '18:00',
  visitMinutes: 60,
  visitHosts: 3,
  downPaymentPct: 30,
  financingMonths: 60,
};

describe('a visit', () => {
  it('is within the hours, in the future and within half a year, or refused in words: whatever is said', () => {
    const words = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.constantFrom(
        'mañana',
        'sábado',
        '28',
        '11',
        'a las 5',
        '2026-11-28',
        '31/12',
        'noon',
        'T11:00',
        '1e9',
        '٣',
      ),
      fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    );
    fc.assert(
      fc.property(
        fc.option(words, { nil: undefined }),
        fc.option(words, { nil: undefined }),
        fc.constantFrom('es', 'en'),
        (date, time, language) => {
          try {
            const at = readVisit({ date, time }, property, { now: now.toJSDate(), language });
            expect(at.isValid).toBe(true);
            expect(at > now && at < now.plus({ days: 181 })).toBe(true);
            expect(at.zoneName).toBe(property.timeZone);
            expect(at.hour * 60 + at.minute).toBeGreaterThanOrEqual(600);
            expect(at.hour * 60 + at.minute).toBeLessThanOrEqual(1_020);
          } catch (error) {
            if (!(error instanceof ToolRefusal)) throw error;
            expect(error.message).not.toMatch(/undefined|NaN|Invalid/);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('may start an hour before closing and no later', () => {
    const last = readVisit({ date: 'sábado', time: '17:00' }, property, {
      now: now.toJSDate(),
      language: 'es',
    });
    expect(last.toISO()).toContain('2026-11-28T17:00');
    expect(() =>
      readVisit({ date: 'sábado', time: '17:01' }, property, { now: now.toJSDate(), language: 'es' }),
    ).toThrow('no hay visitas');
  });
});
