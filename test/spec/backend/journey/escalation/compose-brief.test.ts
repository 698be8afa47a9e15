import { describe, expect, it } from 'vitest';
import {
  composeBrief,
  type BriefFacts,
} from '../../../../../src/backend/journey/escalation/compose-brief.ts';
import { supervisedReason } from '../../../../../src/shared/brief.ts';
import type { LeadRow } from '../../../../../src/backend/store/leads.ts';

const lead = {
  id: 'l',
  firstName: 'Mariana',
  lastName: 'Robles',
  whatsappName: null,
  phone: '+526642184790',
  language: 'es',
  timeZone: 'America/Tijuana',
  leadSource: 'ad',
  createdAt: new Date('2026-11-19T18:00:00Z'),
  score: null,
  profile: {
    location: 'Nuevo Vallarta',
    property_type: 'villa',
    bedrooms: 3,
    use: 'family',
    budget: { min: 650_000, max: 720_000, currency: 'USD' },
    timeline: { months: 3, text: 'antes de febrero' },
    objections: ['le preocupa la tasa'],
  },
} as unknown as LeadRow;

const facts: BriefFacts = {
  lead,
  reason: 'Pidió a una persona para hablar de mensualidades.',
  promised: ['enviar el plano por WhatsApp'],
  mood: 'hurried',
  visits: [
    {
      id: 'v',
      property: 'Grand Luxxe',
      startsAt: new Date('2026-11-28T17:00:00Z'),
      timeZone: 'America/Bahia_Banderas',
    },
  ],
  now: new Date('2026-11-22T18:00:00Z'),
  lastWords: 'las mensualidades prefiero verlas con una persona',
  toolsUsed: [{ name: 'get_pricing', success: true }],
};
const lucia = { name: 'Lucía Hernández', language: 'es' } as const;

