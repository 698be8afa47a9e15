// Money on an axis: in millions or thousands for the whole chart, so that the unit is said once and marks are short.
import type { Language } from '../../../shared/lead.ts';
import { formatNumber } from './figures.ts';

export interface MoneyAxis {
  isMillions: boolean;
  /** A tick, without its unit. */
  format: (amount: number) => string;
  /** A figure on a mark, without its unit: one more digit. */
  exact: (amount: number) => string;
}

/** For amounts up to `most` US dollars. */
export function moneyAxis(most: number, language: Language): MoneyAxis {
  const isMillions = most >= 1_000_000;
  const size = isMillions ? 1_000_000 : 1_000;
  return {
    isMillions,
    format: (amount) => formatNumber(amount / size, language, 1),
    exact: (amount) => formatNumber(amount / size, language, amount / size < 10 ? 2 : 1),
  };
}
