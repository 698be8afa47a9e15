/** Who Sofia is and what she knows of this lead, in the lead's language. Pure text: the composer puts it into the call. */
import { DateTime } from 'luxon';
import type { Budget, Language, LeadProfile } from '../../../shared/lead.ts';
import type { UnitOffer } from '../../store/inventory.ts';
import type { CallContext } from './prepare-context.ts';

/** The seed's conditions under which the conversation is over. */
export const endCallConditions = ['appointment_scheduled', 'not_qualified', 'escalated_to_human'] as const;

const words = {
  es: {
    persona:
      'Eres Sofia, una consultora experta en bienes raíces de lujo de Vidanta. Tu objetivo es calificar leads y agendar visitas. Usa un tono cálido y profesional. Hablas por teléfono: frases cortas, una pregunta a la vez, sin listas ni símbolos. Si la persona cambia de idioma, síguela.',
    honesty:
      'Eres una asistente virtual y lo dices si te preguntan. Nunca inventes precios, disponibilidad ni promesas: usa las herramientas y di solo lo que ellas respondan. Si la persona pide que no la llamen más, discúlpate, confírmalo y termina la llamada.',
    goals: [
      'Confirma lo que ya sabemos y pregunta solo lo que falta: destino, tipo de propiedad, presupuesto y plazo.',
      'Resuelve dudas con check_availability y get_pricing.',
      'Propón una visita y resérvala con schedule_appointment.',
      'Si pide hablar con una persona, está molesta o quiere condiciones que no puedes dar, usa escalate_to_human. Si prefiere que la llamen en otro momento, pregunta día y hora y pásalos en callback_time.',
    ],
    direct:
      'Esta persona pidió hablar con alguien del equipo. Solo salúdala y dile que la comunicas con una persona; no la califiques ni le vendas nada. La transferencia ya se está preparando: si todavía no empieza, usa escalate_to_human una sola vez.',
    endings: {
      appointment_scheduled: 'la visita quedó agendada y confirmada por la herramienta',
      not_qualified: 'la persona no busca comprar o no califica: agradece y despídete',
      escalated_to_human: 'la persona ya quedó con un agente humano',
    },
    headings: {
      goals: 'Objetivos de la llamada, en este orden:',
      ends: 'Termina la llamada con endCall cuando se cumpla una de estas condiciones:',
      known: 'Lo que sabemos de la persona:',
      said: 'Lo último que se habló con ella:',
      offers: 'Propiedades que le pueden interesar (verifica antes de ofrecer):',
      before: 'Llamadas anteriores:',
      visits: 'Visitas que ya tiene agendadas:',
    },
    labels: {
      name: 'Nombre',
      location: 'Destino',
      type: 'Tipo de propiedad',
      bedrooms: 'Recámaras',
      budget: 'Presupuesto',
      timeline: 'Plazo',
      use: 'Uso',
      mood: 'Ánimo',
      objections: 'Objeciones',
      time: 'Hora que prefiere',
      reason: 'Motivo de la llamada',
      now: 'Ahora es',
      from: 'desde',
    },
    who: { lead: 'Persona', ai: 'Nosotros', agent: 'Nuestro agente', system: 'Sistema' },
    hello: (name: string) =>
      `¡Hola${name === '' ? '' : `, ${name}`}! Soy Sofia, asistente virtual de Vidanta. Esta llamada se graba.`,
    interest: (place: string) =>
      `Vi que te interesan nuestras propiedades${place === '' ? '' : ` en ${place}`}. ¿Te gustaría que conversemos sobre las opciones que mejor se adapten a ti?`,
    handOver: 'Me pediste hablar con una persona de nuestro equipo; te comunico en este momento.',
    inbound: 'Gracias por llamar. ¿En qué te puedo ayudar?',
  },
  en: {
    persona:
      'You are Sofia, an expert consultant in luxury real estate at Vidanta. Your goal is to qualify leads and to book visits. Be warm and professional. You speak on the phone: short sentences, one question at a time, no lists, no symbols. If the person changes language, follow.',
    honesty:
      'You are a virtual assistant and say so when asked. Never invent prices, availability or promises: use the tools and say only what they answer. If the person does not want to be called again, apologise, confirm it and end the call.',
    goals: [
      'Confirm what we know and ask only for what is missing: destination, kind of property, budget and timeline.',
      'Answer questions with check_availability and get_pricing.',
      'Propose a visit and book it with schedule_appointment.',
      'If they ask for a person, are upset, or want terms that you may not give, use escalate_to_human. If they would rather be called at another time, ask for the day and the hour and pass them in callback_time.',
    ],
    direct:
      'This person asked to speak with somebody of the team. Only greet them and say that you are putting them through; do not qualify them and sell nothing. The transfer is being prepared: if it has not started yet, use escalate_to_human once.',
    endings: {
      appointment_scheduled: 'the visit is booked and the tool confirmed it',
      not_qualified: 'the person is not looking to buy or does not qualify: thank them and say goodbye',
      escalated_to_human: 'the person is with a human agent',
    },
    headings: {
      goals: 'Goals of the call, in this order:',
      ends: 'End the call with endCall when one of these conditions is met:',
      known: 'What we know of the person:',
      said: 'What was said last:',
      offers: 'Homes that may suit them (check before you offer):',
      before: 'Earlier calls:',
      visits: 'Visits already booked:',
    },
    labels: {
      name: 'Name',
      location: 'Destination',
      type: 'Kind of property',
      bedrooms: 'Bedrooms',
      budget: 'Budget',
      timeline: 'Timeline',
      use: 'Use',
      mood: 'Mood',
      objections: 'Objections',
      time: 'Preferred hour',
      reason: 'Reason for this call',
      now: 'It is now',
      from: 'from',
    },
    who: { lead: 'Person', ai: 'We', agent: 'Our agent', system: 'System' },
    hello: (name: string) =>
      `Hello${name === '' ? '' : `, ${name}`}! I'm Sofia, Vidanta's virtual assistant. This call is recorded.`,
    interest: (place: string) =>
      `I saw that you are interested in our properties${place === '' ? '' : ` in ${place}`}. Would you like to talk about the options that suit you best?`,
    handOver: 'You asked to speak with a person of our team; I am putting you through right now.',
    inbound: 'Thank you for calling. How can I help you?',
  },
} as const satisfies Record<Language, unknown>;

