/** The conversations of the one day: Mariana's whole journey, and chats in every state a chat can be in. */
import type { CallSummary } from '../../src/shared/call.ts';
import type { Brief, EscalationOffer } from '../../src/shared/escalation.ts';
import type { EventData, EventType, StreamEvent } from '../../src/shared/events.ts';
import type { LeadScore } from '../../src/shared/lead.ts';
import { ago, andreaId, idOf, jorge, leads, mariana } from './desk-world-people.ts';

export const marianaCall: CallSummary = {
  id: idOf('call', 1),
  leadId: mariana.id,
  leadName: mariana.name,
  phone: mariana.phone,
  status: 'forwarding',
  reason: 'the lead agreed to a call',
  queuedAt: ago(7),
  startedAt: ago(6.5),
  answeredAt: ago(6),
  endedAt: null,
  durationSeconds: null,
  outcome: null,
  escalated: true,
  agentName: null,
  seq: 17,
};

const other = (number: number, index: number, more: Partial<CallSummary>): CallSummary => ({
  ...marianaCall,
  id: idOf('call', number),
  leadId: leads[index]!.id,
  leadName: leads[index]!.name,
  phone: leads[index]!.phone,
  escalated: false,
  seq: 3,
  ...more,
});

/** Sofía's calls under way; Mariana's first. */
export const openCalls: CallSummary[] = [
  marianaCall,
  other(21, 8, { status: 'in-progress', answeredAt: ago(3) }),
  other(22, 10, { status: 'ringing', answeredAt: null, startedAt: ago(0.4) }),
  other(23, 11, { status: 'queued', answeredAt: null, startedAt: null, queuedAt: ago(1) }),
];

export const marianaScore: LeadScore = {
  total: 87,
  qualification_level: 'hot',
  urgency: 'high',
  budget_fit: 'fits',
  reasons: [
    { key: 'score.budget.fits', points: 28, values: { max: 720_000, currency: 'USD' } },
    { key: 'score.timeline.soon', points: 22, values: { months: 3 } },
    { key: 'score.wantsPerson', points: 15 },
    { key: 'score.location', points: 10, values: { location: 'Nuevo Vallarta' } },
    { key: 'score.wantsVisit', points: 10 },
    { key: 'score.use', points: 2, values: { use: 'family' } },
  ],
};

/** As the backend writes it, whatever the console speaks: the sentences in Spanish, and what they are made of. */
const brief: Brief = {
  who: 'Mariana Robles, nos escribe desde el 19 de noviembre, llegó por un anuncio.',
  wants: 'Villa de 3 rec. en Nuevo Vallarta para la familia',
  budget: 'USD 650,000 a 720,000',
  when: 'En 3 meses',
  why: 'Quiere ver las mensualidades de la B-304 con una persona. Dijo: «las mensualidades prefiero verlas con una persona»',
  promised: ['Visita a Grand Luxxe: sábado 28 de noviembre, 11:00.', 'Enviar el plano por WhatsApp'],
  mood: 'hurried',
  careful: ['Sofía ya le dio precios de lista; no ofrezca descuento ni tasa sin autorización.'],
  opening:
    'Hola Mariana, soy Andrea Luna, de Vidanta. Sofía me contó que buscas una villa en Nuevo Vallarta. ¿En qué te ayudo?',
  language: 'es',
  score: marianaScore,
  parts: {
    name: mariana.name,
    firstName: 'Mariana',
    since: '2026-11-19',
    source: 'ad',
    wants: {
      ...{ property_type: 'villa', bedrooms: 3, location: 'Nuevo Vallarta', use: 'family' },
      budget: { min: 650_000, max: 720_000, currency: 'USD' },
      timeline: { months: 3, text: 'antes de febrero' },
    },
    reason: { text: 'Quiere ver las mensualidades de la B-304 con una persona.' },
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
    objections: [],
  },
};

