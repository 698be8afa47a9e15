/** The destination or development that words point at. */
import { readPlaces } from '../../../shared/reader/places.ts';
import { bareText, foldText } from '../../../shared/reader/text.ts';
import type { PropertyRow } from '../../store/inventory.ts';

/**
 * A development by its name or slug, or by most words of its own name (those of its destination do not count);
 * undefined if the words fit none, or several alike.
 */
export function findProperty(properties: PropertyRow[], words: string): PropertyRow | undefined {
  const wanted = bareText(words);
  const exact = properties.find(({ name, slug }) => bareText(name) === wanted || slug === words.trim());
  if (exact) return exact;
  const said = new Set(wanted.split(' '));
  const scored = properties
    .map((property) => ({ property, score: likeness(property, said) }))
    .filter(({ score }) => score >= 0.6)
    .toSorted((a, b) => b.score - a.score);
  const [best, second] = scored;
  return best && best.score > (second?.score ?? 0) ? best.property : undefined;
}

/** The share of the name's own words that were said; of two alike the one whose destination was said too stands first. */
function likeness({ name, destination }: PropertyRow, said: Set<string>): number {
  const place = bareText(destination).split(' ');
  const own = bareText(name)
    .split(' ')
    .filter((word) => !place.includes(word) && !/^(?:the|el|la|los|las|del?)$/.test(word));
  const share = own.filter((word) => said.has(word)).length / Math.max(1, own.length);
  return share < 0.6 ? 0 : share + (place.every((word) => said.has(word)) ? 0.1 : 0);
}

/** One of our destinations by any name that people use for it. */
export function findDestination(properties: PropertyRow[], words: string): string | undefined {
  const bare = bareText(words);
  const named = properties.find(({ destination }) => bare.includes(bareText(destination)));
  return named?.destination ?? readPlaces(foldText(words)).location;
}
