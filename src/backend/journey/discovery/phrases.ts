/** Sofía's own words, in both languages: what a lead reads when no model helps, and what a model may only rephrase. */
import type { Destination, DiscoveryQuestion, Language, PropertyType } from '../../../shared/lead.ts';

export interface Phrases {
  hello: (name: string | null) => string;
  ask: Record<DiscoveryQuestion, string>;
  askNumber: string;
  askConsentForPerson: string;
  types: Record<PropertyType, { one: string; many: string }>;
  homes: { one: string; many: string };
  priceFrom: (what: string, where: string | null, from: string, to: string) => string;
  available: (count: number, what: string, where: string | null, from: string) => string;
  noneOf: (what: string, where: string | null) => string;
  budgetBelow: (what: string, where: string | null, from: string) => string;
  financing: (downPaymentPct: number, months: number) => string;
  address: (names: string, where: string) => string;
  photosLater: string;
  photosNone: string;
  visit: string;
  media: Record<'audio' | 'other', string>;
  robot: string;
  inLanguage: string;
  noRush: string;
  mailLater: string;
  /** Before a question of ours. */
  notUnderstood: string;
  /** Where we have no question. */
  sayAgain: string;
  thanks: string;
  noted: string;
  goodPlace: (where: Destination) => string;
  calm: string;
  goodbye: string;
  callNow: string;
  callAt: (when: string) => string;
  noCall: string;
  personWrites: string;
  personWritesNone: string;
  nurture: string;
  listening: string;
  inCall: string;
  followUps: ((name: string | null) => string)[];
}

const called = (name: string | null): string => (name === null ? '' : `, ${name}`);
const named = (name: string | null): string => (name === null ? '' : ` ${name}`);
const place = (prefix: string, where: string | null): string => (where === null ? '' : ` ${prefix} ${where}`);

const es: Phrases = {
  hello: (name) => `¡Hola${named(name)}! Soy Sofía, de Vidanta.`,
  ask: {
    location:
      '¿Qué destino te gusta más: Nuevo Vallarta, Riviera Maya, Los Cabos, Acapulco, Puerto Peñasco o Mazatlán?',
    property_type: '¿Qué te gustaría: un condominio, una villa, un penthouse u otra cosa?',
    budget: '¿Qué presupuesto tienes en mente, en pesos o en dólares?',
    timeline: '¿Para cuándo te gustaría comprar?',
    call_consent: '¿Te marco ahora a este número para contarte las mejores opciones?',
  },
  askNumber: '¿Me compartes un número para llamarte y contarte las mejores opciones?',
  askConsentForPerson: '¿Quieres que te llamemos ahora a este número para comunicarte con un asesor?',
  types: {
    studio: { one: 'estudio', many: 'estudios' },
    condo: { one: 'condominio', many: 'condominios' },
    penthouse: { one: 'penthouse', many: 'penthouses' },
    villa: { one: 'villa', many: 'villas' },
    residence: { one: 'residencia', many: 'residencias' },
    lot: { one: 'terreno', many: 'terrenos' },
    fractional: { one: 'propiedad fraccional', many: 'propiedades fraccionales' },
  },
  homes: { one: 'propiedad', many: 'propiedades' },
  priceFrom: (what, where, from, to) => `Tenemos ${what}${place('en', where)} desde ${from} hasta ${to}.`,
  available: (count, what, where, from) =>
    `Ahora mismo hay ${count} ${what}${place('en', where)} en venta, desde ${from}.`,
  noneOf: (what, where) => `Por ahora no tenemos ${what}${place('en', where)} a la venta.`,
  budgetBelow: (what, where, from) => `Te soy sincera: ${what}${place('en', where)} empiezan en ${from}.`,
  financing: (pct, months) => `Se puede comprar con ${pct} % de enganche y hasta ${months} meses para pagar.`,
  address: (names, where) => `En ${where} tenemos ${names}.`,
  photosLater: 'Ya le pedí a un asesor que te comparta fotos y planos.',
  photosNone: 'Por aquí no puedo enviarte fotos, pero un asesor sí.',
  visit: 'Con gusto te ayudamos a conocerlo en persona; la visita se agenda en una llamada.',
  media: {
    audio: 'Recibí tu nota de voz, pero por aquí solo puedo leer. ¿Me lo escribes?',
    other: '¡Gracias por compartirlo! Por aquí solo puedo leer texto.',
  },
  robot: 'Soy Sofía, la asistente virtual de Vidanta; si lo prefieres, te comunico con una persona.',
  inLanguage: '¡Claro que sí, en español!',
  noRush: 'Te entiendo, sin prisa. Aquí estoy para lo que necesites.',
  mailLater: 'Ya le pedí a un asesor que te escriba a tu correo.',
  notUnderstood: 'Perdona, quiero entenderte bien.',
  sayAgain: 'Perdona, no te entendí bien. ¿Me lo dices de otra forma?',
  thanks: '¡Con gusto!',
  noted: 'Perfecto, tomo nota.',
  goodPlace: (where) => `${where} es una gran elección.`,
  calm: 'Entiendo tu molestia y lo siento. No te insisto más; una persona de nuestro equipo revisará tu caso.',
  goodbye: 'Gracias por avisarme. No te insisto; si algún día te interesa, aquí estoy.',
  callNow: '¡Perfecto! Te marco en unos minutos.',
  callAt: (when) => `¡Perfecto! Te marco ${when}.`,
  noCall: 'De acuerdo, no te llamo; seguimos por aquí.',
  personWrites: 'De acuerdo, le pedí a un asesor que te escriba por aquí.',
  personWritesNone: 'De acuerdo, seguimos por aquí.',
  nurture: 'Gracias por platicarme. Guardo lo que buscas, y cuando quieras seguimos por aquí.',
  listening: 'Aquí estoy para lo que necesites.',
  inCall: 'Te leo. Lo vemos en la llamada; y por aquí también estoy al pendiente.',
  followUps: [
    (name) =>
      `Hola${named(name)}, soy Sofía, de Vidanta. ¿Sigues buscando tu lugar frente al mar? Con gusto te ayudo.`,
    (name) => `Hola${named(name)}, ¿te ayudo a comparar opciones de Vidanta? Cuéntame qué te gustaría.`,
    (name) =>
      `Gracias por tu interés en Vidanta${called(name)}. Si quieres retomarlo, escríbeme cuando gustes.`,
  ],
};

