import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  determineNextAction,
  openQuestions,
} from '../../../../../src/backend/journey/discovery/determine-next-action.ts';
import {
  budgetFit,
  scoreLead,
  type ScoreInput,
} from '../../../../../src/backend/journey/discovery/score-lead.ts';
import { destinations, propertyTypes, type LeadProfile } from '../../../../../src/shared/lead.ts';

const prices = { USD: { min: 200_000, max: 900_000 }, MXN: { min: 4_000_000, max: 18_000_000 } };
const usd = (max: number): LeadProfile['budget'] => ({ min: max, max, currency: 'USD' });
const score = (profile: LeadProfile, more: Partial<ScoreInput> = {}): ReturnType<typeof scoreLead> =>
  scoreLead({ profile, prices, messages: 1, declined: false, wantsVisit: false, ...more });
const ready: LeadProfile = {
  location: 'Los Cabos',
  property_type: 'condo',
  budget: usd(400_000)!,
  timeline: { months: 2, text: 'dos meses' },
};
const profiles = fc.record(
  {
    location: fc.constantFrom(...destinations),
    property_type: fc.constantFrom(...propertyTypes),
    budget: fc.record({
      min: fc.integer({ min: 1 }),
      max: fc.integer({ min: 1 }),
      currency: fc.constantFrom('USD', 'MXN'),
    }),
    timeline: fc.record({ months: fc.option(fc.integer({ min: 0, max: 120 })), text: fc.string() }),
    wants_call: fc.boolean(),
    wants_person: fc.boolean(),
    mood: fc.constantFrom('positive', 'neutral', 'hurried', 'upset'),
    objections: fc.array(fc.string(), { maxLength: 10 }),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<LeadProfile>;

describe('the score', () => {
  it('of a ready buyer is hot and urgent, and the budget fits', () => {
    expect(score(ready)).toMatchObject({
      qualification_level: 'hot',
      urgency: 'high',
      budget_fit: 'fits',
      total: 85,
    });
  });

  it('of nobody we know anything of is nothing', () => {
    expect(score({})).toMatchObject({ total: 0, urgency: 'unknown', budget_fit: 'unknown', reasons: [] });
  });

  it('never rises by a smaller budget', () => {
    const totals = [500_000, 200_000, 175_000, 100_000].map(
      (max) => score({ ...ready, budget: usd(max)! }).total,
    );
    expect(totals).toEqual(totals.toSorted((a, b) => b - a));
  });

  it('holds a budget against prices in its own currency', () => {
    expect(budgetFit({ min: 1, max: 4_500_000, currency: 'MXN' }, prices)).toBe('fits');
    expect(budgetFit({ min: 1, max: 3_500_000, currency: 'MXN' }, prices)).toBe('stretch');
    expect(budgetFit({ min: 1, max: 300_000, currency: 'MXN' }, prices)).toBe('below');
    expect(budgetFit({ min: 1, max: 300_000, currency: 'USD' }, prices)).toBe('fits');
    expect(budgetFit({ min: 1, max: 300_000, currency: 'USD' }, undefined)).toBe('unknown');
  });

  it('is for every lead the sum of its reasons, within 0 and 100', () => {
    fc.assert(
      fc.property(profiles, fc.nat(50), fc.boolean(), (profile, messages, declined) => {
        const { total, reasons } = score(profile, { messages, declined });
        const sum = reasons.reduce((all, { points }) => all + points, 0);
        expect(total).toBe(Math.max(0, Math.min(100, sum)));
      }),
    );
  });
});

describe('the next action', () => {
  const decide = (profile: LeadProfile, asked: string[] = [], more = {}): string =>
    determineNextAction({
      profile,
      score: score(profile),
      declined: false,
      wantsVisit: false,
      open: openQuestions(profile, asked),
      ...more,
    }).because;
  const all = ['location', 'property_type', 'budget', 'timeline'];

  it.each<[string, LeadProfile, string[], object]>([
    ['high score', ready, [], {}],
    ['questions left', {}, [], {}],
    ['not ready', {}, all, {}],
    ['wants a person', { wants_person: true }, [], {}],
    ['wants a call', { wants_call: true }, [], {}],
    ['refuses calls', { ...ready, wants_call: false }, [], {}],
    ['refuses calls, questions left', { wants_call: false }, [], {}],
    ['upset', { ...ready, mood: 'upset' }, [], {}],
    ['wants a person', { mood: 'upset', wants_person: true }, [], {}],
    ['wants to visit', { location: 'Acapulco' }, [], { wantsVisit: true }],
    ['declined', { ...ready, wants_call: true }, [], { declined: true }],
  ])('is decided by "%s"', (because, profile, asked, more) => {
    expect(decide(profile, asked, more)).toBe(because);
  });

  it('never calls somebody who refused, whatever else is known', () => {
    fc.assert(
      fc.property(profiles, fc.subarray(all), (profile, asked) => {
        const { wants_person: _person, ...rest } = profile;
        const refused = { ...rest, wants_call: false };
        const { action } = determineNextAction({
          profile: refused,
          score: score(refused),
          declined: false,
          wantsVisit: false,
          open: openQuestions(refused, asked),
        });
        expect(action).not.toBe('schedule_call');
        expect(action).not.toBe('direct_transfer');
      }),
    );
  });

  it('asks in order, and only what is neither known nor asked', () => {
    expect(openQuestions({}, [])).toEqual(all);
    expect(openQuestions({ property_type: 'villa' }, ['location'])).toEqual(['budget', 'timeline']);
    expect(openQuestions(ready, [])).toEqual([]);
  });
});
