import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { momentInWords, momentInWriting } from '../../../../../src/backend/tools/speech/date-in-words.ts';
import { moneyInWords, rangeInWords } from '../../../../../src/backend/tools/speech/money-in-words.ts';
import { countInWords, numberInWords } from '../../../../../src/backend/tools/speech/number-in-words.ts';
import { oneLine, spokenList } from '../../../../../src/backend/tools/speech/spoken-list.ts';
import { readNumber, tokenize } from '../../../../../src/shared/reader/number-words.ts';
import { foldText } from '../../../../../src/shared/reader/text.ts';

describe('numbers in words', () => {
  it.each([
    [0, 'cero', 'zero'],
    [16, 'dieciséis', 'sixteen'],
    [22, 'veintidós', 'twenty-two'],
    [100, 'cien', 'one hundred'],
    [101, 'ciento uno', 'one hundred one'],
    [555, 'quinientos cincuenta y cinco', 'five hundred fifty-five'],
    [1_000, 'mil', 'one thousand'],
    [21_000, 'veintiún mil', 'twenty-one thousand'],
    [31_500, 'treinta y un mil quinientos', 'thirty-one thousand five hundred'],
    [685_000, 'seiscientos ochenta y cinco mil', 'six hundred eighty-five thousand'],
    [1_000_000, 'un millón', 'one million'],
    [12_605_000, 'doce millones seiscientos cinco mil', 'twelve million six hundred five thousand'],
    [21_000_001, 'veintiún millones uno', 'twenty-one million one'],
  ])('%i is “%s” and “%s”', (value, es, en) => {
    expect(numberInWords(value, 'es')).toBe(es);
    expect(numberInWords(value, 'en')).toBe(en);
  });

  it('mean the number that they say: our own reader understands each of them', () => {
    const hears = (words: string): number | undefined =>
      readNumber(tokenize(foldText(words).folded), 0)?.value;
    fc.assert(
      // Prices: whole thousands. ("dos millones mil" is right, but the reader takes it for a slip of the tongue.)
      fc.property(
        fc.integer({ min: 1, max: 99_999 }).filter((thousands) => thousands % 1_000 !== 1),
        fc.constantFrom('es', 'en'),
        (thousands, language) => {
          const words = numberInWords(thousands * 1_000, language);
          expect(words).not.toMatch(/\d|undefined| {2}/);
          expect([words, hears(words)]).toEqual([words, thousands * 1_000]);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('agree with what they count', () => {
    expect(countInWords(21, 'es')).toBe('veintiuna');
    expect(countInWords(21, 'es', 'm')).toBe('veintiún');
    expect(countInWords(200, 'es')).toBe('doscientas');
    expect(countInWords(1, 'en')).toBe('one');
  });
});

describe('money in words', () => {
  it('takes “de” after whole millions in Spanish, and never says cents', () => {
    expect(moneyInWords(2_000_000, 'MXN', 'es')).toBe('dos millones de pesos');
    expect(moneyInWords(2_500_000, 'MXN', 'es')).toBe('dos millones quinientos mil pesos');
    expect(moneyInWords(99.6, 'USD', 'en')).toBe('one hundred dollars');
  });

  it('says one sum where both ends are the same', () => {
    expect(rangeInWords({ min: 5_000, max: 5_000 }, 'USD', 'en')).toBe('five thousand dollars');
    expect(rangeInWords({ min: 5_000, max: 6_000 }, 'USD', 'es')).toBe(
      'entre cinco mil dólares y seis mil dólares',
    );
  });
});

describe('moments in words', () => {
  it.each([
    [
      '2026-11-28T11:00',
      'el sábado veintiocho de noviembre a las once de la mañana',
      'Saturday, November twenty-eighth at eleven in the morning',
    ],
    [
      '2026-12-01T13:30',
      'el martes primero de diciembre a la una y media de la tarde',
      'Tuesday, December first at half past one in the afternoon',
    ],
    [
      '2026-12-31T12:00',
      'el jueves treinta y uno de diciembre a las doce del día',
      'Thursday, December thirty-first at noon',
    ],
    [
      '2026-12-22T16:15',
      'el martes veintidós de diciembre a las cuatro y cuarto de la tarde',
      'Tuesday, December twenty-second at a quarter past four in the afternoon',
    ],
    [
      '2027-01-20T19:05',
      'el miércoles veinte de enero a las siete y cinco de la noche',
      'Wednesday, January twentieth at seven oh five in the evening',
    ],
  ])('%s', (iso, es, en) => {
    const at = DateTime.fromISO(iso, { zone: 'America/Cancun' });
    expect(momentInWords(at, 'es')).toBe(es);
    expect(momentInWords(at, 'en')).toBe(en);
  });

  it('are written with figures', () => {
    const at = DateTime.fromISO('2026-11-28T16:30', { zone: 'America/Mazatlan' });
    expect(momentInWriting(at, 'es')).toBe('sábado 28 de noviembre, 16:30');
    expect(momentInWriting(at, 'en')).toBe('Saturday, November 28, 4:30 PM');
  });
});

describe('a line to be spoken', () => {
  it('joins what is listed as people do', () => {
    expect(spokenList(['a'], 'es')).toBe('a');
    expect(spokenList(['a', 'b', 'c'], 'es', 'or')).toBe('a, b o c');
    expect(spokenList(['a', 'b'], 'en')).toBe('a and b');
  });

  it('is one line, whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 3_000 }), (text) => {
        const line = oneLine(text);
        expect(line).not.toMatch(/[\n\r\t\p{Cc}\u2028\u2029]/u);
        expect(line.length).toBeLessThanOrEqual(1_000);
      }),
    );
  });
});