/** The first name to greet with; empty where only a number is known. */
export function firstNameOf({ firstName, whatsappName }: CallContext['lead']): string {
  const name = firstName ?? whatsappName?.split(/\s+/)[0] ?? '';
  return /\p{L}/u.test(name) ? name : '';
}

/** What Sofia says first: the seed's sentence, made personal. */
export function firstMessage({ lead, call }: CallContext): string {
  const { hello, interest, handOver } = words[lead.language];
  const greeting = hello(firstNameOf(lead));
  return `${greeting} ${call.mode === 'direct' ? handOver : interest(lead.profile.location ?? '')}`;
}

/** The first sentence for somebody who calls us. */
export function inboundMessage(language: Language, name: string): string {
  const { hello, inbound } = words[language];
  return `${hello(name)} ${inbound}`;
}

/** The system prompt for a call that we place. */
export function systemPrompt(context: CallContext, now: Date): string {
  const { lead, call, lines, calls, visits, offers } = context;
  const say = words[lead.language];
  const { headings, labels } = say;
  return sections([
    [say.persona, [say.honesty]],
    call.mode === 'direct'
      ? [say.direct, []]
      : [headings.goals, say.goals.map((goal, i) => `${i + 1}. ${goal}`)],
    [headings.ends, endCallConditions.map((condition) => `- ${condition}: ${say.endings[condition]}`)],
    [
      headings.known,
      [
        `- ${labels.now}: ${clock(now, lead.timeZone, lead.language)}`,
        `- ${labels.reason}: ${call.reason}`,
        ...knownFacts(context),
      ],
    ],
    [
      headings.visits,
      visits.map((visit) => `- ${visit.property}: ${clock(visit.startsAt, visit.timeZone, lead.language)}`),
    ],
    [
      headings.before,
      calls.flatMap((past) => (past.summary === null ? [] : [`- ${past.outcome ?? ''}: ${past.summary}`])),
    ],
    [headings.offers, offers.map((offer) => `- ${describeOffer(offer, labels.from, lead.profile)}`)],
    [headings.said, lines.map((line) => `${say.who[line.author]}: ${oneLine(line.text)}`)],
  ]);
}

/** The system prompt for somebody who calls us and of whom we know nothing. */
export function strangerPrompt(language: Language): string {
  const say = words[language];
  return sections([
    [say.persona, [say.honesty]],
    [say.headings.goals, say.goals.map((goal, i) => `${i + 1}. ${goal}`)],
    [say.headings.ends, endCallConditions.map((condition) => `- ${condition}: ${say.endings[condition]}`)],
  ]);
}

/** Headed lists with a blank line between; a list without entries is left out unless its heading says it all. */
function sections(parts: [heading: string, entries: readonly string[]][]): string {
  return parts
    .filter(([heading, entries]) => entries.length > 0 || !heading.endsWith(':'))
    .map(([heading, entries]) => [heading, ...entries].join('\n'))
    .join('\n\n');
}

function knownFacts({ lead }: CallContext): string[] {
  const { labels } = words[lead.language];
  const { profile } = lead;
  const facts: [label: string, value: string | number | undefined][] = [
    [labels.name, [lead.firstName ?? firstNameOf(lead), lead.lastName ?? ''].join(' ').trim() || undefined],
    [labels.location, profile.location],
    [labels.type, profile.property_type],
    [labels.bedrooms, profile.bedrooms],
    [labels.budget, profile.budget && money(profile.budget)],
    [labels.timeline, profile.timeline?.text],
    [labels.use, profile.use],
    [labels.time, profile.call_time],
    [labels.mood, profile.mood],
    [labels.objections, profile.objections?.join('; ') || undefined],
  ];
  return facts.flatMap(([label, value]) =>
    value === undefined ? [] : [`- ${label}: ${oneLine(String(value))}`],
  );
}

/** Whole thousands need no cents; figures are read aloud by the voice. */
function money({ min, max, currency }: Budget): string {
  const figure = (amount: number): string => amount.toLocaleString('en-US', { maximumFractionDigits: 0 });
  return min === max ? `${figure(max)} ${currency}` : `${figure(min)}–${figure(max)} ${currency}`;
}

function describeOffer(offer: UnitOffer, from: string, { budget }: LeadProfile): string {
  const amount = budget?.currency === 'MXN' ? offer.mxn : offer.usd;
  const currency = budget?.currency ?? 'USD';
  return `${offer.property} (${offer.destination}), ${offer.type} ${offer.code}, ${offer.bedrooms} rec., ${from} ${money({ min: amount, max: amount, currency })}`;
}

function clock(at: Date, zone: string, language: Language): string {
  const locale = language === 'es' ? 'es-MX' : 'en-US';
  return DateTime.fromJSDate(at, { zone }).setLocale(locale).toLocaleString(DateTime.DATETIME_FULL);
}

/** What people wrote must not look like a section of ours, nor fill the prompt. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 300);
}
