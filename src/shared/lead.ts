/** What a lead is: what they want, how they score, and where they stand. The seed's words are kept. */
import { z } from 'zod';

export const leadStatuses = [
  'new',
  'discovering',
  'nurturing',
  'qualified',
  'calling',
  'escalated',
  'with-agent',
  'appointment',
  'follow-up',
  'lost',
  'opted-out',
] as const;
export type LeadStatus = (typeof leadStatuses)[number];

export type LeadSignal =
  | 'wrote' // a message came in
  | 'qualify' // the rules say: call
  | 'nurture' // the rules say: not yet
  | 'call' // the call was placed
  | 'escalate' // a person was asked for
  | 'connect' // a person answered
  | 'book' // an appointment stands
  | 'unbook' // the last appointment was called off
  | 'finish' // the call is over, something is left to do
  | 'lose' // not interested, unreachable, not qualified
  | 'opt-out';

/** The lead's life-cycle. Opting out is final until the lead writes an opt-in word to us again. */
export const leadTransitions = {
  new: { wrote: 'discovering', book: 'appointment', 'opt-out': 'opted-out' },
  discovering: {
    wrote: 'discovering',
    qualify: 'qualified',
    nurture: 'nurturing',
    book: 'appointment',
    'opt-out': 'opted-out',
    lose: 'lost',
    finish: 'follow-up',
  },
  nurturing: {
    wrote: 'discovering',
    qualify: 'qualified',
    nurture: 'nurturing',
    book: 'appointment',
    'opt-out': 'opted-out',
    lose: 'lost',
  },
  qualified: {
    wrote: 'qualified',
    qualify: 'qualified',
    call: 'calling',
    nurture: 'nurturing',
    book: 'appointment',
    finish: 'follow-up',
    'opt-out': 'opted-out',
    lose: 'lost',
  },
  calling: {
    wrote: 'calling',
    escalate: 'escalated',
    book: 'appointment',
    finish: 'follow-up',
    nurture: 'nurturing',
    'opt-out': 'opted-out',
    lose: 'lost',
  },
  escalated: {
    wrote: 'escalated',
    connect: 'with-agent',
    escalate: 'escalated',
    book: 'appointment',
    finish: 'follow-up',
    'opt-out': 'opted-out',
    lose: 'lost',
  },
  'with-agent': {
    wrote: 'with-agent',
    book: 'appointment',
    finish: 'follow-up',
    escalate: 'escalated',
    'opt-out': 'opted-out',
    lose: 'lost',
  },
  appointment: {
    wrote: 'appointment',
    book: 'appointment',
    unbook: 'follow-up',
    finish: 'appointment',
    qualify: 'qualified',
    call: 'calling',
    escalate: 'escalated',
    connect: 'with-agent',
    'opt-out': 'opted-out',
    lose: 'lost',
  },
  'follow-up': {
    wrote: 'discovering',
    qualify: 'qualified',
    call: 'calling',
    nurture: 'nurturing',
    book: 'appointment',
    escalate: 'escalated',
    connect: 'with-agent',
    finish: 'follow-up',
    'opt-out': 'opted-out',
    lose: 'lost',
  },
  lost: {
    wrote: 'discovering',
    qualify: 'qualified',
    nurture: 'nurturing',
    book: 'appointment',
    'opt-out': 'opted-out',
  },
  'opted-out': {},
} as const satisfies Record<LeadStatus, Partial<Record<LeadSignal, LeadStatus>>>;

/** Where `signal` leads from `status`; a step the table does not name leaves the lead where it stands. */
export function nextLeadStatus(status: LeadStatus, signal: LeadSignal): LeadStatus {
  const row: Partial<Record<LeadSignal, LeadStatus>> = leadTransitions[status];
  return row[signal] ?? status;
}

export const languages = ['es', 'en'] as const;
export type Language = (typeof languages)[number];

export const destinations = [
  'Nuevo Vallarta',
  'Riviera Maya',
  'Los Cabos',
  'Acapulco',
  'Puerto Peñasco',
  'Mazatlán',
] as const;
export type Destination = (typeof destinations)[number];

export const propertyTypes = [
  'studio',
  'condo',
  'penthouse',
  'villa',
  'residence',
  'lot',
  'fractional',
] as const;
export type PropertyType = (typeof propertyTypes)[number];

export const currencies = ['USD', 'MXN'] as const;
export type Currency = (typeof currencies)[number];

/** Amounts in whole units of `currency`. A single figure is both ends of the range. */
export const budget = z.object({
  min: z.number().positive(),
  max: z.number().positive(),
  currency: z.enum(currencies),
});
export type Budget = z.infer<typeof budget>;

/** When the lead means to buy: at most so many months from now; `null` in `months` = "only looking". */
export const timeline = z.object({
  months: z.number().int().min(0).max(120).nullable(),
  text: z.string().max(200),
});
export type Timeline = z.infer<typeof timeline>;

/** What discovery knows of the lead. An absent field is one we have not learned. */
export const leadProfile = z.object({
  budget: budget.optional(),
  timeline: timeline.optional(),
  location: z.enum(destinations).optional(),
  property_type: z.enum(propertyTypes).optional(),
  bedrooms: z.number().int().min(0).max(12).optional(),
  use: z.enum(['family', 'investment', 'retirement', 'vacation']).optional(),
  wants_person: z.boolean().optional(),
  wants_call: z.boolean().optional(),
  /** A time of day or day that suits for the call, as the lead said it. */
  call_time: z.string().max(120).optional(),
  email: z.string().max(255).optional(),
  objections: z.array(z.string().max(200)).max(10).optional(),
  mood: z.enum(['positive', 'neutral', 'hurried', 'upset']).optional(),
});
export type LeadProfile = z.infer<typeof leadProfile>;

export type QualificationLevel = 'hot' | 'warm' | 'cold' | 'unqualified';

/** One part of a score, explained: `key` is a catalogue key of the console, `values` fill its gaps. */
export interface ScoreReason {
  key: string;
  points: number;
  values?: Record<string, string | number>;
}
export interface LeadScore {
  /** 0–100, the sum of the reasons' points, clamped. */
  total: number;
  qualification_level: QualificationLevel;
  urgency: 'high' | 'medium' | 'low' | 'unknown';
  budget_fit: 'fits' | 'stretch' | 'below' | 'unknown';
  reasons: ScoreReason[];
}

export type NextAction = 'schedule_call' | 'nurture_sequence' | 'direct_transfer';

/** A question the AI may put; each at most once. */
export type DiscoveryQuestion = 'location' | 'property_type' | 'budget' | 'timeline' | 'call_consent';

/** One line of a list of leads. Times are ISO 8601. */
export interface LeadSummary {
  id: string;
  name: string;
  phone: string | null;
  language: Language;
  status: LeadStatus;
  score: number | null;
  source: string | null;
  lastMessage: string | null;
  updatedAt: string;
}
