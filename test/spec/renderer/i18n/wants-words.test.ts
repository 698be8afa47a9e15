// What a lead wants is read as people say it.
import { beforeAll, describe, expect, it } from 'vitest';
import { i18n, prepareLanguages } from '../../../../src/renderer/i18n/i18n.ts';
import { budgetInWords, timelineInWords } from '../../../../src/renderer/i18n/wants-words.ts';

beforeAll(() => prepareLanguages('es'));
const t = i18n.t;

describe('what a lead wants', () => {
  it('writes a budget as a range in one currency', () => {
    expect(budgetInWords({ min: 650_000, max: 720_000, currency: 'USD' }, t, 'es')).toBe(
      'USD\u00a0650,000 a 720,000',
    );
    expect(budgetInWords({ min: 12e6, max: 14.5e6, currency: 'MXN' }, t, 'es')).toBe(
      'MXN\u00a012 a 14.5\u00a0M',
    );
    expect(budgetInWords({ min: 5e5, max: 5e5, currency: 'USD' }, t, 'es')).toBe('USD\u00a0500,000');
  });

  it('writes when they buy', () => {
    expect(timelineInWords({ months: 1, text: '' }, t)).toBe('En 1 mes');
    expect(timelineInWords({ months: 0, text: '' }, t)).toBe('De inmediato');
    expect(timelineInWords({ months: null, text: '' }, t)).toBe('Solo está viendo');
  });
});
