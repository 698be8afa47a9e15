/** What people write in lists, in the ways in which they write it. */
import { describe, expect, test } from 'vitest';
import { decodeList, delimiterOf } from '../../../../src/backend/imports/decode-list.ts';
import { readAmount, readDay, readNumber, readPhone } from '../../../../src/backend/imports/read-values.ts';

describe('an amount', () => {
  test.each([
    ['1234', 1234],
    ['1234.5', 1234.5],
    ['1,234.50', 1234.5],
    ['1.234,50', 1234.5],
    ['12,34', 12.34],
    ['$ 1,250,000', 1_250_000],
    ['1.250.000', 1_250_000],
    ['US$685,000.00', 685_000],
    ['12.605.000,00 MXN', 12_605_000],
    ['0', 0],
  ])('written %s is read', (text, value) => {
    expect(readAmount(text)).toBe(value);
  });

  test.each(['1,234', '1.234', '12,34.5', '-5', 'mil', '1,23,456', '1.5.0', '', '9999999999999'])(
    'written %j is refused: it means two things, or none',
    (text) => {
      expect(readAmount(text)).toBeUndefined();
    },
  );
});

describe('a day', () => {
  test.each([
    ['2026-02-28', '2026-02-28'],
    ['28/02/2026', '2026-02-28'],
    ['3/11/2026', '2026-11-03'],
  ])('written %s is read', (text, value) => {
    expect(readDay(text)).toBe(value);
  });

  test.each(['2026-02-30', '31/04/2026', '11/23/2026', '26-02-01', 'ayer', '1999-01-01'])(
    'written %s is refused',
    (text) => {
      expect(readDay(text)).toBeUndefined();
    },
  );
});

describe('a phone number', () => {
  test.each([
    ['+52 55 1234 5678', '+525512345678'],
    ['5512345678', '+525512345678'],
    ['(322) 123-4567', '+523221234567'],
    ['+5215512345678', '+525512345678'],
    ['+1 415 555 2671', '+14155552671'],
  ])('written %s is read as E.164', (text, value) => {
    expect(readPhone(text)).toBe(value);
  });

  test.each(['123', 'no tiene', '+52 55', '00000'])('written %s is refused', (text) => {
    expect(readPhone(text)).toBeUndefined();
  });
});

test('a plain number has a point or a comma, and no thousands', () => {
  expect(['2.5', '2,5', '120', '1,234', 'x'].map(readNumber)).toEqual([2.5, 2.5, 120, undefined, undefined]);
});

describe('a file', () => {
  test('is read in UTF-8 with and without its mark, in UTF-16 with one, and in Windows-1252', () => {
    const text = 'nombre;peñón\n';
    expect(decodeList(Buffer.from(text))).toBe(text);
    expect(decodeList(Buffer.from(`\uFEFF${text}`))).toBe(text);
    expect(decodeList(Buffer.from(`\uFEFF${text}`, 'utf16le'))).toBe(text);
    expect(decodeList(Buffer.from(text, 'latin1'))).toBe(text);
  });

  test('says by its first line what divides its columns', () => {
    expect(delimiterOf('a;b;c\n1,5;2;3')).toBe(';');
    expect(delimiterOf('a\tb\n')).toBe('\t');
    expect(delimiterOf('"a;b;c",d,e\n')).toBe(',');
    expect(delimiterOf('phone\n')).toBe(',');
  });
});
