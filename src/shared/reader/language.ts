/** Which language a message is in, by its small words; a message of names and numbers says nothing. */
import type { Language } from '../lead.ts';
import type { Text } from './text.ts';

const spanish = new Set(
  'que de la el los las un una unos en y es por para con mi mis tu su sus se lo le les pero como mas muy ya si esta este esto estoy estamos busco buscamos quiero queremos quisiera gustaria hola gracias buenas buenos dias tardes noches tengo tenemos hay donde cuando cuanto cuanta cuesta precio informacion casa departamento depa millones millon pesos mil dolares soy somos del al nos hablar llamar llamada llamen llamenme marquen puede pueden pueda ahorita manana hoy tarde luego favor claro vale sale bueno bien porque entre hasta desde necesito ustedes usted cual cuales cerca playa mar recamaras habitaciones meses ano anos persona asesor adelante perfecto'.split(
    ' ',
  ),
);
const english = new Set(
  "the of and is are am i i'm im you your we we're my our to for in on at with it this that what where when how much many do does did don't can could would like want need looking look have has had be been will yes yeah hi hello hey thanks thank please good morning afternoon evening price info about house home buy beach bedroom bedrooms month months year years next call me sure okay someone person agent speak talk from or not but so if there any some just between around up under interested investment budget".split(
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

/** The message's language, or null where it does not show ("ok", "500k", "👍"). */
export function detectLanguage(text: Text): Language | null {
  if (asksForEnglish.test(text.folded)) return 'en';
  if (asksForSpanish.test(text.folded)) return 'es';
  const words = (text.folded.match(/[\p{L}']+/gu) ?? []).filter((word) => !shared.has(word));
  const marks = /[ñ¿¡]|[áéíóú]/i.test(text.original) ? 1.5 : 0;
  const es = words.filter((word) => spanish.has(word)).length + marks;
  const en = words.filter((word) => english.has(word)).length;
  if (es === en) return null;
  return es > en ? 'es' : 'en';
}
