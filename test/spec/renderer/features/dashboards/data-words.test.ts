import { describe, expect, it } from 'vitest';
import { errorInWords, valueInWords } from '../../../../../src/renderer/features/dashboards/data-words.ts';
import type { FilterName } from '../../../../../src/renderer/features/dashboards/address.ts';
import type { Translate } from '../../../../../src/renderer/i18n/use-words.ts';
import { ofNone } from '../../../../../src/shared/kpis.ts';

const keys = ((key: string) => key) as unknown as Translate;

describe('a value of a filter', () => {
  it('has words where there is none of it, in every filter', () => {
    const filters: FilterName[] = ['source', 'campaign', 'propertyType', 'agent'];
    for (const name of filters)
      expect(valueInWords(name, ofNone, undefined, keys), name).toBe('dash.filter.unknown');
  });

  it('is its name, or the beginning of its id', () => {
    expect(valueInWords('campaign', 'c0ffee00-0000', 'Cabo', keys)).toBe('Cabo');
    expect(valueInWords('campaign', 'c0ffee00-0000', undefined, keys)).toBe('c0ffee00…');
  });
});

it('says what a job that was given up was about, and leaves one that nobody knows as it came', () => {
  const said: string[] = [];
  const t = ((key: string, words?: { name: string }) => {
    if (words) said.push(words.name);
    return key;
  }) as unknown as Translate;
  errorInWords('job.message.send', t);
  errorInWords('job.new_thing', t);
  expect(said).toEqual(['dash.tech.jobOf.message', 'new thing']);
});