/** Mariana's call offered to Andrea, with the brief in the agent's language. */
export const offer = (more: Partial<EscalationOffer> = {}): EscalationOffer => ({
  escalationId: idOf('esc', 1),
  attemptId: idOf('att', 1),
  callId: marianaCall.id,
  leadId: mariana.id,
  leadName: mariana.name,
  phone: mariana.phone,
  agentId: andreaId,
  status: 'ringing',
  brief,
  reservedAt: ago(0.2),
  expiresAt: ago(-0.2),
  ...more,
});

/** A second client on the way to Andrea, while she speaks. */
export const jorgeOffer: EscalationOffer = offer({
  ...{ escalationId: idOf('esc', 2), attemptId: idOf('att', 2), callId: idOf('call', 2), leadId: jorge.id },
  ...{ leadName: jorge.name, phone: jorge.phone },
  brief: {
    ...brief,
    who: 'Jorge Treviño Garza, nos escribe desde hoy, llegó por WhatsApp.',
    wants: 'Villa en Los Cabos como inversión',
    why: 'Pide un descuento por pago de contado.',
    parts: {
      ...brief.parts!,
      ...{ name: jorge.name, firstName: 'Jorge', since: null, source: 'whatsapp', said: null },
      wants: { property_type: 'villa', location: 'Los Cabos', use: 'investment' },
      reason: { text: 'Pide un descuento por pago de contado.' },
      ...{ visits: [], promised: [] },
    },
  },
});

const at = (iso: string): string => `2026-11-25T${iso}Z`;

/** A stream of events, numbered; `rows` are type, time and data. */
export function streamOf(
  stream: string,
  rows: readonly { [K in EventType]: [type: K, at: string, data: EventData[K]] }[EventType][],
): StreamEvent[] {
  return rows.map(
    ([type, time, data], index) => ({ stream, seq: index + 1, type, at: time, data }) as StreamEvent,
  );
}

const said = (number: number, role: 'lead' | 'ai' | 'agent', text: string, time: string) =>
  ['transcript.added', at(time), { interactionId: idOf('say', number), role, text, at: at(time) }] as const;
const escalationId = idOf('esc', 1);
const attemptId = idOf('att', 1);

/** Mariana's call by Sofía up to the ringing of Andrea's phone. */
export const marianaEvents: StreamEvent[] = streamOf(`call:${marianaCall.id}`, [
  ['call.requested', at('18:35:00'), { reason: 'the lead agreed to a call' }],
  ['call.queued', at('18:35:01'), { notBefore: at('18:35:30') }],
  ['call.dialing', at('18:35:30'), { attempt: 1 }],
  ['call.started', at('18:35:32'), { vapiCallId: 'vapi-1' }],
  ['call.changed', at('18:36:02'), { status: 'in-progress' }],
  [
    ...said(
      1,
      'ai',
      'Hola, Mariana, soy Sofía, de Vidanta. ¿Es buen momento para contarle de las villas?',
      '18:36:05',
    ),
  ],
  [...said(2, 'lead', 'Sí, adelante, pero rapidito que tengo junta a las once y cuarto.', '18:36:20')],
  [...said(3, 'ai', 'Claro. Antes de seguir, ¿la busca para su familia o también para rentar?', '18:38:02')],
  [...said(4, 'lead', 'Para la familia, y rentarla si no vamos. Traemos unos 700 mil dólares.', '18:39:11')],
  [
    'tool.called',
    at('18:39:14'),
    {
      ...{ toolCallId: 'tool-1', name: 'get_pricing', success: true, ms: 640, cached: false },
      parameters: {
        type: 'villa',
        bedrooms: 3,
        destination: 'Nuevo Vallarta',
        max_price: 720_000,
        currency: 'USD',
      },
      result: 'B-304: USD 685,000. A-112: USD 648,000. C-207: USD 718,000, apartada.',
    },
  ],
  [
    ...said(
      5,
      'ai',
      'La B-304 queda en 685 mil dólares, con vista al campo de golf, en el tercer piso.',
      '18:40:03',
    ),
  ],
  [
    ...said(
      6,
      'lead',
      'Me gusta la B-304, pero las mensualidades prefiero verlas con una persona.',
      '18:41:30',
    ),
  ],
  ['escalation.requested', at('18:41:34'), { escalationId, reason: 'the lead asked for a person', brief }],
  [
    'tool.called',
    at('18:41:35'),
    {
      ...{ toolCallId: 'tool-2', name: 'escalate_to_human', success: true, ms: 96, cached: false },
      parameters: { reason: 'mensualidades', mood: 'hurried' },
      result: 'Andrea Luna toma la llamada.',
    },
  ],
  [
    'escalation.reserved',
    at('18:41:36'),
    { escalationId, attemptId, target: 'agent', agentId: andreaId, agentName: 'Andrea Luna' },
  ],
  [
    ...said(
      7,
      'ai',
      'Claro que sí. La comunico con Andrea Luna, asesora en Bahía de Banderas; no cuelgue, por favor.',
      '18:41:58',
    ),
  ],
  ['escalation.ringing', at('18:42:02'), { escalationId, attemptId }],
]);

