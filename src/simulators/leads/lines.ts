/** What leads write on WhatsApp, the way people do: short, without accents now and then, several facts at once. */
import type { Language, PropertyType } from '../../shared/lead.ts';
import type { LeadPerson } from './people.ts';

export type Lines = Record<Language, string[]>;
export type LineFor = (lead: LeadPerson) => Lines;

const kinds: Record<PropertyType, Record<Language, string>> = {
  studio: { es: 'un estudio', en: 'a studio' },
  condo: { es: 'un depa', en: 'a condo' },
  penthouse: { es: 'un penthouse', en: 'a penthouse' },
  villa: { es: 'una villa', en: 'a villa' },
  residence: { es: 'una casa', en: 'a house' },
  lot: { es: 'un terreno', en: 'a lot to build on' },
  fractional: { es: 'algo fraccional', en: 'a fractional' },
};
/** "450 mil dólares", "1.25 millones de dólares". */
const sumOf = (amount: number, language: Language): string => {
  if (amount < 1e6) return language === 'es' ? `${amount / 1000} mil dólares` : `${amount / 1000}k usd`;
  return language === 'es' ? `${amount / 1e6} millones de dólares` : `${amount / 1e6} million usd`;
};

export const place: LineFor = ({ wants }) => ({
  es: [wants.destination, `Me interesa ${wants.destination}`, `en ${wants.destination.toLowerCase()}`],
  en: [wants.destination, `I'm interested in ${wants.destination}`, `${wants.destination} please`],
});
export const kind: LineFor = ({ wants }) => ({
  es: [
    `${kinds[wants.propertyType].es} de ${wants.bedrooms} recámaras`,
    `busco ${kinds[wants.propertyType].es}, ${wants.bedrooms} recamaras`,
  ],
  en: [
    `${kinds[wants.propertyType].en} with ${wants.bedrooms} bedrooms`,
    `looking for ${kinds[wants.propertyType].en}, ${wants.bedrooms} bedrooms`,
  ],
});
export const budget: LineFor = ({
  wants: {
    budget: { min, max },
  },
}) => ({
  es: [`entre ${sumOf(min, 'es')} y ${sumOf(max, 'es')}`, `hasta ${sumOf(max, 'es')}`],
  en: [`between ${sumOf(min, 'en')} and ${sumOf(max, 'en')}`, `up to $${max.toLocaleString('en-US')}`],
});
export const when: LineFor = ({ wants }) => ({
  es: [`en ${wants.months} meses`, `como en ${wants.months} meses más o menos`],
  en: [`in ${wants.months} months`, `within ${wants.months} months or so`],
});
export const yesCall: LineFor = () => ({
  es: ['Sí, claro, llámenme', 'Sí por favor, me pueden llamar ahorita', 'va, márquenme'],
  en: ['Yes, please call me', 'Sure, you can call me now', 'yes, go ahead and call me'],
});
export const noCall: LineFor = () => ({
  es: ['No, gracias, prefiero por aquí', 'por ahora no, mejor por mensaje'],
  en: ["No thanks, I'd rather text", 'not now, I prefer messages'],
});
export const name: LineFor = (lead) => ({
  es: [`Soy ${lead.name}`, `Me llamo ${lead.name}`],
  en: [`I'm ${lead.name}`, `My name is ${lead.name}`],
});
export const email: LineFor = (lead) => {
  const plain = lead.name
    .normalize('NFD')
    .replace(/[^A-Za-z ]/g, '')
    .toLowerCase()
    .replaceAll(' ', '.');
  return { es: [`${plain}@correo.example`], en: [`${plain}@mail.example`] };
};
export const other: LineFor = () => ({
  es: ['Sí, está bien', 'ok, gracias'],
  en: ['Yes, that is fine', 'ok, thanks'],
});
export const pleaseCall: LineFor = () => ({ es: ['¿Me pueden llamar?'], en: ['Can you call me?'] });

export const eager: LineFor = (lead) => ({
  es: [
    `Hola, soy ${lead.firstName}. Vi su anuncio, busco ${kinds[lead.wants.propertyType].es} de ${lead.wants.bedrooms} recámaras en ${lead.wants.destination}`,
    `Buenas tardes, me interesa comprar ${kinds[lead.wants.propertyType].es} en ${lead.wants.destination}, traigo ${sumOf(lead.wants.budget.max, 'es')}`,
  ],
  en: [
    `Hi, I'm ${lead.firstName}. Saw your ad, we are looking for ${kinds[lead.wants.propertyType].en} with ${lead.wants.bedrooms} bedrooms in ${lead.wants.destination}`,
    `Hello, I want to buy ${kinds[lead.wants.propertyType].en} in ${lead.wants.destination}, budget up to ${sumOf(lead.wants.budget.max, 'en')}`,
  ],
});
export const curious: LineFor = () => ({
  es: ['Hola, quisiera información', 'hola buenas, que opciones tienen?'],
  en: ['Hi, can I get some info?', 'hello, what do you have?'],
});
export const directHello: LineFor = () => ({
  es: ['Hola, quiero hablar con una persona por favor', 'necesito que me llame un asesor'],
  en: ['Hi, I want to talk to a real person please', 'I need an agent to call me'],
});
export const vaguePlace: LineFor = ({ wants }) => ({
  es: [`tal vez ${wants.destination}`],
  en: [`maybe ${wants.destination}`],
});
export const vagueKind: LineFor = () => ({ es: ['no sé todavía'], en: ["I don't know yet"] });
export const vagueBudget: LineFor = () => ({
  es: ['todavía no lo sé, depende'],
  en: ['not sure yet, it depends'],
});
export const vagueTime: LineFor = () => ({
  es: ['solo estoy viendo, no tengo prisa', 'sin prisa, solo viendo'],
  en: ['just looking, no rush', 'only browsing for now'],
});
export const rudeHello: LineFor = () => ({
  es: ['a ver, cuánto cuestan sus pinches departamentos'],
  en: ['how much are your damn condos'],
});
export const rudeAnswer: LineFor = () => ({
  es: ['qué te importa', 'ya les dije, no estén molestando', 'qué ridículo, no me interesa'],
  en: ['none of your business', 'this is ridiculous', "you guys are annoying, I'm not interested"],
});
export const stop: LineFor = () => ({
  es: ['BAJA', 'ya no me escriban por favor'],
  en: ['STOP', 'please stop texting me'],
});
export const switchToEnglish: LineFor = ({ wants }) => ({
  es: [
    `Sorry, my Spanish is not great. Can we continue in English? I'm looking for ${kinds[wants.propertyType].en}`,
  ],
  en: [`Disculpe, ¿podemos seguir en español? Busco ${kinds[wants.propertyType].es}`],
});
export const cannotHear: LineFor = (lead) => ({
  es: [`Perdón, se lo escribo: busco ${kinds[lead.wants.propertyType].es} en ${lead.wants.destination}`],
  en: [
    `Sorry, let me write it: I'm looking for ${kinds[lead.wants.propertyType].en} in ${lead.wants.destination}`,
  ],
});
