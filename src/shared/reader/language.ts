/** Which language a message is in, by its small words; a message of names and numbers says nothing. */
import type { Language } from '../lead.ts';
import type { Text } from './text.ts';

const spanish = new Set(
  'que de la el los las un una unos en y es por para con mi mis tu su sus se lo le les pero como mas muy ya si esta este esto estoy estamos busco buscamos quiero queremos quisiera gustaria hola gracias buenas buenos dias tardes noches tengo tenemos hay donde cuando cuanto cuanta cuesta precio informacion casa departamento depa millones millon ni mil dolares soy somos del al nos hablar llamar llamada llamen llamenme marquen puede pueden pueda ahorita manana hoy tarde luego favor claro vale sale bueno bien porque entre hasta desde necesito ustedes usted cual cuales cerca playa mar recamaras habitaciones meses ano anos persona asesor adelante perfecto'.split(
    ' ',
  ),
);
const english = new Set(
  "the of and is are am i i'm im you your we we're my our to for in on at with it this that what where when how much many do does did don't can could would like want need looking look have has had be been will yes yeah hi hello hey thanks thank please good morning afternoon evening price about house home buy beach bedroom bedrooms month months year years next call me sure okay someone person agent speak talk from or not but so if there any some just between around up under interested investment budget million thousand maybe only still know yet depends browsing later stop".split(
    ' ',
  ),
);
/** Words both languages use count for neither. */
const shared = new Set([
  'no',
  'a',
  'me',
  'hotel',
  'villa',
  'condo',
  'studio',
  'usd',
  'info',
  'pesos',
  'ok',
  'he',
  'son',
  'as',
  'once',
  'has',
  'real',
  'total',
]);

const asksForEnglish =
  /\b(?:in english|english please|speak english|habla ingles|hablan ingles|en ingles|only english|no spanish|don'?t speak spanish)\b/;
const asksForSpanish =
  /\b(?:en espanol|in spanish|espanol por favor|hablan? espanol|hablas espanol|speak spanish|spanish please|no hablo ingles)\b/;

/** Names of places are the same in both languages and say nothing ("maybe Los Cabos"). */
const places =
  /\b(?:los cabos|cabo san lucas|san jose del cabo|nuevo vallarta|puerto (?:vallarta|penasco|morelos)|playa del carmen|riviera (?:maya|nayarit)|quintana roo|baja california(?: sur)?|punta (?:de )?mita|mayan palace|sea garden|mazatlan|penasco|cancun)\b/g;

/** The message's language, or null where it does not show ("ok", "500k", "👍"). */
export function detectLanguage(text: Text): Language | null {
  if (asksForEnglish.test(text.folded)) return 'en';
  if (asksForSpanish.test(text.folded)) return 'es';
  const blank = (name: string): string => ' '.repeat(name.length);
  const folded = text.folded.replace(places, blank);
  const original = text.original
    .split('')
    .filter((_, at) => folded[at] !== ' ')
    .join('');
  const words = (folded.match(/[\p{L}']+/gu) ?? []).filter((word) => !shared.has(word));
  const marks = /[ñ¿¡]|[áéíóú]/i.test(original) ? 1.5 : 0;
  const es = words.filter((word) => spanish.has(word)).length + marks;
  const en = words.filter((word) => english.has(word)).length;
  if (es === en) return null;
  return es > en ? 'es' : 'en';
}
