// What somebody wants to spend and when they want to buy, in the language on screen.
import type { Budget, Language, LeadProfile } from '../../shared/lead.ts';
import { formatMoney } from './format.ts';
import type { Translate } from './use-words.ts';

/** `USD 650,000 a 720,000`; a single figure stands alone, two currencies are never mixed. */
export function budgetInWords(budget: Budget, t: Translate, language: Language): string {
  const min = formatMoney(budget.min, budget.currency, language);
  if (budget.min === budget.max) return min;
  const max = formatMoney(budget.max, budget.currency, language).replace(`${budget.currency}\u00a0`, '');
  const bothMillions = budget.min >= 1_000_000 && budget.max >= 1_000_000;
  return t('lead.range', { min: bothMillions ? min.replace('\u00a0M', '') : min, max });
}

/** The months that the lead's own words come to; without any they are only looking. */
export function timelineInWords(timeline: NonNullable<LeadProfile['timeline']>, t: Translate): string {
  return timeline.months === null ? t('lead.onlyLooking') : monthsInWords(timeline.months, t);
}

/** `De inmediato`, `En 3 meses`, `En 2 años`. */
export function monthsInWords(months: number, t: Translate): string {
  if (months === 0) return t('lead.now');
  const isWhole = months >= 12 && months % 12 === 0;
  return isWhole ? t('lead.years', { count: months / 12 }) : t('lead.months', { count: months });
}