/** What follows when Andrea answers. */
export const answeredEvents: StreamEvent[] = [
  ...marianaEvents,
  ...streamOf(`call:${marianaCall.id}`, [
    [
      'escalation.answered',
      at('18:42:08'),
      { escalationId, attemptId, agentId: andreaId, agentName: 'Andrea Luna' },
    ],
    [
      ...said(
        8,
        'agent',
        'Hola, Mariana, soy Andrea Luna. Sofía me contó que le gustó la B-304.',
        '18:42:09',
      ),
    ],
    [...said(9, 'lead', 'Sí, mucho. Lo que no tengo claro es cuánto quedaría al mes.', '18:42:10')],
  ]).map((event) => ({ ...event, seq: event.seq + marianaEvents.length })),
];

/** Daniela's talk with Andrea, which is over. */
export const danielaEvents: StreamEvent[] = streamOf(`call:${idOf('call', 3)}`, [
  ['call.changed', at('18:33:02'), { status: 'in-progress' }],
  [...said(31, 'ai', 'Hola, Daniela, soy Sofía, de Vidanta. ¿Sigue buscando en Los Cabos?', '18:33:05')],
  [...said(32, 'lead', 'Sí, de dos recámaras y para rentar. Traigo unos 420 mil dólares.', '18:33:31')],
  [...said(33, 'lead', '¿Me puede pasar con alguien que me explique los plazos?', '18:34:12')],
  [
    'escalation.answered',
    at('18:34:58'),
    { escalationId: idOf('esc', 3), attemptId: idOf('att', 3), agentId: andreaId, agentName: 'Andrea Luna' },
  ],
  [
    ...said(
      34,
      'agent',
      'Daniela, qué gusto, soy Andrea Luna. A 24 meses quedaría en cuatro pagos semestrales.',
      '18:35:20',
    ),
  ],
  [
    ...said(
      35,
      'lead',
      'Suena bien. Lo veo con mi hermano el fin de semana; ¿me manda la cotización?',
      '18:39:44',
    ),
  ],
  [...said(36, 'agent', 'Con gusto, hoy mismo por escrito. ¿Le marco el lunes en la mañana?', '18:40:31')],
  [...said(37, 'lead', 'El lunes está perfecto, gracias.', '18:41:05')],
  [
    'escalation.closed',
    at('18:41:10'),
    { escalationId: idOf('esc', 3), outcome: 'answered', talkMs: 372_000 },
  ],
  [
    'call.ended',
    at('18:41:10'),
    { endedReason: 'customer-ended-call', outcome: 'escalated_to_human', durationSeconds: 488 },
  ],
]);
