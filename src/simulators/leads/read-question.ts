/** What the bot asks, as a person reads it: by its words, in either language, whoever wrote them. */
import { foldText } from '../../shared/reader/text.ts';

export type Topic =
  | 'location'
  | 'property_type'
  | 'budget'
  | 'timeline'
  | 'call_consent'
  | 'name'
  | 'email'
  | 'write'
  | 'other';

const topics: [Topic, RegExp][] = [
  ['call_consent', /\b(?:llam\w+|marc[aoe]\w*|marque\w*|telefon\w+|call|phone|ring you)\b/],
  ['email', /\b(?:correo|e-?mail)\b/],
  ['name', /\b(?:su nombre|tu nombre|como te llamas|como se llama|con quien tengo el gusto|your name)\b/],
  [
    'budget',
    /\b(?:presupuesto|inversion|invertir|rango de precio|cuanto (?:piensa|quiere|gusta)\w*|budget|price range|spend|invest\w*)\b/,
  ],
  [
    'timeline',
    /\b(?:cuando|plazo|para que (?:fecha|mes|ano)|en cuanto tiempo|que tan pronto|fecha|when|timeline|time ?frame|how soon)\b/,
  ],
  [
    'property_type',
    /\b(?:tipo de (?:propiedad|residencia|inmueble|casa)|que tipo|que propiedad|departamento|condominio|villa|penthouse|type of|kind of|condo)\b/,
  ],
  [
    'location',
    /\b(?:destino|donde|ubicacion|zona|lugar|que playa|destination|where|location|area|nuevo vallarta|riviera maya)\b/,
  ],
  ['write', /\b(?:escrib\w+|por texto|en texto|con palabras|write|type|in text)\b/],
];

/** The questions in a message, in the order asked; a message without a question mark asks nothing unless it begs for words. */
export function readQuestions(message: string): Topic[] {
  const { folded } = foldText(message);
  const sentences = folded.match(/[^.!?\n]*\?/g) ?? [];
  const asked = sentences.map(
    (sentence) => topics.find(([, pattern]) => pattern.test(sentence))?.[0] ?? 'other',
  );
  if (asked.length > 0) return asked;
  return /\b(?:escrib\w+|write|type)\b/.test(folded) &&
    /\b(?:audio|voz|sticker|imagen|nota|voice|image|picture)\b/.test(folded)
    ? ['write']
    : [];
}

/** True if the message says that a call, or a person, is on its way. */
export const announcesCall = (message: string): boolean =>
  /\b(?:le|te|lo|la) (?:llam\w+|marc\w+|contact\w+)|\b(?:llamada|llamar)\b.*\b(?:minutos?|momento|enseguida|ahora)\b|\b(?:we'?ll|will|going to) (?:call|ring|phone)|\bcalling you\b/.test(
    foldText(message).folded,
  );
