// What a lead wants, one fact a line, in the words of the person who reads it.
import type { LeadDetail } from '../../../shared/api.ts';
import type { Budget, Language, LeadProfile } from '../../../shared/lead.ts';
import { formatMoney } from '../../i18n/format.ts';
import type { Translate } from '../../i18n/use-words.ts';
import { sourceInWords } from '../conversation/sayings.ts';

export interface Fact {
  word: string;
  text: string;
}

/** Only what is known; an empty list where nothing is. */
export function wantsOf(lead: LeadDetail, t: Translate, language: Language): Fact[] {
  const { profile } = lead;
  const facts: [string, string | undefined][] = [
    [t('lead.property'), propertyOf(profile, t)],
    [t('lead.place'), profile.location],
    [t('lead.budget'), profile.budget && budgetInWords(profile.budget, t, language)],
    [t('lead.when'), profile.timeline && timelineInWords(profile.timeline, t)],
    [t('lead.use'), profile.use && t(`use.${profile.use}`)],
    [t('lead.objections'), profile.objections?.join('; ')],
    [t('lead.callTime'), profile.call_time],
    [t('lead.email'), lead.email ?? profile.email],
    [t('lead.source'), lead.source === null ? undefined : sourceInWords(lead.source)],
    [t('lead.campaign'), lead.campaign ?? undefined],
    [t('lead.owner'), lead.ownerName ?? undefined],
  ];
  return facts.flatMap(([word, text]) => (text === undefined || text === '' ? [] : [{ word, text }]));
}

function propertyOf(profile: LeadProfile, t: Translate): string | undefined {
  const type = profile.property_type && t(`propertyType.${profile.property_type}`);
  const bedrooms = profile.bedrooms && t('lead.bedrooms', { count: profile.bedrooms });
  return [type, bedrooms].filter(Boolean).join(', ') || undefined;
}

/** `USD 650,000 a 720,000`; a single figure stands alone, two currencies are never mixed. */
export function budgetInWords(budget: Budget, t: Translate, language: Language): string {
  const min = formatMoney(budget.min, budget.currency, language);
  if (budget.min === budget.max) return min;
  const max = formatMoney(budget.max, budget.currency, language).replace(`${budget.currency}\u00a0`, '');
  const bothMillions = budget.min >= 1_000_000 && budget.max >= 1_000_000;
  return t('lead.range', { min: bothMillions ? min.replace('\u00a0M', '') : min, max });
}

/** The lead's own words where there are any; else the months they come to. */
export function timelineInWords(timeline: NonNullable<LeadProfile['timeline']>, t: Translate): string {
  if (timeline.months === null) return timeline.text || t('lead.onlyLooking');
  return monthsInWords(timeline.months, t);
}

/** `De inmediato`, `En 3 meses`. */
export function monthsInWords(months: number, t: Translate): string {
  return months === 0 ? t('lead.now') : t('lead.months', { count: months });
}