const en: Phrases = {
  hello: (name) => `Hi${named(name)}! I'm Sofía, from Vidanta.`,
  ask: {
    location:
      'Which destination do you like best: Nuevo Vallarta, Riviera Maya, Los Cabos, Acapulco, Puerto Peñasco or Mazatlán?',
    property_type: 'What would you like: a condo, a villa, a penthouse or something else?',
    budget: 'What budget do you have in mind, in dollars or in pesos?',
    timeline: 'When would you like to buy?',
    call_consent: 'May I call you now at this number to go over the best options?',
  },
  askNumber: 'Could you share a phone number so I can call you with the best options?',
  askConsentForPerson: 'May we call you now at this number to put you through to an advisor?',
  types: {
    studio: { one: 'studio', many: 'studios' },
    condo: { one: 'condo', many: 'condos' },
    penthouse: { one: 'penthouse', many: 'penthouses' },
    villa: { one: 'villa', many: 'villas' },
    residence: { one: 'residence', many: 'residences' },
    lot: { one: 'lot', many: 'lots' },
    fractional: { one: 'fractional property', many: 'fractional properties' },
  },
  homes: { one: 'home', many: 'homes' },
  priceFrom: (what, where, from, to) => `We have ${what}${place('in', where)} from ${from} to ${to}.`,
  available: (count, what, where, from) =>
    `Right now there ${count === 1 ? 'is' : 'are'} ${count} ${what}${place('in', where)} for sale, from ${from}.`,
  noneOf: (what, where) => `Right now we have no ${what}${place('in', where)} for sale.`,
  budgetBelow: (what, where, from) => `To be honest with you, ${what}${place('in', where)} start at ${from}.`,
  financing: (pct, months) => `You can buy with ${pct}% down and up to ${months} months to pay.`,
  address: (names, where) => `In ${where} we have ${names}.`,
  photosLater: 'I have asked an advisor to share photos and floor plans with you.',
  photosNone: 'I cannot send photos here, but an advisor can.',
  visit: 'We would love to show you around; the visit is arranged on a call.',
  media: {
    audio: 'I got your voice note, but here I can only read. Could you type it for me?',
    other: 'Thanks for sharing! Here I can only read text.',
  },
  robot: 'I am Sofía, the virtual assistant of Vidanta; if you prefer, I can put you through to a person.',
  inLanguage: 'Of course, in English!',
  noRush: 'I understand, no rush. I am here for anything you need.',
  mailLater: 'I have asked an advisor to write to your email.',
  notUnderstood: 'Sorry, I want to get this right.',
  sayAgain: 'Sorry, I did not quite get that. Could you put it another way?',
  thanks: 'My pleasure!',
  noted: 'Great, noted.',
  goodPlace: (where) => `${where} is a great choice.`,
  calm: 'I understand, and I am sorry. I will not insist; a person of our team will look into it.',
  goodbye: 'Thanks for letting me know. I will not insist; if you are ever interested, I am here.',
  callNow: 'Perfect! I will call you in a few minutes.',
  callAt: (when) => `Perfect! I will call you ${when}.`,
  noCall: 'Understood, no calls; we can go on here.',
  personWrites: 'Understood, I have asked an advisor to write to you here.',
  personWritesNone: 'Understood, we can go on here.',
  nurture: 'Thanks for sharing. I keep what you are looking for, and we can go on here whenever you like.',
  listening: 'I am here for anything you need.',
  inCall: 'I read you. We will go over it on the call; I am here as well.',
  followUps: [
    (name) =>
      `Hi${named(name)}, this is Sofía from Vidanta. Are you still looking for your place by the sea? I am glad to help.`,
    (name) => `Hi${named(name)}, may I help you compare options at Vidanta? Tell me what you would like.`,
    (name) =>
      `Thank you for your interest in Vidanta${called(name)}. Whenever you want to pick it up again, write to me.`,
  ],
};

/** All phrases by language. */
export const phrases: Record<Language, Phrases> = { es, en };

/** "USD 245,000" with the separators of the language. */
export function sayMoney(amount: number, currency: string, language: Language): string {
  const figure = new Intl.NumberFormat(language === 'es' ? 'es-MX' : 'en-US', {
    maximumFractionDigits: 0,
  }).format(amount);
  return language === 'es' ? `${figure} ${currency}` : `${currency} ${figure}`;
}
