/** `get_pricing`: what a home, or a kind of home, costs, with the down payment and the term: never a discount, never a rate. */
import type { Language } from '../../shared/lead.ts';
import { readNumber, tokenize } from '../../shared/reader/number-words.ts';
import { foldText } from '../../shared/reader/text.ts';
import {
  allProperties,
  priceFacts,
  unitsByCode,
  type PriceFacts,
  type UnitOffer,
} from '../store/inventory.ts';
import { answerFromCache } from './answer-from-cache.ts';
import { readWish, readWishArguments, type Wish, type WishArguments } from './arguments/read-wish.ts';
import { agreeing, bedroomsInWords, kindInWords, unitInWords } from './speech/home-in-words.ts';
import { moneyInWords, rangeInWords } from './speech/money-in-words.ts';
import { numberInWords } from './speech/number-in-words.ts';
import { spokenCode } from './speech/spoken-list.ts';
import { ToolRefusal, type ReadingTool, type ToolContext, type ToolDeps } from './tool.ts';

export const getPricing: ReadingTool = {
  name: 'get_pricing',
  kind: 'reads',
  answer: (args, context, deps) => {
    const read = readWishArguments(args);
    const { language, profile } = context.lead;
    const { location, property_type, budget } = profile;
    const question = { read, language, profile: { location, property_type, currency: budget?.currency } };
    return answerFromCache({ tool: 'get_pricing', question }, deps, () => lookUp(read, context, deps));
  },
};

async function lookUp(read: WishArguments, { lead }: ToolContext, { db }: ToolDeps): Promise<string> {
  const wish = readWish(read, lead, await allProperties(db));
  if (read.unit !== undefined) {
    const units = await unitsByCode(db, codeIn(read.unit), wish.destination);
    const [unit] = wish.propertySlug
      ? units.filter(({ propertySlug }) => propertySlug === wish.propertySlug)
      : units;
    if (unit === undefined) throw new ToolRefusal(unknownUnit(read.unit, lead.language));
    return sayUnit(unit, wish, lead.language);
  }
  const facts = await priceFacts(db, { ...wish, budget: undefined, availableBy: undefined });
  if (facts === undefined) return sayNone(wish, lead.language);
  return sayRange(wish, facts, lead.language);
}

/** "B-304", "la b 304", "B trescientos cuatro". */
export function codeIn(words: string): string {
  const text = foldText(words).folded;
  const written = /\b([a-z])[\s-]*(\d{2,3})\b/.exec(text);
  if (written) return `${written[1]}-${written[2]}`;
  const spoken = /\b([a-z])\s+(.+)$/.exec(text);
  const tokens = tokenize(spoken?.[2] ?? '');
  const number = readNumber(tokens, 0)?.value;
  return spoken && number !== undefined ? `${spoken[1]}-${number}` : words;
}

/** Only what looks like a code is said back: nobody puts words into Sofia's mouth. */
function unknownUnit(words: string, language: Language): string {
  const code = /^[A-Za-z][\s-]?\d{1,4}$/.test(words) ? ` ${spokenCode(words)}` : '';
  return language === 'es'
    ? `No encuentro la unidad${code}. Pregunta cuál era, o consulta la disponibilidad.`
    : `I cannot find the unit${code}. Ask which one it was, or check the availability.`;
}

const priceOf = (amounts: { usd: number; mxn: number }, wish: Wish): number =>
  wish.currency === 'USD' ? amounts.usd : amounts.mxn;

function sayUnit(unit: UnitOffer, wish: Wish, language: Language): string {
  const price = priceOf(unit, wish);
  const cost = moneyInWords(price, wish.currency, language);
  const down = moneyInWords(
    Math.round((price * unit.downPaymentPct) / 100 / 1000) * 1000,
    wish.currency,
    language,
  );
  const pct = numberInWords(unit.downPaymentPct, language);
  const months = numberInWords(unit.financingMonths, language);
  const home = unitInWords(unit, language);
  if (language === 'es') {
    const reserved = ` Está apartad${agreeing(unit.type).ending}.`;
    const gone = { available: '', reserved, sold: ' Ya se vendió.' }[unit.status];
    return `${capital(home)}, en ${unit.property}, cuesta ${cost}, con un enganche del ${pct} por ciento, unos ${down}, y el resto hasta en ${months} meses.${gone}`;
  }
  const gone = { available: '', reserved: ' It is reserved.', sold: ' It has been sold.' }[unit.status];
  return `${home}, at ${unit.property}, costs ${cost}, with ${pct} percent down, about ${down}, and the rest over up to ${months} months.${gone}`;
}

function sayRange(wish: Wish, facts: PriceFacts, language: Language): string {
  const range =
    wish.currency === 'USD'
      ? { min: facts.minUsd, max: facts.maxUsd }
      : { min: facts.minMxn, max: facts.maxMxn };
  const cost = rangeInWords(range, wish.currency, language);
  const kind = kindInWords(wish.type, 2, language);
  const size = wish.bedrooms ? bedroomsInWords(wish.bedrooms, language) : '';
  const place = wish.property?.name ?? wish.destination;
  const pct = numberInWords(facts.downPaymentPct, language);
  const months = numberInWords(facts.financingMonths, language);
  if (language === 'es')
    return `${capital(`${place ? `en ${place} ` : ''}`)}${place ? 'las' : 'Las'} opciones de ${kind}${size} cuestan ${cost}, con enganche desde el ${pct} por ciento y hasta ${months} meses para el resto. ¿Te queda dentro de lo que pensabas?`;
  return `${place ? `In ${place}, ` : ''}${kind}${size} cost ${cost}, with ${pct} percent down or more and up to ${months} months for the rest. Is that within what you had in mind?`;
}

function sayNone(wish: Wish, language: Language): string {
  const kind = kindInWords(wish.type, 2, language);
  const place = wish.property?.name ?? wish.destination;
  return language === 'es'
    ? `No tengo ${kind}${place ? ` en ${place}` : ''} a la venta en este momento. Pregunta si le interesa otro tipo de propiedad u otro destino.`
    : `There are no ${kind}${place ? ` in ${place}` : ''} for sale right now. Ask whether another kind of property or another destination would interest them.`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
