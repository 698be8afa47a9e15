/** What: kind of property, bedrooms, and what it is for. */
import type { LeadProfile, PropertyType } from '../lead.ts';
import { isDenied } from './negation.ts';
import { readNumber, tokenize } from './number-words.ts';
import { findAll, type Span, type Text } from './text.ts';

const kinds: [PropertyType, RegExp][] = [
  ['studio', /(?<!yo |que )\b(?:estudios?|studios?|lofts?|monoambiente)\b/],
  [
    'condo',
    /\b(?:condos?|condominios?|condominiums?|depas?|departamentos?|deptos?|dptos?|departamiento|apartments?|apartamentos?|aptos?|apt|flat|flats)\b/,
  ],
  ['penthouse', /\b(?:pent ?-?houses?|penthaus|ph|atico)\b/],
  ['villa', /\b(?:villas?|vilas?)\b/],
  [
    'residence',
    /(?<!\b(?:en|mi|mis|tu|a|de|la de|desde) )\b(?:residences?|residencias?|casas?|casita|houses?)\b(?! del mar)|\b(?:a|beach|vacation|new|buy|our|dream) homes?\b/,
  ],
  [
    'lot',
    /\b(?:lotes?|terrenos?|plots?|land|(?:residential|vacant|beachfront|empty|building) lots?|(?:buy|want|need|looking for|interested in|prefer|is) (?:a|the) lot(?! of| more)|lots (?:in|near|for sale))\b/,
  ],
  [
    'fractional',
    /\b(?:fractional|fraccional(?:es)?|fraccionad[oa]s?|tiempos? compartidos?|time ?-?shares?|membresias?|memberships?|semanas de uso)\b/,
  ],
];
const generic: readonly PropertyType[] = ['condo', 'residence'];

interface Kind extends Span {
  kind: PropertyType;
}

/** "un depa tipo penthouse" is a penthouse: a general word gives way to a precise one right after it. */
function isRefined(text: Text, first: Kind, second: Kind | undefined): second is Kind {
  if (!second || !generic.includes(first.kind)) return false;
  const gap = text.folded.slice(first.end, second.start);
  return gap.length <= 8 && !/[,;]|\b(?:o|or|y|and|u)\b/.test(gap);
}

/** The kind of property the lead wants, and those they ruled out. */
export function readPropertyType(text: Text): { property_type?: PropertyType; denied: PropertyType[] } {
  const mentions: Kind[] = kinds
    .flatMap(([kind, pattern]) => findAll(text, pattern).map(({ start, end }) => ({ kind, start, end })))
    .toSorted((a, b) => a.start - b.start);
  const wanted = mentions.filter((mention) => !isDenied(text, mention));
  const denied = mentions.filter((mention) => isDenied(text, mention)).map(({ kind }) => kind);
  const [first, second] = wanted;
  if (!first) return { denied };
  return { property_type: isRefined(text, first, second) ? second.kind : first.kind, denied };
}

const roomWord =
  /^(?:recamaras?|recs?|habitaci(?:on|ones)|habs?|cuartos?|dormitorios?|alcobas?|bedrooms?|bdrms?|bdr|beds?|brs?|bd|rooms?)$/;
const articles: Record<string, number> = { un: 1, una: 1, a: 1, one: 1 };

/** How many bedrooms are asked for; the smaller of "2 o 3". */
export function readBedrooms(text: Text): number | undefined {
  const tokens = tokenize(text.folded);
  const room = tokens.findIndex(
    (token, index) => roomWord.test(token.text) && numberBefore(index) !== undefined,
  );
  if (room < 0) return undefined;
  const count = numberBefore(room) ?? 0;
  const joined = /^(?:o|a|or|to|y)$/.test(tokens[room - 2]?.text ?? '') ? numberBefore(room - 2) : undefined;
  const least = Math.min(count, joined ?? count);
  return Number.isInteger(least) && least >= 1 && least <= 12 ? least : undefined;

  function numberBefore(index: number): number | undefined {
    const word = tokens[index - 1];
    if (!word) return undefined;
    return articles[word.text] ?? readNumber(tokens.slice(index - 1, index), 0)?.value;
  }
}

type Use = NonNullable<LeadProfile['use']>;
const uses: [Use, RegExp][] = [
  [
    'investment',
    /\b(?:rentas? vacacional(?:es)?|vacation rentals?|como inversion|de inversion|inversion|inversionista|para invertir|rentar(?:l[oa]s?)?|para renta|ingresos? por renta|airbnb|roi|rendimientos?|plusvalia|investment|investor|to invest|rental income|rent it(?: out)?|renting it|rentals?)\b/,
  ],
  [
    'retirement',
    /\b(?:retiro|retirarme|retirarnos|me retiro|jubila\w*|retirement|retire|retiring|retired|pensionad[oa]s?)\b/,
  ],
  [
    'vacation',
    /\b(?:vacacion\w*|vacations?|holidays?|second home|segunda casa|casa de descanso|fin(?:es)? de semana|weekends|getaways?|descansar|snowbirds?|escapadas?)\b/,
  ],
  [
    'family',
    /\b(?:familia\w*|family|hijos|kids|ninos|children|vivir ahi|vivir alla|para vivir|mudar(?:me|nos)|live there|move there|moving there|relocat\w+)\b/,
  ],
];

/** What the place is for: the first purpose named that is not denied. */
export function readUse(text: Text): Use | undefined {
  return uses
    .flatMap(([use, pattern]) => findAll(text, pattern).map((span) => ({ use, ...span })))
    .filter((span) => !isDenied(text, span))
    .toSorted((a, b) => a.start - b.start)[0]?.use;
}
