/** `score_lead`: plain rules, so that every point can be explained on the agent's screen. */
import type {
  Budget,
  Currency,
  LeadProfile,
  LeadScore,
  QualificationLevel,
  ScoreReason,
} from '../../../shared/lead.ts';

/** What homes of the wanted kind cost, from the cheapest to the dearest, per currency. */
export type PriceRange = Record<Currency, { min: number; max: number }>;

export interface ScoreInput {
  profile: LeadProfile;
  /** Prices in the wanted place and of the wanted kind; undefined if nothing is for sale there. */
  prices: PriceRange | undefined;
  /** Messages the lead has sent. */
  messages: number;
  /** Said that there is nothing to sell them. */
  declined: boolean;
  /** Asked to see a place. */
  wantsVisit: boolean;
}

/** A budget this much below the cheapest home can still be talked about. */
const STRETCH = 0.85;
const SOON_MONTHS = 3;
const MEDIUM_MONTHS = 6;
const FAR_MONTHS = 12;
const ENGAGED_MESSAGES = 3;

/** Score and its reasons; `total` is their sum, kept within 0–100. */
export function scoreLead(input: ScoreInput): LeadScore {
  const budget_fit = budgetFit(input.profile.budget, input.prices);
  const urgency = urgencyOf(input.profile);
  const reasons = [
    ...budgetReasons(input.profile.budget, budget_fit, input.prices),
    ...timelineReasons(input.profile),
    ...wishReasons(input.profile),
    ...contactReasons(input),
    ...toneReasons(input),
  ];
  const sum = reasons.reduce((total, { points }) => total + points, 0);
  const total = Math.max(0, Math.min(100, sum));
  return { total, qualification_level: levelOf(total, input.declined), urgency, budget_fit, reasons };
}

/** What the lead can pay, held against what such homes really cost, in the lead's own currency. */
export function budgetFit(
  budget: Budget | undefined,
  prices: PriceRange | undefined,
): LeadScore['budget_fit'] {
  if (budget === undefined || prices === undefined) return 'unknown';
  const cheapest = prices[budget.currency].min;
  if (budget.max >= cheapest) return 'fits';
  return budget.max >= cheapest * STRETCH ? 'stretch' : 'below';
}

function urgencyOf({ timeline, mood }: LeadProfile): LeadScore['urgency'] {
  if (timeline === undefined) return mood === 'hurried' ? 'high' : 'unknown';
  if (timeline.months === null) return 'low';
  if (timeline.months <= SOON_MONTHS) return 'high';
  return timeline.months <= MEDIUM_MONTHS ? 'medium' : 'low';
}

function levelOf(total: number, declined: boolean): QualificationLevel {
  if (declined) return 'unqualified';
  if (total >= 70) return 'hot';
  if (total >= 45) return 'warm';
  return total >= 20 ? 'cold' : 'unqualified';
}

const BUDGET_POINTS = { fits: 35, stretch: 18, below: 5, unknown: 12 } as const;

function budgetReasons(
  budget: Budget | undefined,
  fit: LeadScore['budget_fit'],
  prices: PriceRange | undefined,
): ScoreReason[] {
  if (budget === undefined) return [];
  const values = { max: budget.max, currency: budget.currency };
  const from = prices?.[budget.currency].min;
  return [
    {
      key: `score.budget.${fit}`,
      points: BUDGET_POINTS[fit],
      values: from === undefined ? values : { ...values, from },
    },
  ];
}

function timelineReasons({ timeline }: LeadProfile): ScoreReason[] {
  if (timeline === undefined) return [];
  const { months } = timeline;
  if (months === null) return [{ key: 'score.timeline.looking', points: 0 }];
  const [key, points] =
    months <= SOON_MONTHS
      ? ['soon', 30]
      : months <= MEDIUM_MONTHS
        ? ['medium', 22]
        : months <= FAR_MONTHS
          ? ['year', 14]
          : ['far', 6];
  return [{ key: `score.timeline.${key}`, points: Number(points), values: { months } }];
}

function wishReasons({ location, property_type, use }: LeadProfile): ScoreReason[] {
  return [
    ...(location === undefined ? [] : [{ key: 'score.location', points: 10, values: { location } }]),
    ...(property_type === undefined
      ? []
      : [{ key: 'score.type', points: 10, values: { type: property_type } }]),
    ...(use === undefined ? [] : [{ key: 'score.use', points: 3, values: { use } }]),
  ];
}

function contactReasons({ profile, messages, wantsVisit }: ScoreInput): ScoreReason[] {
  return [
    ...(profile.wants_person === true ? [{ key: 'score.wantsPerson', points: 15 }] : []),
    ...(profile.wants_call === true ? [{ key: 'score.wantsCall', points: 15 }] : []),
    ...(profile.wants_call === false ? [{ key: 'score.refusesCall', points: -10 }] : []),
    ...(wantsVisit ? [{ key: 'score.wantsVisit', points: 10 }] : []),
    ...(messages >= ENGAGED_MESSAGES ? [{ key: 'score.engaged', points: 5, values: { messages } }] : []),
  ];
}

function toneReasons({ profile, declined }: ScoreInput): ScoreReason[] {
  const objections = profile.objections?.length ?? 0;
  return [
    ...(profile.mood === 'positive' ? [{ key: 'score.positive', points: 5 }] : []),
    ...(profile.mood === 'upset' ? [{ key: 'score.upset', points: -20 }] : []),
    ...(objections > 0
      ? [{ key: 'score.objections', points: -Math.min(10, 5 * objections), values: { count: objections } }]
      : []),
    ...(declined ? [{ key: 'score.declined', points: -100 }] : []),
  ];
}
