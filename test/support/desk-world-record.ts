/** What is on record in the one day: the leads' cards, the calls of before, and what a search finds. */
import type { LeadDetail } from '../../src/shared/api.ts';
import type { CallSummary } from '../../src/shared/call.ts';
import type { HistoryCall, SearchAnswer, SearchHit } from '../../src/shared/desk.ts';
import type { LeadSummary } from '../../src/shared/lead.ts';
import { choices } from './desk-world-house.ts';
import {
  ago,
  andreaId,
  carlosId,
  daniela,
  gabriela,
  hector,
  idOf,
  jorge,
  karen,
  leads,
  mariana,
  oscar,
  patricia,
  tasks,
} from './desk-world-people.ts';
import { marianaCall, marianaScore } from './desk-world-talk.ts';

const ended = (number: number, of: LeadSummary, more: Partial<CallSummary>): CallSummary => ({
  ...marianaCall,
  ...{ id: idOf('call', number), leadId: of.id, leadName: of.name, phone: of.phone, status: 'ended' },
  ...{ escalated: false, endedAt: ago(60), durationSeconds: 250, outcome: 'interested', seq: 12, ...more },
});

const row = (number: number, more: Partial<HistoryCall> & Pick<HistoryCall, 'at'>): HistoryCall => ({
  ...{ id: idOf('hist', number), kind: 'phone', direction: 'in', number: null, leadId: null, leadName: null },
  ...{ agentName: 'Andrea Luna', talkSeconds: null, outcome: 'answered', disposition: null, mos: null },
  ...{ callId: null, call: null, hasRecording: false },
  ...more,
});
const of = ({ id, name, phone }: LeadSummary) => ({ leadId: id, leadName: name, number: phone });
const labelOf = (key: string) => choices.dispositions.find((one) => one.key === key)?.label ?? null;
const aiCall = (number: number, lead: LeadSummary, more: Partial<CallSummary>) => {
  const call = ended(number, lead, more);
  return {
    kind: 'ai',
    callId: call.id,
    call,
    hasRecording: true,
    agentName: null,
    talkSeconds: call.durationSeconds,
    outcome: call.outcome,
  } as const;
};

/** Newest first: answered, missed, refused, placed; people's and the AI's. */
export const history: HistoryCall[] = [
  row(1, {
    at: ago(50),
    ...of(daniela),
    talkSeconds: 372,
    mos: 4.2,
    callId: idOf('call', 3),
    hasRecording: true,
  }),
  row(2, {
    at: ago(64),
    ...of(daniela),
    ...aiCall(3, daniela, { outcome: 'escalated_to_human', escalated: true }),
  }),
  row(3, {
    at: ago(82),
    ...of(hector),
    direction: 'out',
    talkSeconds: 95,
    disposition: labelOf('appointment'),
    mos: 4.3,
  }),
  row(4, { at: ago(101), number: '+525512345678', outcome: 'no-answer' }),
  row(5, { at: ago(118), ...of(patricia), direction: 'out', outcome: 'busy' }),
  row(6, { at: ago(140), ...of(gabriela), talkSeconds: 611, disposition: labelOf('quote'), mos: 3.4 }),
  row(7, {
    at: ago(161),
    ...of(karen),
    ...aiCall(7, karen, { durationSeconds: 184, outcome: 'appointment_scheduled' }),
  }),
  row(8, { at: ago(1_460), ...of(jorge), talkSeconds: 205, disposition: labelOf('call-back'), mos: 2.7 }),
  row(9, { at: ago(1_500), ...of(oscar), outcome: 'rejected' }),
  row(10, {
    at: ago(2_890),
    ...of(leads[12]!),
    direction: 'out',
    talkSeconds: 44,
    disposition: labelOf('not-interested'),
    mos: 4.1,
  }),
];

const hit = (
  number: number,
  lead: LeadSummary,
  more: Partial<SearchHit> & Pick<SearchHit, 'excerpt'>,
): SearchHit => {
  const from = more.excerpt.toLowerCase().indexOf('villa');
  return {
    ...{ interactionId: idOf('msg', number), leadId: lead.id, leadName: lead.name, callId: null },
    ...{ channel: 'whatsapp', author: 'lead', at: ago(44), from, to: from + 'villa'.length },
    ...more,
  };
};

/** What "villa" finds. */
export const search: SearchAnswer = {
  leads: [mariana, jorge],
  hits: [
    hit(1, mariana, {
      excerpt: 'Vi su anuncio de las villas en Nuevo Vallarta. ¿Todavía hay de 3 recámaras?',
    }),
    hit(2, daniela, {
      ...{ channel: 'call', author: 'ai', callId: idOf('call', 3), at: ago(63) },
      excerpt: 'La villa de Los Cabos tiene dos recámaras y terraza hacia el mar; se entrega en agosto.',
    }),
    hit(3, hector, {
      ...{ channel: 'note', author: 'agent', at: ago(80) },
      excerpt: 'Quiere ver primero la villa muestra; viene con su hija y necesita estacionamiento.',
    }),
  ],
};

