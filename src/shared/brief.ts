/** What a brief is made of: facts and codes that each console says in the language on its screen; only what somebody said is a sentence. */
import type { LeadProfile } from './lead.ts';

/** Reasons for a person that nobody put into words: they are ours to say. */
export const handOverCodes = ['wants-person', 'called-us'] as const;
export type HandOverCode = (typeof handOverCodes)[number];

/** What the agent has to mind, as far as our own rules see it. */
export const carefulCodes = ['upset', 'budget-below', 'price-quoted', 'no-price'] as const;
export type CarefulCode = (typeof carefulCodes)[number];

/** Texts are as they were said: the AI's and the lead's, in the language of the call. */
export interface BriefParts {
  name: string;
  firstName: string | null;
  /** The day of the first contact where the lead is, `2026-11-19`; null on that day itself. */
  since: string | null;
  source: string | null;
  wants: Pick<LeadProfile, 'property_type' | 'bedrooms' | 'location' | 'use' | 'budget' | 'timeline'>;
  reason: { code: HandOverCode } | { text: string };
  /** The words with which the lead asked for a person, where they are on record and the reason does not hold them. */
  said: string | null;
  /** `startsAt` is ISO 8601, to be read on the clock of `timeZone` (IANA). */
  visits: { property: string; startsAt: string; timeZone: string }[];
  /** What the AI says it promised. */
  promised: string[];
  careful: CarefulCode[];
  objections: string[];
}
