/** The destination or development that words point at. */
import { readPlaces } from '../../../shared/reader/places.ts';
import { bareText, foldText } from '../../../shared/reader/text.ts';
import type { PropertyRow } from '../../store/inventory.ts';

/** A development by its name or slug, or by most words of its name; undefined if the words fit none or several alike. */
export function findProperty(properties: PropertyRow[], words: string): PropertyRow | undefined {
  const wanted = bareText(words);
  const exact = properties.find(({ name, slug }) => bareText(name) === wanted || slug === wanted);
  if (exact) return exact;
  const scored = properties
    .map((property) => ({ property, score: likeness(bareText(property.name), wanted) }))
    .filter(({ score }) => score >= 0.6)
    .toSorted((a, b) => b.score - a.score);
  const [best, second] = scored;
  return best && best.score > (second?.score ?? 0) ? best.property : undefined;
}

/** The share of the name's words that were said. */
function likeness(name: string, wanted: string): number {
  const words = name.split(' ').filter((word) => !/^(?:the|el|la|los|las|del?|mar)$/.test(word));
  const said = new Set(wanted.split(' '));
  return words.filter((word) => said.has(word)).length / words.length;
}

/** One of our destinations by any name that people use for it. */
export function findDestination(properties: PropertyRow[], words: string): string | undefined {
  const bare = bareText(words);
  const named = properties.find(({ destination }) => bare.includes(bareText(destination)));
  return named?.destination ?? readPlaces(foldText(words)).location;
}