const consents: LeadDetail['consents'] = [
  { kind: 'whatsapp', granted: true, evidence: 'Escribió primero', at: ago(2_000) },
  { kind: 'call', granted: true, evidence: 'Sí, pero en media hora.', at: ago(41) },
  { kind: 'recording', granted: true, evidence: 'Sí', at: ago(41) },
  { kind: 'marketing', granted: false, evidence: '', at: ago(41) },
];

/** The card of a lead of whom little is known. */
const cardOf = (lead: LeadSummary): LeadDetail => ({
  ...lead,
  ...{ firstName: lead.name.split(' ')[0] ?? lead.name, lastName: lead.name.split(' ').slice(1).join(' ') },
  ...{ email: null, timeZone: 'America/Mexico_City', profile: {}, scoreDetail: null, nextAction: null },
  ...{ campaign: null, ownerId: null, ownerName: null, handledBy: 'ai', windowUntil: ago(-1_300) },
  ...{ consents: consents.slice(0, 2), doNotCall: lead.status === 'opted-out', appointments: [] },
  ...{ tasks: tasks.filter((task) => task.leadId === lead.id), calls: [], offers: [], seq: 0 },
  contacts: history.filter((call) => call.leadId === lead.id),
});
const mine = { handledBy: 'human', ownerId: andreaId, ownerName: 'Andrea Luna' } as const;
const villa = (unit: string, usd: number): LeadDetail['offers'][number] => ({
  ...{ unit, property: 'Vidanta Nuevo Vallarta', destination: 'Nuevo Vallarta', type: 'villa', bedrooms: 3 },
  prices: [
    { currency: 'USD', amount: usd },
    { currency: 'MXN', amount: usd * 18.4 },
  ],
});

const marianaCard: LeadDetail = {
  ...cardOf(mariana),
  ...{
    timeZone: 'America/Tijuana',
    email: 'mariana.robles@example.com',
    scoreDetail: marianaScore,
    consents,
  },
  profile: {
    budget: { min: 650_000, max: 720_000, currency: 'USD' },
    timeline: { months: 3, text: 'antes de febrero' },
    ...{ location: 'Nuevo Vallarta', property_type: 'villa', bedrooms: 3, use: 'family', mood: 'hurried' },
    ...{ wants_person: true, wants_call: true, call_time: 'en media hora', objections: ['mensualidades'] },
  },
  ...{ nextAction: 'direct_transfer', campaign: 'Villas Bahía, otoño', windowUntil: ago(-1_399) },
  appointments: [
    {
      ...{ id: idOf('visit', 4), property: 'Vidanta Nuevo Vallarta', unit: 'B-304', status: 'booked' },
      ...{ startsAt: '2026-11-28T11:00:00-06:00', endsAt: '2026-11-28T12:00:00-06:00' },
    },
  ],
  calls: [marianaCall],
  contacts: [
    row(21, {
      at: ago(8_700),
      ...of(mariana),
      agentName: 'Beatriz Nava',
      talkSeconds: 250,
      disposition: labelOf('quote'),
    }),
    row(22, {
      at: ago(120_000),
      ...of(mariana),
      ...aiCall(22, mariana, { outcome: 'no_answer', durationSeconds: 0 }),
    }),
  ],
  offers: [villa('B-304', 685_000), villa('A-112', 648_000), villa('C-207', 718_000)],
};

/** By lead. */
export const leadDetails: Record<string, LeadDetail> = {
  ...Object.fromEntries(leads.map((lead) => [lead.id, cardOf(lead)])),
  [mariana.id]: marianaCard,
  [jorge.id]: {
    ...cardOf(jorge),
    ...mine,
    ...{ timeZone: 'America/Monterrey', windowUntil: ago(-1_437) },
    profile: { property_type: 'villa', location: 'Nuevo Vallarta', use: 'investment' },
    offers: [villa('A-112', 648_000)],
  },
  [daniela.id]: {
    ...cardOf(daniela),
    ...{ calls: [ended(3, daniela, { escalated: true })], timeZone: 'America/Mazatlan' },
    profile: { property_type: 'residence', location: 'Los Cabos', bedrooms: 2, use: 'investment' },
  },
  [oscar.id]: { ...cardOf(oscar), ...mine, windowUntil: ago(-38) },
  [gabriela.id]: { ...cardOf(gabriela), ...mine, windowUntil: ago(-1_432) },
  [hector.id]: { ...cardOf(hector), ...mine, windowUntil: null },
  [karen.id]: {
    ...cardOf(karen),
    ...{ handledBy: 'human', ownerId: carlosId, ownerName: 'Carlos Ibarra', ownerPresent: true },
    timeZone: 'America/Denver',
  } as LeadDetail,
};
