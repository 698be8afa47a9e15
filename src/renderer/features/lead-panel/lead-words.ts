// What a lead wants, one fact a line, in the words of the person who reads it.
import type { LeadDetail } from '../../../shared/api.ts';
import type { Language, LeadProfile } from '../../../shared/lead.ts';
import type { Translate } from '../../i18n/use-words.ts';
import { budgetInWords, timelineInWords } from '../../i18n/wants-words.ts';
import { sourceInWords } from '../conversation/sayings.ts';

export interface Fact {
  word: string;
  text: string;
  /** Where it is in the lead's own words. */
  said?: Language;
}

/** Only what is known; an empty list where nothing is. */
export function wantsOf(lead: LeadDetail, t: Translate, language: Language): Fact[] {
  const { profile } = lead;
  const facts: [string, string | undefined, Language?][] = [
    [t('lead.property'), propertyOf(profile, t)],
    [t('lead.place'), profile.location],
    [t('lead.budget'), profile.budget && budgetInWords(profile.budget, t, language)],
    [t('lead.when'), profile.timeline && timelineInWords(profile.timeline, t)],
    [t('lead.use'), profile.use && t(`use.${profile.use}`)],
    [t('lead.objections'), profile.objections?.join('; '), lead.language],
    [t('lead.callTime'), profile.call_time, lead.language],
    [t('lead.email'), lead.email ?? profile.email],
    [t('lead.source'), lead.source === null ? undefined : sourceInWords(lead.source)],
    [t('lead.campaign'), lead.campaign ?? undefined],
    [t('lead.owner'), lead.ownerName ?? undefined],
  ];
  return facts.flatMap(([word, text, said]) =>
    text === undefined || text === '' ? [] : [{ word, text, ...(said && { said }) }],
  );
}

function propertyOf(profile: LeadProfile, t: Translate): string | undefined {
  const type = profile.property_type && t(`propertyType.${profile.property_type}`);
  const bedrooms = profile.bedrooms && t('lead.bedrooms', { count: profile.bedrooms });
  return [type, bedrooms].filter(Boolean).join(', ') || undefined;
}
