/** `check_availability`: which homes are for sale, as a sentence with one or two examples. */
import type { LeadRow } from '../store/leads.ts';
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
import type { ReadingTool, ToolContext, ToolDeps } from './tool.ts';

export const checkAvailability: ReadingTool = {
  name: 'check_availability',
  kind: 'reads',
  answer: (args, context, deps) => {
    const read = readWishArguments(args);
    const { language, profile } = context.lead;
    const { location, property_type, budget } = profile;
    const question = { read, language, profile: { location, property_type, budget } };
    return answerFromCache({ tool: 'check_availability', question }, deps, () => lookUp(read, context, deps));
  },
};

async function lookUp(
  read: ReturnType<typeof readWishArguments>,
  { lead }: ToolContext,
  { db }: ToolDeps,
): Promise<string> {
  const wish = readWish(read, lead, await allProperties(db));
  const [facts, examples] = await Promise.all([priceFacts(db, wish), bestExamples(db, wish, lead)]);
  if (facts !== undefined) return sayFound(wish, { count: facts.units, examples }, lead.language);
  for (const wider of widerSearches(wish)) {
    const [unit] = await searchUnits(db, wider, 1);
    if (unit) return sayNearest(wish, unit, lead.language);
  }
  return sayNothing(wish, lead.language);
}

/** Two homes to name: within the budget that the lead told, if there are any. */
async function bestExamples(db: ToolDeps['db'], wish: Wish, lead: LeadRow): Promise<UnitOffer[]> {
  const told = lead.profile.budget;
  if (wish.budget === undefined && told !== undefined) {
    const budget = { min: told.min * 0.85, max: told.max * 1.05, currency: told.currency };
    const fitting = await searchUnits(db, { ...wish, budget }, 2);
    if (fitting.length > 0) return fitting;
  }
  return searchUnits(db, wish, 2);
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

/** A home with its price; without what the listener knows already. */
function priced(
  unit: UnitOffer,
  { wish, language, first }: { wish: Wish; language: Language; first?: UnitOffer | undefined },
): string {
  const price = moneyInWords(wish.currency === 'USD' ? unit.usd : unit.mxn, wish.currency, language);
  const home = unitInWords(unit, language, wish);
  const known = wish.property !== undefined || first?.property === unit.property;
  if (language === 'es') return `${home}${known ? '' : `, en ${unit.property}`}, por ${price}`;
  return `${home}${known ? '' : `, at ${unit.property}`}, for ${price}`;
}

function sayFound(wish: Wish, found: { count: number; examples: UnitOffer[] }, language: Language): string {
  const homes = homesInWords(found.count, wish.type, language);
  const size = wish.bedrooms ? bedroomsInWords(wish.bedrooms, language) : '';
  const [first] = found.examples;
  const shown = found.examples
    .map((unit) => priced(unit, { wish, language, first: unit === first ? undefined : first }))
    .join(language === 'es' ? '; y ' : '; and ');
  if (language === 'es') {
    const within = wish.budget ? ' dentro de tu presupuesto' : '';
    return `${placeOf(wish, 'es')}${wish.destination ? 'tenemos' : 'Tenemos'} ${homes}${size}${within}; por ejemplo ${shown}. ¿Te gustaría conocer alguna de estas opciones?`;
  }
  const within = wish.budget ? ' within your budget' : '';
  return `${placeOf(wish, 'en')}${wish.destination ? 'we' : 'We'} have ${homes}${size} available${within}; for example ${shown}. Would you like to see one of them?`;
}

function sayNearest(wish: Wish, unit: UnitOffer, language: Language): string {
  const kind = kindInWords(wish.type, 2, language);
  const size = wish.bedrooms ? bedroomsInWords(wish.bedrooms, language) : '';
  const limit = wish.budget?.max === undefined ? '' : moneyInWords(wish.budget.max, wish.currency, language);
  if (language === 'es')
    return `${placeOf(wish, 'es')}${wish.destination ? 'no' : 'No'} tengo ahora ${kind}${size}${limit ? ` hasta ${limit}` : ''}; lo más cercano es ${priced(unit, { wish, language })}. ¿Te interesa, o prefieres que busquemos otra cosa?`;
  return `${placeOf(wish, 'en')}${wish.destination ? 'there' : 'There'} are no ${kind}${size}${limit ? ` up to ${limit}` : ''} right now; the closest is ${priced(unit, { wish, language })}. Would that interest you, or shall we look for something else?`;
}

function sayNothing(wish: Wish, language: Language): string {
  return language === 'es'
    ? `${placeOf(wish, 'es')}${wish.destination ? 'no' : 'No'} tengo nada disponible en este momento. Pregunta si le interesa otro destino.`
    : `${placeOf(wish, 'en')}${wish.destination ? 'there' : 'There'} is nothing available right now. Ask whether another destination would interest them.`;
}
