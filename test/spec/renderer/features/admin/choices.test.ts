// Orders, keys and templates: what is made of what an administrator does.
import { beforeAll, describe, expect, it } from 'vitest';
import { keyOfLabel } from '../../../../../src/renderer/features/admin/choices/key-of-label.ts';
import {
  movedRow,
  nextPosition,
  repositioned,
} from '../../../../../src/renderer/features/admin/choices/order.ts';
import {
  placesOf,
  templateFaults,
  templateOf,
  withPlace,
  type TemplateDraft,
} from '../../../../../src/renderer/features/admin/choices/template-draft.ts';
import { whatsappRuns } from '../../../../../src/renderer/features/admin/choices/whatsapp-runs.ts';
import { i18n, prepareLanguages } from '../../../../../src/renderer/i18n/i18n.ts';

beforeAll(() => prepareLanguages('es'));

describe('the order of choices', () => {
  const rows = [
    { key: 'a', position: 1 },
    { key: 'b', position: 2 },
    { key: 'c', position: 2 },
  ];
  const keyOf = ({ key }: { key: string }) => key;

  it('moves one place, and numbers all anew so that equal positions part', () => {
    const moved = movedRow(rows, { key: 'c', by: -1, keyOf });
    expect(moved.map(keyOf)).toEqual(['a', 'c', 'b']);
    expect(new Set(moved.map(({ position }) => position)).size).toBe(3);
  });

  it('stays as it is at either end, and for a row that is gone', () => {
    expect(movedRow(rows, { key: 'a', by: -1, keyOf })).toBe(rows);
    expect(movedRow(rows, { key: 'c', by: 1, keyOf })).toBe(rows);
    expect(movedRow(rows, { key: 'x', by: 1, keyOf })).toBe(rows);
  });

  it('saves only the rows whose place changed', () => {
    const numbered = movedRow(rows, { key: 'c', by: -1, keyOf });
    const after = movedRow(numbered, { key: 'a', by: 1, keyOf });
    expect(repositioned(numbered, after, keyOf).map(keyOf)).toEqual(['c', 'a']);
  });

  it('puts a new one behind all others, and never beyond what the wire takes', () => {
    expect(nextPosition([])).toBe(0);
    expect(nextPosition(rows)).toBe(12);
    expect(nextPosition([{ position: 10_000 }])).toBe(10_000);
  });
});

it('makes a key of a label that the wire takes and nobody else has', () => {
  expect(keyOfLabel('Capacitación (curso)', [])).toBe('capacitacion-curso');
  expect(keyOfLabel('Comida', ['comida', 'comida-2'])).toBe('comida-3');
  expect(keyOfLabel('¡¿?!', [])).toBe('otro');
  expect(keyOfLabel('x'.repeat(90), ['x'.repeat(36)])).toMatch(/^[a-z0-9-]{1,40}$/);
});

describe('a template', () => {
  const draft: TemplateDraft = {
    ...{ name: 'visita', language: 'es' },
    ...{ body: 'Hola {{1}}, {{2}} y otra vez {{1}}.', parameters: ['lead', ' agent ', 'de más'] },
  };
  const faultsOf = (news: Partial<TemplateDraft>) =>
    templateFaults({ ...draft, ...news }, { isNew: true, taken: ['otra/es'], t: i18n.t });

  it('counts each place once', () => expect(placesOf(draft.body)).toEqual([1, 2]));

  it('is saved with as many names as it has places', () =>
    expect(templateOf(draft).parameters).toEqual(['lead', 'agent']));

  it('is complained of where numbers have gaps, a name is missing, or another has its name', () => {
    expect(faultsOf({})).toEqual({});
    expect(Object.keys(faultsOf({ body: 'Hola {{2}}' }))).toEqual(['body']);
    expect(Object.keys(faultsOf({ parameters: ['lead'] }))).toEqual(['parameters']);
    expect(Object.keys(faultsOf({ name: 'otra' }))).toEqual(['name']);
    expect(Object.keys(faultsOf({ name: 'Otra Más' }))).toEqual(['name']);
  });

  it('takes a further place where the cursor stands', () =>
    expect(withPlace('Hola , {{1}}', { from: 5, to: 5 })).toEqual({ body: 'Hola {{2}}, {{1}}', at: 10 }));
});

it('shows WhatsApp its marks only where they hug their words', () => {
  const looks = (text: string) => whatsappRuns(text).map(({ text: run, look }) => `${look}: ${run}`);
  expect(looks('*Hola* y _adiós_')).toEqual(['bold: Hola', 'plain:  y ', 'italic: adiós']);
  expect(looks('2 * 3 * 4')).toEqual(['plain: 2 * 3 * 4']);
  expect(looks('snake_case_name')).toEqual(['plain: snake_case_name']);
  expect(looks('~antes~')).toEqual(['struck: antes']);
});
