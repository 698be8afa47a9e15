/** What a brief is made of: facts and codes that each console says in the language on its screen; only what somebody said is a sentence. */
import type { LeadProfile } from './lead.ts';

/** Reasons for a person that nobody put into words: they are ours to say. */
export const handOverCodes = ['wants-person', 'called-us'] as const;
export type HandOverCode = (typeof handOverCodes)[number];

/** A supervisor who hands a call over, or takes it for themselves. */
export interface Supervised {
  code: (typeof supervisedCodes)[number];
  /** The supervisor's. */
  name: string;
}
export const supervisedCodes = ['taken', 'handed-over'] as const;

const supervisedReasons = {
  taken: 'a supervisor took the call: ',
  'handed-over': 'a supervisor handed the call over: ',
} as const satisfies Record<Supervised['code'], string>;

/** What stands where a reason has to stand and the supervisor gave none; `readSupervisedReason` reads it. */
export function supervisedReason({ code, name }: Supervised): string {
  return `${supervisedReasons[code]}${name}`;
}

/** The supervisor in a reason of ours; undefined for one that somebody put into words. */
export function readSupervisedReason(reason: string): Supervised | undefined {
  const code = supervisedCodes.find((known) => reason.startsWith(supervisedReasons[known]));
  return code && { code, name: reason.slice(supervisedReasons[code].length) };
}

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
  /** `by`: whose doing it is, if a supervisor's; `text` is theirs then, and empty where they gave no why. */
  reason: { code: HandOverCode } | { text: string; by?: Supervised };
  /** The words with which the lead asked for a person, where they are on record and the reason does not hold them. */
  said: string | null;
  /** `startsAt` is ISO 8601, to be read on the clock of `timeZone` (IANA). */
  visits: { property: string; startsAt: string; timeZone: string }[];
  /** What the AI says it promised. */
  promised: string[];
  careful: CarefulCode[];
  objections: string[];
}
