// People are found as they are typed: without accents, by the beginnings of words, by any writing of a number.
import { describe, expect, it } from 'vitest';
import { beginsWords, dialable, foldText } from '../../../../../src/renderer/features/search/fold-text.ts';

describe('text that is looked for', () => {
  it('matches without accents and capitals', () => {
    expect(foldText('José Núñez')).toBe('jose nunez');
    expect(beginsWords('jose NUN', 'José Núñez')).toBe(true);
  });

  it('matches the beginnings of words in any order, and nothing in the middle of one', () => {
    expect(beginsWords('rob mar', 'Mariana Robles')).toBe(true);
    expect(beginsWords('ana', 'Mariana Robles')).toBe(false);
    expect(beginsWords('  ', 'Mariana Robles')).toBe(false);
  });
});

describe('what was typed', () => {
  it('can be called when it is a number in any writing, or an address', () => {
    expect(dialable('+52 (664) 218-47.90')).toBe('+526642184790');
    expect(dialable(' 4129 ')).toBe('4129');
    expect(dialable('andrea@pbx.example')).toBe('andrea@pbx.example');
    expect(dialable('sip:4129@10.0.0.5')).toBe('sip:4129@10.0.0.5');
  });

  it('cannot be called when it is a name, too short, or both', () => {
    for (const text of ['Mariana', '12', 'villa 3', '', '+']) expect(dialable(text)).toBeUndefined();
  });
});
