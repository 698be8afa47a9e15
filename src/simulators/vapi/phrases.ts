/** What is said on the phone, by the person and by the AI, in both languages. */
import type { Language, PropertyType } from '../../shared/lead.ts';
import type { PhoneFacts } from './behaviour.ts';

const kinds: Record<PropertyType, Record<Language, string>> = {
  studio: { es: 'un estudio', en: 'a studio' },
  condo: { es: 'un departamento', en: 'a condo' },
  penthouse: { es: 'un penthouse', en: 'a penthouse' },
  villa: { es: 'una villa', en: 'a villa' },
  residence: { es: 'una residencia', en: 'a house' },
  lot: { es: 'un terreno', en: 'a lot' },
  fractional: { es: 'una propiedad fraccional', en: 'a fractional ownership' },
};

/** "600,000 dólares". */
export const money = ({ budget }: PhoneFacts, language: Language): string => {
  const amount = budget.max.toLocaleString('en-US');
  if (budget.currency === 'MXN') return `${amount} pesos`;
  return language === 'es' ? `${amount} dólares` : `${amount} dollars`;
};

/** "un departamento de 2 recámaras en Nuevo Vallarta". */
export const home = ({ propertyType, bedrooms, destination }: PhoneFacts, language: Language): string => {
  const kind = kinds[propertyType][language];
  const place = `${language === 'es' ? 'en' : 'in'} ${destination}`;
  if (bedrooms === 0 || propertyType === 'lot' || propertyType === 'studio') return `${kind} ${place}`;
  const rooms = { es: ['recámara', 'recámaras'], en: ['bedroom', 'bedrooms'] }[language];
  return `${kind} ${language === 'es' ? 'de' : 'with'} ${bedrooms} ${rooms[bedrooms === 1 ? 0 : 1] ?? ''} ${place}`;
};

/** The person's lines. */
export const person = {
  hello: { es: 'Sí, hola, buenas tardes.', en: 'Yes, hi, this is a good time.' },
  goOn: { es: 'Ah, muy bien, suena interesante.', en: 'Oh, that sounds interesting.' },
  waits: { es: 'Está bien, espero.', en: "That's fine, I'll hold." },
  callMe: { es: 'Entonces mejor llámenme mañana, por favor.', en: 'Then please call me back tomorrow.' },
  thanks: { es: 'Perfecto, muchas gracias. Hasta luego.', en: 'Perfect, thank you so much. Goodbye.' },
  declines: {
    es: 'La verdad ya no me interesa, gracias.',
    en: "Honestly, I'm not interested any more, thanks.",
  },
  chats: { es: 'Cuénteme un poco más, por favor.', en: 'Tell me a bit more, please.' },
  switches: { es: '¿Podemos seguir en español, por favor?', en: 'Could we continue in English, please?' },
  another: { es: 'Sí, esa otra hora me queda bien.', en: 'Sure, that other time works for me.' },
} as const satisfies Record<string, Record<Language, string>>;

/** The person's lines that depend on what they look for. */
export const wish = {
  availability: (facts: PhoneFacts): Record<Language, string> => ({
    es: `Busco ${home(facts, 'es')}. ¿Qué tienen disponible?`,
    en: `I'm looking for ${home(facts, 'en')}. What do you have available?`,
  }),
  price: (facts: PhoneFacts): Record<Language, string> => ({
    es: `¿Y qué precio tienen? Mi presupuesto es de hasta ${money(facts, 'es')}.`,
    en: `And how much are they? My budget is up to ${money(facts, 'en')}.`,
  }),
  visit: (day: string): Record<Language, string> => ({
    es: `Me gustaría visitarla el ${day} a las once de la mañana.`,
    en: `I would like to visit it on ${day} at eleven in the morning.`,
  }),
  human: {
    positive: {
      es: 'Me gusta mucho. Quisiera hablar con una persona para ver las formas de pago.',
      en: 'I really like it. I would like to talk to a person about the payment terms.',
    },
    neutral: {
      es: 'Prefiero hablar con un asesor, por favor.',
      en: 'I would rather talk to an agent, please.',
    },
    hurried: {
      es: 'Tengo prisa, ¿me comunica con un asesor?',
      en: "I'm in a hurry, can you put me through to someone?",
    },
    upset: {
      es: 'Ya no quiero hablar con una máquina. Páseme con una persona.',
      en: "I don't want to talk to a machine. Put me through to a person.",
    },
  },
} as const;

/** The AI's own lines; what it knows comes from the tools. */
export const assistant = {
  checking: { es: 'Claro, déjame revisarlo.', en: 'Of course, let me check that for you.' },
  trouble: {
    es: 'Una disculpa, en este momento no puedo consultarlo.',
    en: "I'm sorry, I can't look that up right now.",
  },
  more: { es: '¿Hay algo más en lo que te pueda ayudar?', en: 'Is there anything else I can help you with?' },
  noted: {
    es: 'Con gusto, te llamamos mañana. Gracias por tu paciencia.',
    en: 'Of course, we will call you tomorrow. Thank you for your patience.',
  },
  goodbye: {
    es: 'Gracias por tu tiempo. ¡Que tengas un excelente día!',
    en: 'Thank you for your time. Have a wonderful day!',
  },
  understood: {
    es: 'Lo entiendo perfectamente. Gracias por decírmelo.',
    en: 'I understand perfectly. Thank you for telling me.',
  },
  tells: {
    es: 'Vidanta ofrece residencias frente al mar con servicios de gran turismo.',
    en: 'Vidanta offers oceanfront residences with resort services.',
  },
  switched: { es: 'Por supuesto, sigamos en español.', en: 'Of course, let us continue in English.' },
} as const satisfies Record<string, Record<Language, string>>;

/** Why the person wants a human, for the tool's arguments. */
export const reasons: Record<Language, string> = {
  es: 'El cliente quiere hablar con una persona sobre precio y formas de pago.',
  en: 'The customer wants to talk to a person about price and payment terms.',
};

/** For the analysis after the call. */
export const nextSteps = {
  interested: { es: 'Enviar información y dar seguimiento.', en: 'Send information and follow up.' },
  appointment_scheduled: { es: 'Confirmar la visita.', en: 'Confirm the visit.' },
  escalated_to_human: {
    es: 'El asesor continúa la conversación.',
    en: 'The agent continues the conversation.',
  },
  callback_promised: { es: 'Llamar al cliente.', en: 'Call the customer.' },
  not_interested: { es: 'Ninguno.', en: 'None.' },
} as const;
export const callbackTime: Record<Language, string> = { es: 'mañana', en: 'tomorrow' };
