/** `check_availability`: which homes are for sale, as a sentence with one or two examples. */
import type { Language } from '../../shared/lead.ts';
import {
  allProperties,
  priceFacts,
  searchUnits,
  type UnitOffer,
  type UnitSearch,
} from '../store/inventory.ts';
import { readWish, readWishArguments, type Wish } from './arguments/read-wish.ts';
import { answerFromCache } from './answer-from-cache.ts';
import { homesInWords, kindInWords, bedroomsInWords, unitInWords } from './speech/home-in-words.ts';
import { moneyInWords } from './speech/money-in-words.ts';
import { spokenList } from './speech/spoken-list.ts';
import type { ReadingTool, ToolContext, ToolDeps } from './tool.ts';

export const checkAvailability: ReadingTool = {
  name: 'check_availability',
  kind: 'reads',
  answer: (args, context, deps) => {
    const read = readWishArguments(args);
    const { language, profile } = context.lead;
    const { location, property_type, budget } = profile;
    const question = { read, language, profile: { location, property_type, currency: budget?.currency } };
    return answerFromCache({ tool: 'check_availability', question }, deps, () => lookUp(read, context, deps));
  },
};

async function lookUp(
  read: ReturnType<typeof readWishArguments>,
  { lead }: ToolContext,
  { db }: ToolDeps,
): Promise<string> {
  const wish = readWish(read, lead, await allProperties(db));
  const facts = await priceFacts(db, wish);
  if (facts !== undefined) return sayFound(wish, facts.units, await searchUnits(db, wish, 2), lead.language);
  for (const wider of widerSearches(wish)) {
    const [unit] = await searchUnits(db, wider, 1);
    if (unit) return sayNearest(wish, unit, lead.language);
  }
  return sayNothing(wish, lead.language);
}

/** What to give up first: the budget, then the day, then the size, then the kind. */
function widerSearches(wish: Wish): UnitSearch[] {
  const { destination, propertySlug, type, bedrooms } = wish;
  return [
    { destination, propertySlug, type, bedrooms },
    { destination, propertySlug, type },
    { destination, type },
    { destination },
  ];
}

function placeOf(wish: Wish, language: Language): string {
  const place = wish.property?.name ?? wish.destination;
  if (place === undefined) return '';
  return language === 'es' ? `En ${place} ` : `In ${place} `;
}

function priced(unit: UnitOffer, wish: Wish, language: Language): string {
  const price = moneyInWords(wish.currency === 'USD' ? unit.usd : unit.mxn, wish.currency, language);
  return language === 'es'
    ? `${unitInWords(unit, 'es')}, en ${price}`
    : `${unitInWords(unit, 'en')}, at ${price}`;
}

function sayFound(wish: Wish, count: number, examples: UnitOffer[], language: Language): string {
  const homes = homesInWords(count, wish.type, language);
  const size = wish.bedrooms ? bedroomsInWords(wish.bedrooms, language) : '';
  const shown = spokenList(
    examples.map((unit) => priced(unit, wish, language)),
    language,
  );
  const where = examples[0] && wish.property === undefined ? examples[0].property : undefined;
  if (language === 'es') {
    const within = wish.budget ? ' dentro de tu presupuesto' : '';
    return `${placeOf(wish, 'es')}${wish.destination ? 'tenemos' : 'Tenemos'} ${homes}${size}${within}; por ejemplo ${shown}${where ? `, en ${where}` : ''}. ¿Te gustaría conocerla?`;
  }
  const within = wish.budget ? ' within your budget' : '';
  return `${placeOf(wish, 'en')}${wish.destination ? 'we' : 'We'} have ${homes}${size} available${within}; for example ${shown}${where ? `, at ${where}` : ''}. Would you like to see it?`;
}

function sayNearest(wish: Wish, unit: UnitOffer, language: Language): string {
  const kind = kindInWords(wish.type, 2, language);
  const size = wish.bedrooms ? bedroomsInWords(wish.bedrooms, language) : '';
  const limit = wish.budget?.max === undefined ? '' : moneyInWords(wish.budget.max, wish.currency, language);
  if (language === 'es')
    return `${placeOf(wish, 'es')}${wish.destination ? 'no' : 'No'} tengo ahora ${kind}${size}${limit ? ` hasta ${limit}` : ''}; lo más cercano es ${priced(unit, wish, 'es')}, en ${unit.property}. ¿Te interesa, o prefieres que busquemos otra cosa?`;
  return `${placeOf(wish, 'en')}${wish.destination ? 'there' : 'There'} are no ${kind}${size}${limit ? ` up to ${limit}` : ''} right now; the closest is ${priced(unit, wish, 'en')}, at ${unit.property}. Would that interest you, or shall we look for something else?`;
}

function sayNothing(wish: Wish, language: Language): string {
  return language === 'es'
    ? `${placeOf(wish, 'es')}${wish.destination ? 'no' : 'No'} tengo nada disponible en este momento. Pregunta si le interesa otro destino.`
    : `${placeOf(wish, 'en')}${wish.destination ? 'there' : 'There'} is nothing available right now. Ask whether another destination would interest them.`;
}