describe('the brief', () => {
  it('tells who, what, how much, when, why, what was promised, the mood, what to mind, and how to begin', () => {
    expect(composeBrief(facts, lucia)).toMatchObject({
      who: 'Mariana Robles, nos escribe desde el 19 de noviembre, llegó por un anuncio.',
      wants: 'Villa de 3 rec. en Nuevo Vallarta para la familia',
      budget: 'USD 650,000 a 720,000',
      when: 'En 3 meses',
      why: 'Pidió a una persona para hablar de mensualidades. Dijo: «las mensualidades prefiero verlas con una persona»',
      promised: ['Visita a Grand Luxxe: sábado 28 de noviembre, 11:00.', 'Enviar el plano por WhatsApp'],
      mood: 'hurried',
      careful: [
        'Sofía ya le dio precios de lista; no ofrezca descuento ni tasa sin autorización.',
        'Objeción: le preocupa la tasa.',
      ],
      opening:
        'Hola Mariana, soy Lucía Hernández, de Vidanta. Sofía me contó que buscas una villa en Nuevo Vallarta. ¿En qué te ayudo?',
      language: 'es',
      score: null,
    });
  });

  it('holds what it is made of as facts and codes, for consoles of another language', () => {
    expect(composeBrief(facts, lucia).parts).toEqual({
      ...{ name: 'Mariana Robles', firstName: 'Mariana', since: '2026-11-19', source: 'ad' },
      wants: {
        ...{ property_type: 'villa', bedrooms: 3, location: 'Nuevo Vallarta', use: 'family' },
        budget: { min: 650_000, max: 720_000, currency: 'USD' },
        timeline: { months: 3, text: 'antes de febrero' },
      },
      reason: { text: 'Pidió a una persona para hablar de mensualidades.' },
      said: 'las mensualidades prefiero verlas con una persona',
      visits: [
        {
          property: 'Grand Luxxe',
          startsAt: '2026-11-28T17:00:00.000Z',
          timeZone: 'America/Bahia_Banderas',
        },
      ],
      promised: ['Enviar el plano por WhatsApp'],
      careful: ['price-quoted'],
      objections: ['le preocupa la tasa'],
    });
    const plain = {
      ...facts,
      reason: 'Asked to speak with a person.',
      mood: 'upset' as const,
      toolsUsed: [],
    };
    expect(composeBrief({ ...plain, now: lead.createdAt }, undefined).parts).toMatchObject({
      ...{ since: null, reason: { code: 'wants-person' }, careful: ['upset', 'no-price'] },
    });
  });

  it('names the supervisor who passes the call on, with the why that they gave', () => {
    const by = { code: 'handed-over', name: 'Laura Méndez' } as const;
    const plain = { ...facts, lastWords: undefined, by, reason: supervisedReason(by) };
    const unsaid = composeBrief(plain, lucia);
    expect([unsaid.why, unsaid.parts?.reason]).toEqual(['La pasó Laura Méndez.', { text: '', by }]);
    const said = composeBrief({ ...plain, reason: 'cliente molesto' }, { name: 'Beatriz', language: 'en' });
    expect([said.why, said.parts?.reason]).toEqual([
      'Laura Méndez handed it over: cliente molesto.',
      { text: 'cliente molesto', by },
    ]);
  });

  it('is in the agent’s language, but begins in the lead’s', () => {
    const brief = composeBrief(
      { ...facts, lead: { ...lead, language: 'en' } },
      { name: 'Beatriz', language: 'en' },
    );
    expect(brief.wants).toBe('Villa with 3 bedrooms in Nuevo Vallarta for the family');
    expect(brief.promised[0]).toBe('Visit to Grand Luxxe: Saturday, November 28, 11:00 AM.');
    const mixed = composeBrief({ ...facts, lead: { ...lead, language: 'en' } }, lucia);
    expect(mixed.wants).toContain('Villa de 3 rec.');
    expect(mixed.opening).toMatch(
      /^Hello Mariana, this is Lucía Hernández from Vidanta\. Sofia told me that you are looking for a villa in Nuevo Vallarta\./,
    );
    expect(mixed.language).toBe('en');
  });

  it('leaves a gap for the agent’s name until somebody is reserved', () => {
    expect(composeBrief(facts, undefined).opening).toContain('soy {agent}, de Vidanta');
  });

  it('written again for the next agent repeats no promise', () => {
    const first = composeBrief(facts, { name: 'John', language: 'en' });
    const again = composeBrief({ ...facts, promised: first.promised }, lucia);
    expect(again.promised).toEqual([
      'Visita a Grand Luxxe: sábado 28 de noviembre, 11:00.',
      'Enviar el plano por WhatsApp',
    ]);
  });

  it('says so plainly when nothing is known, and invents nothing', () => {
    const stranger = { ...lead, firstName: null, lastName: null, leadSource: null, profile: {} } as LeadRow;
    const brief = composeBrief(
      {
        lead: stranger,
        reason: 'Pidió a una persona.',
        visits: [],
        lastWords: undefined,
        toolsUsed: [],
        now: facts.now,
      },
      lucia,
    );
    expect(brief).toMatchObject({
      wants: 'Todavía no ha dicho qué busca.',
      budget: null,
      when: null,
      why: 'Pidió a una persona.',
      promised: [],
      mood: null,
      careful: ['No se le ha dado precio, tasa ni descuento.'],
      opening: 'Hola, soy Lucía Hernández, de Vidanta. Sofía me contó lo que platicaron. ¿En qué te ayudo?',
    });
  });

  it('warns of an upset lead and of a budget below the prices', () => {
    const score = {
      total: 40,
      qualification_level: 'warm',
      urgency: 'low',
      budget_fit: 'below',
      reasons: [],
    };
    const brief = composeBrief({ ...facts, mood: 'upset', lead: { ...lead, score } as LeadRow }, lucia);
    expect(brief.careful.slice(0, 2)).toEqual([
      'Se le nota molestia: escuche antes de ofrecer.',
      'Su presupuesto queda por debajo de lo que busca.',
    ]);
  });
});
