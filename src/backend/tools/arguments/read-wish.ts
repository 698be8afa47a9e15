/** What the model asks the inventory for, completed by what the lead said on WhatsApp. */
import { z } from 'zod';
import { foldText } from '../../../shared/reader/text.ts';
import { readPropertyType } from '../../../shared/reader/property.ts';
import {
  currencies,
  propertyTypes,
  type Currency,
  type Language,
  type LeadProfile,
  type PropertyType,
} from '../../../shared/lead.ts';
import type { PropertyRow, UnitSearch } from '../../store/inventory.ts';
import { spokenList } from '../speech/spoken-list.ts';
import { ToolRefusal } from '../tool.ts';
import { findDestination, findProperty } from './find-place.ts';
import { looseNumber, looseText, underOurNames } from './loose-arguments.ts';

/** What stands in the arguments, before anybody looks whether it exists. */
const wishArguments = z.object({
  destination: looseText,
  property: looseText,
  property_type: looseText,
  bedrooms: looseNumber,
  budget_min: looseNumber,
  budget_max: looseNumber,
  currency: looseText,
  available_by: looseText,
  unit: looseText,
});
export type WishArguments = z.infer<typeof wishArguments>;

export function readWishArguments(args: Record<string, unknown>): WishArguments {
  return wishArguments.parse(underOurNames(args));
}

export interface Wish extends UnitSearch {
  /** The currency to speak in. */
  currency: Currency;
  property: PropertyRow | undefined;
}

/**
 * The search that the arguments describe. Where they name neither place nor kind, the lead's own wishes stand in.
 * Throws a ToolRefusal for a place or a kind that we do not sell.
 */
export function readWish(
  args: WishArguments,
  { profile, language }: { profile: LeadProfile; language: Language },
  properties: PropertyRow[],
): Wish {
  const property = propertyOf(args, properties);
  const named = property?.destination ?? destinationOf(args, properties, language);
  const type = typeOf(args.property_type, language);
  const destination = named ?? profile.location;
  const currency =
    currencyOf(args.currency) ?? profile.budget?.currency ?? (language === 'en' ? 'USD' : 'MXN');
  const asked = args.budget_min !== undefined || args.budget_max !== undefined;
  return {
    destination,
    property,
    propertySlug: property?.slug,
    type: type ?? (named === undefined || named === profile.location ? profile.property_type : undefined),
    bedrooms: args.bedrooms === undefined ? undefined : Math.min(20, Math.round(args.bedrooms)),
    budget: asked ? { min: args.budget_min, max: args.budget_max, currency } : undefined,
    availableBy: /^\d{4}-\d{2}-\d{2}$/.exec(args.available_by ?? '')?.[0],
    currency,
  };
}

function propertyOf(args: WishArguments, properties: PropertyRow[]): PropertyRow | undefined {
  return developmentIn([args.property, args.destination], properties);
}

/** The development that is named: by both words together first, since several share a brand. */
export function developmentIn(
  words: (string | undefined)[],
  properties: PropertyRow[],
): PropertyRow | undefined {
  const said = words.filter((word) => word !== undefined);
  const together = said.length > 1 ? [said.join(' ')] : [];
  return [...together, ...said].map((word) => findProperty(properties, word)).find(Boolean);
}

function destinationOf(
  args: WishArguments,
  properties: PropertyRow[],
  language: Language,
): string | undefined {
  const words = [args.destination, args.property].filter((value) => value !== undefined);
  for (const word of words) {
    const destination = findDestination(properties, word);
    if (destination !== undefined) return destination;
  }
  if (words.length > 0) throw new ToolRefusal(unknownPlace(properties, language));
  return undefined;
}

/** "We have nothing there", and where we have something. */
export function unknownPlace(properties: PropertyRow[], language: Language): string {
  const places = [...new Set(properties.map(({ destination }) => destination))];
  return language === 'es'
    ? `Ese lugar no lo tenemos. Vendemos en ${spokenList(places, 'es')}. Pregunta cuál de ellos le interesa.`
    : `We have nothing in that place. We sell in ${spokenList(places, 'en')}. Ask which of them they would like.`;
}

function typeOf(words: string | undefined, language: Language): PropertyType | undefined {
  if (words === undefined || /^(?:any|cualquiera?|all|todas?|todos?)$/i.test(words)) return undefined;
  const exact = propertyTypes.find((type) => type === words.toLowerCase());
  const type = exact ?? readPropertyType(foldText(words)).property_type;
  if (type !== undefined) return type;
  throw new ToolRefusal(
    language === 'es'
      ? 'Ese tipo de propiedad no lo manejamos. Tenemos estudios, departamentos, penthouses, villas, residencias, lotes y propiedad fraccional. Pregunta cuál le interesa.'
      : 'We do not have that kind of property. We have studios, condos, penthouses, villas, residences, lots and fractional ownership. Ask which one they would like.',
  );
}

function currencyOf(words: string | undefined): Currency | undefined {
  const folded = foldText(words ?? '').folded;
  if (/peso|mxn|mx\b|m\.?n/.test(folded)) return 'MXN';
  if (/dol|usd|us\b/.test(folded)) return 'USD';
  return currencies.find((currency) => currency === words?.toUpperCase());
}
