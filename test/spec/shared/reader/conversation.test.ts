/** Whole conversations, and what must hold for any text at all. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leadProfile, type DiscoveryQuestion, type LeadProfile } from '../../../../src/shared/lead.ts';
import { mergeReading, readMessage } from '../../../../src/shared/reader/read-message.ts';

const now = new Date(2026, 7, 10, 12);
type Turn = [text: string, asked?: DiscoveryQuestion];

function hold(turns: Turn[]): LeadProfile {
  return turns.reduce<LeadProfile>(
    (known, [text, lastQuestion]) =>
      mergeReading(known, readMessage(text, { known, lastQuestion, language: 'es', now })),
    {},
  );
}

describe('conversations', () => {
  it('takes several facts from one message dictated without accents or commas', () => {
    const told = readMessage(
      'hola buenas tardes soy mariana estoy buscando un departamento de dos recamaras en nuevo vallarta como de quinientos mil dolares para este año',
      { known: {}, now },
    );
    expect(told).toMatchObject({
      language: 'es',
      greeting: true,
      name: { first: 'Mariana' },
      facts: {
        location: 'Nuevo Vallarta',
        property_type: 'condo',
        bedrooms: 2,
        budget: { min: 500_000, max: 500_000, currency: 'USD' },
        timeline: { months: 4 },
      },
    });
  });

  it('fills a profile from short answers to its questions', () => {
    const profile = hold([
      ['Hola, vi su anuncio'],
      ['cancun', 'location'],
      ['depa', 'property_type'],
      ['entre 400 y 500', 'budget'],
      ['3', 'timeline'],
      ['va, mañana a las 5', 'call_consent'],
    ]);
    expect(profile).toMatchObject({
      location: 'Riviera Maya',
      property_type: 'condo',
      budget: { min: 400_000, max: 500_000, currency: 'USD' },
      timeline: { months: 3 },
      wants_call: true,
      call_time: 'mañana a las 5',
    });
  });

  it('forgets a place the lead rules out later and takes the new one', () => {
    expect(hold([['Me interesa Acapulco'], ['ya no quiero Acapulco']]).location).toBeUndefined();
    expect(hold([['Me interesa Acapulco'], ['mejor Los Cabos, Acapulco no']]).location).toBe('Los Cabos');
  });

  it('follows a lead who changes language in mid-conversation', () => {
    expect(readMessage('Hola, busco una villa', { known: {} }).language).toBe('es');
    expect(readMessage('Actually, can we switch? My budget is around 800k', { known: {} })).toMatchObject({
      language: 'en',
      facts: { budget: { min: 800_000, currency: 'USD' } },
    });
  });

  it('adds objections up', () => {
    const profile = hold([['está muy caro'], ['tengo que consultarlo con mi esposa']]);
    expect(profile.objections).toHaveLength(2);
  });
});

describe('for any text', () => {
  const words = fc.constantFrom(
    ...'hola quiero no sí 500 mil millones usd pesos entre y a hasta $ 1.2M k cancun cabo vallarta acapulco villa depa 3 meses año next spring call me mañana a las 5 persona stop baja soy Mariana @ . , ? ! medio half million de 2br m2 👍 ñ'.split(
      ' ',
    ),
  );
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.array(words, { maxLength: 25 }).map((parts) => parts.join(' ')),
  );
  const questions = fc.constantFrom<DiscoveryQuestion | null>(
    'location',
    'property_type',
    'budget',
    'timeline',
    'call_consent',
    null,
  );

  it('never throws, and tells only what a profile can hold', () => {
    fc.assert(
      fc.property(texts, questions, (text, lastQuestion) => {
        const told = readMessage(text, { known: {}, lastQuestion, now });
        expect(leadProfile.safeParse(told.facts).error).toBeUndefined();
        const { budget } = told.facts;
        if (budget) expect(budget.min).toBeLessThanOrEqual(budget.max);
      }),
      { numRuns: 1500 },
    );
  });

  it('reads the same from capitals, lower case and missing accents', () => {
    fc.assert(
      fc.property(fc.array(words, { maxLength: 12 }), (parts) => {
        const text = parts.join(' ');
        const plain = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
        const told = (raw: string) => {
          const { facts, optOut, answer } = readMessage(raw, { known: {}, now, language: 'es' });
          return [
            facts.location,
            facts.property_type,
            facts.timeline?.months,
            facts.bedrooms,
            optOut,
            answer,
          ];
        };
        expect(told(text.toUpperCase())).toEqual(told(plain));
      }),
    );
  });

  it('understands every single amount written in figures', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 4000 }),
        fc.constantFrom('usd', 'dólares', 'dlls'),
        (thousands, currency) => {
          const expected = { min: thousands * 1000, max: thousands * 1000, currency: 'USD' };
          for (const text of [
            `${thousands} mil ${currency}`,
            `$${(thousands * 1000).toLocaleString('en-US')} ${currency}`,
            `${thousands}k ${currency}`,
          ])
            expect([text, readMessage(text, { known: {} }).facts.budget]).toEqual([text, expected]);
        },
      ),
    );
  });

  it('survives long hostile texts', () => {
    for (const piece of [
      'entre 1 y ',
      'no me ',
      '1,',
      'a@',
      'soy ',
      'de 3 a 6 meses ',
      '1 000 ',
      'por la ',
    ]) {
      const told = readMessage(piece.repeat(20_000), { known: {}, now });
      expect(leadProfile.safeParse(told.facts).error).toBeUndefined();
    }
  });
});
