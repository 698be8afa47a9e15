import { describe, expect, it } from 'vitest';
import { readCallChange } from '../../../../../src/backend/journey/discovery/call-change.ts';

describe('a call that is agreed', () => {
  it.each([
    'mejor ya no',
    'Mejor no',
    'never mind',
    'forget it',
    'olvídalo',
    'cancela la llamada por favor',
    'ya no',
  ])('is taken back by "%s"', (words) => {
    expect(readCallChange(words)).toEqual({ wants_call: false });
  });

  it.each([
    ['mejor ahora', 'ahora'],
    ['actually make it now', 'now'],
    ['mejor mañana a las 10', 'mañana a las 10'],
    ['can we do it tomorrow at 4 pm instead', 'tomorrow at 4 pm'],
  ])('is moved by "%s"', (words, time) => {
    expect(readCallChange(words)).toEqual({ wants_call: true, call_time: time });
  });

  it.each([
    'gracias, hasta mañana',
    'ok',
    'perfecto',
    'mejor un penthouse',
    '¿qué precio tiene?',
    'see you tomorrow',
  ])('stands as it is after "%s"', (words) => {
    expect(readCallChange(words)).toBeUndefined();
  });
});
