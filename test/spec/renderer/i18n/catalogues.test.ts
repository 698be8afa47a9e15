// Both languages say everything, with the same gaps to fill.
import { describe, expect, it } from 'vitest';
import { en } from '../../../../src/renderer/i18n/en.ts';
import { es } from '../../../../src/renderer/i18n/es.ts';
import { callOutcomes, callStatuses } from '../../../../src/shared/call.ts';
import { leadStatuses, propertyTypes } from '../../../../src/shared/lead.ts';

/** Every text of a catalogue by its dotted key. */
function texts(catalogue: object, prefix = ''): [string, string][] {
  return Object.entries(catalogue).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[prefix + key, value]] : texts(value as object, `${prefix}${key}.`),
  );
}
const gaps = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();

describe('the catalogues', () => {
  const spanish = new Map(texts(es));
  const english = new Map(texts(en));

  it('have the same keys in both languages, none of them empty', () => {
    expect([...english.keys()].sort()).toEqual([...spanish.keys()].sort());
    for (const [key, text] of [...spanish, ...english]) expect(text.trim(), key).not.toBe('');
  });

  it('fill the same gaps in both languages', () => {
    for (const [key, text] of spanish) expect(gaps(english.get(key) ?? ''), key).toEqual(gaps(text));
  });

  it('do not leave Spanish in the English one', () => {
    for (const [key, text] of english) expect(text, key).not.toMatch(/[¿¡ñ]|\b(llamada|cliente|usted)\b/i);
  });

  it('have a word for every state, outcome and kind the wires can bring', () => {
    for (const catalogue of [es, en]) {
      expect(Object.keys(catalogue.callStatus)).toEqual(expect.arrayContaining([...callStatuses]));
      expect(Object.keys(catalogue.outcome)).toEqual(expect.arrayContaining([...callOutcomes]));
      expect(Object.keys(catalogue.leadStatus)).toEqual(expect.arrayContaining([...leadStatuses]));
      expect(Object.keys(catalogue.propertyType)).toEqual(expect.arrayContaining([...propertyTypes]));
    }
  });
});
