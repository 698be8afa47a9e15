// What a document was narrowed to, in one line: whoever reads it has no filters to look at.
import type { Translate } from '../../i18n/use-words.ts';
import type { FilterName, Filters } from './address.ts';
import { valueInWords } from './data-words.ts';
import type { FilterValue } from './use-filter-values.ts';

interface Tongue {
  t: Translate;
  /** Names of those that have names. */
  named: Partial<Record<FilterName, readonly FilterValue[]>>;
}

/** `Filtros: Canal Meta Ads, Idioma Español`, or that there are none. */
export function filtersInWords(filters: Filters, meant: readonly FilterName[], { t, named }: Tongue): string {
  const words = meant.flatMap((name) => {
    const value = filters[name];
    if (value === undefined) return [];
    const label = named[name]?.find((one) => one.value === value)?.label;
    return [`${t(`dash.filter.${name}`)} ${valueInWords(name, value, label, t)}`];
  });
  return words.length === 0
    ? t('dash.share.noFilters')
    : t('dash.share.filters', { filters: words.join(', ') });
}
