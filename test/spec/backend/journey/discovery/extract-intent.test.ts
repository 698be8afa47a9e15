/** The model may understand more than the rules; it may not overrule them where the law speaks. */
import { describe, expect, it } from 'vitest';
import { pino } from 'pino';
import type { Scene } from '../../../../../src/backend/journey/discovery/analyze-message.ts';
import { extractIntent, type Intent } from '../../../../../src/backend/journey/discovery/extract-intent.ts';
import type { Extraction } from '../../../../../src/backend/gateways/llm-tasks.ts';
import type { LeadProfile } from '../../../../../src/shared/lead.ts';
import { mergeReading, readMessage } from '../../../../../src/shared/reader/read-message.ts';

const silent = pino({ level: 'silent' });
const nothing: Extraction = {
  ...{ budget: null, timeline: null, location: null, property_type: null, bedrooms: null, use: null },
  ...{ wants_person: null, call_time: null, email: null, first_name: null, last_name: null, mood: null },
  ...{ objections: [], topics: [], language: null },
};

function sceneOf(text: string, known: LeadProfile = {}): Scene {
  const reading = readMessage(text, { known, language: 'es' });
  return {
    lead: { id: 'a', profile: known, asked: [] },
    fresh: [
      {
        id: 'm',
        wamid: 'w',
        author: 'lead',
        content: text,
        metadata: { kind: 'text', direction: 'in' },
        at: new Date(),
        position: 1,
      },
    ],
    conversation: [{ position: 1, from: 'lead', text, at: new Date().toISOString() }],
    lastQuestion: undefined,
    greeted: true,
    readings: [reading],
    profile: mergeReading(known, reading),
    language: reading.language ?? 'es',
  } as unknown as Scene;
}

const intentOf = (text: string, read: Partial<Extraction>, known?: LeadProfile): Promise<Intent> =>
  extractIntent(sceneOf(text, known), {
    llm: {
      extract: () => Promise.resolve({ ...nothing, ...read }),
      write: () => Promise.reject(new Error('unused')),
    },
    log: silent,
  });

describe('the model’s reading', () => {
  it('adds what the rules did not find', async () => {
    const { profile, reader, learned } = await intentOf('algo tranquilo donde se jubiló mi tía', {
      use: 'retirement',
      location: 'Puerto Peñasco',
    });
    expect(profile).toMatchObject({ use: 'retirement', location: 'Puerto Peñasco' });
    expect(reader).toBe('llm');
    expect(learned).toContain('location');
  });

  it('cannot make a consent to a call, nor take a refusal back', async () => {
    expect(
      (await intentOf('prefiero por aquí, sin llamadas', { wants_person: true })).profile.wants_call,
    ).toBe(false);
    expect(
      (await intentOf('mañana a las 5', { call_time: 'mañana a las 5' })).profile.wants_call,
    ).toBeUndefined();
  });

  it('cannot deny that a person was asked for', async () => {
    expect(
      (await intentOf('quiero hablar con un asesor', { wants_person: false })).profile.wants_person,
    ).toBe(true);
    expect((await intentOf('¿hay alguien real ahí?', { wants_person: true })).profile.wants_person).toBe(
      true,
    );
  });

  it('cannot bring back what the lead just ruled out', async () => {
    const { profile } = await intentOf(
      'no quiero Acapulco',
      { location: 'Acapulco' },
      { location: 'Acapulco' },
    );
    expect(profile.location).toBeUndefined();
  });

  it('cannot invent a budget out of words without a figure', async () => {
    expect(
      (await intentOf('tengo lo suficiente', { budget: { min: 1e6, max: 1e6, currency: 'USD' } })).profile
        .budget,
    ).toBeUndefined();
    expect(
      (await intentOf('entre 300 y 200 mil USD', { budget: { min: 300_000, max: 200_000, currency: 'USD' } }))
        .profile.budget,
    ).toEqual({
      min: 200_000,
      max: 300_000,
      currency: 'USD',
    });
  });

  it('costs only the field that is nonsense', async () => {
    const { profile } = await intentOf('villa en Los Cabos, 3 recámaras', {
      bedrooms: 99,
      email: 'not an email',
      timeline: { months: -5, text: 'never' },
      location: 'Los Cabos',
      call_time: 'x'.repeat(500),
    });
    expect(profile).toEqual({ location: 'Los Cabos', property_type: 'villa', bedrooms: 3 });
  });

  it('is not asked about a picture without words', async () => {
    const scene = sceneOf('');
    const { reader } = await extractIntent(scene, {
      llm: {
        extract: () => Promise.reject(new Error('asked')),
        write: () => Promise.reject(new Error('asked')),
      },
      log: silent,
    });
    expect(reader).toBe('rules');
  });

  it('of a wish to see the place is one topic with the rules’', async () => {
    expect((await intentOf('I would love to visit', { topics: ['visit'] })).topics).toEqual(['visit']);
  });
});
