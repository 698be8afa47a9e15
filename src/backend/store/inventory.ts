/** What there is to sell and at what price: read by the AI's tools, by discovery and by the agent's lead card. */
import type { Currency, LeadProfile, PropertyType } from '../../shared/lead.ts';
import { all, first, type Queryable } from './database.ts';

/** A home for sale. Amounts in whole units of their currency, areas in m², dates as YYYY-MM-DD. */
export interface UnitOffer {
  unitId: string;
  code: string;
  type: PropertyType;
  bedrooms: number;
  bathrooms: number;
  areaM2: number;
  view: string | null;
  status: 'available' | 'reserved' | 'sold';
  availableFrom: string;
  property: string;
  propertySlug: string;
  destination: string;
  usd: number;
  mxn: number;
  downPaymentPct: number;
  financingMonths: number;
}

/** What to look for; an absent field does not narrow. `budget` may be open at either end. */
export interface UnitSearch {
  destination?: string | undefined;
  propertySlug?: string | undefined;
  type?: PropertyType | undefined;
  /** At least so many bedrooms. */
  bedrooms?: number | undefined;
  budget?: { min?: number | undefined; max?: number | undefined; currency: Currency } | undefined;
  /** Ready to be handed over by this day (YYYY-MM-DD). */
  availableBy?: string | undefined;
}

/** A place that can be visited. Times of day in the property's own zone. */
export interface PropertyRow {
  id: string;
  slug: string;
  name: string;
  destination: string;
  timeZone: string;
  descriptionEs: string;
  descriptionEn: string;
  visitOpens: string;
  visitCloses: string;
  visitMinutes: number;
  visitHosts: number;
  downPaymentPct: number;
  financingMonths: number;
}

const OFFER = `u.id AS "unitId", u.code, u.type, u.bedrooms, u.bathrooms::float8 AS bathrooms, u.area_m2::float8 AS "areaM2", u.view, u.status,
  u.available_from::text AS "availableFrom", p.name AS property, p.slug AS "propertySlug", p.destination, usd.amount::float8 AS usd,
  mxn.amount::float8 AS mxn, p.down_payment_pct AS "downPaymentPct", p.financing_months AS "financingMonths"`;
const FROM = `units u JOIN properties p ON p.id = u.property_id
  JOIN unit_prices usd ON usd.unit_id = u.id AND usd.currency = 'USD' JOIN unit_prices mxn ON mxn.unit_id = u.id AND mxn.currency = 'MXN'`;
const WHERE = `u.status = 'available' AND ($1::text IS NULL OR p.destination = $1) AND ($2::text IS NULL OR p.slug = $2)
  AND ($3::text IS NULL OR u.type = $3) AND ($4::int IS NULL OR u.bedrooms >= $4)
  AND ($5::numeric IS NULL OR CASE $7 WHEN 'USD' THEN usd.amount ELSE mxn.amount END >= $5)
  AND ($6::numeric IS NULL OR CASE $7 WHEN 'USD' THEN usd.amount ELSE mxn.amount END <= $6)
  AND ($8::date IS NULL OR u.available_from <= $8)`;

function conditions(search: UnitSearch): unknown[] {
  const { destination, propertySlug, type, bedrooms, budget, availableBy } = search;
  return [
    destination ?? null,
    propertySlug ?? null,
    type ?? null,
    bedrooms ?? null,
    budget?.min ?? null,
    budget?.max ?? null,
    budget?.currency ?? 'USD',
    availableBy ?? null,
  ];
}

/** Units for sale that meet `search`: those with just the bedrooms asked for first, then the cheapest. */
export function searchUnits(db: Queryable, search: UnitSearch, limit = 3): Promise<UnitOffer[]> {
  return all<UnitOffer>(
    db,
    `SELECT ${OFFER} FROM ${FROM} WHERE ${WHERE} ORDER BY u.bedrooms > coalesce($4, u.bedrooms), usd.amount, u.code, p.slug LIMIT $9`,
    [...conditions(search), limit],
  );
}

/** How many units meet a search and what they cost, in both currencies. */
export interface PriceFacts {
  units: number;
  minUsd: number;
  maxUsd: number;
  minMxn: number;
  maxMxn: number;
  /** The gentlest terms among them. */
  downPaymentPct: number;
  financingMonths: number;
}

/** Figures of a search; `undefined` if nothing meets it. */
export async function priceFacts(db: Queryable, search: UnitSearch): Promise<PriceFacts | undefined> {
  const row = await first<PriceFacts>(
    db,
    `SELECT count(*)::int AS units, min(usd.amount)::float8 AS "minUsd", max(usd.amount)::float8 AS "maxUsd", min(mxn.amount)::float8 AS "minMxn",
       max(mxn.amount)::float8 AS "maxMxn", min(p.down_payment_pct) AS "downPaymentPct", max(p.financing_months) AS "financingMonths"
     FROM ${FROM} WHERE ${WHERE}`,
    conditions(search),
  );
  return row === undefined || row.units === 0 ? undefined : row;
}

/** What such a home costs, from the cheapest to the dearest, per currency; `undefined` if we sell none. */
export async function priceRange(
  db: Queryable,
  search: Pick<UnitSearch, 'destination' | 'type' | 'bedrooms'>,
): Promise<Record<Currency, { min: number; max: number }> | undefined> {
  const facts = await priceFacts(db, search);
  return facts === undefined
    ? undefined
    : {
        USD: { min: facts.minUsd, max: facts.maxUsd },
        MXN: { min: facts.minMxn, max: facts.maxMxn },
      };
}

/**
 * Units for this lead, best first: within the budget (or at most a tenth above it), in the wanted place, of the
 * wanted kind and size. With an empty profile: nothing, since everything would match.
 */
export async function matchingUnits(db: Queryable, profile: LeadProfile, limit = 3): Promise<UnitOffer[]> {
  const { location, property_type: type, bedrooms, budget } = profile;
  if (location === undefined && type === undefined && budget === undefined) return [];
  const wish: UnitSearch = { destination: location, type, bedrooms };
  const stretched = budget && { max: budget.max * 1.1, currency: budget.currency };
  for (const search of [
    { ...wish, budget: budget && { min: budget.min * 0.85, ...stretched, currency: budget.currency } },
    { ...wish, budget: stretched },
    { ...wish, bedrooms: undefined, budget: stretched },
  ]) {
    const units = await searchUnits(db, search, limit);
    if (units.length > 0) return units;
  }
  return [];
}

/** One unit by its code ("B-304", "b304"), in a destination if that is known; all of that code otherwise. */
export function unitsByCode(db: Queryable, code: string, destination?: string): Promise<UnitOffer[]> {
  return all<UnitOffer>(
    db,
    `SELECT ${OFFER} FROM ${FROM} WHERE replace(u.code, '-', '') = upper(regexp_replace($1, '[^A-Za-z0-9]', '', 'g'))
       AND ($2::text IS NULL OR p.destination = $2) ORDER BY p.slug LIMIT 10`,
    [code, destination ?? null],
  );
}

const PROPERTY = `id, slug, name, destination, time_zone AS "timeZone", description_es AS "descriptionEs", description_en AS "descriptionEn",
  to_char(visit_opens, 'HH24:MI') AS "visitOpens", to_char(visit_closes, 'HH24:MI') AS "visitCloses", visit_minutes AS "visitMinutes",
  visit_hosts AS "visitHosts", down_payment_pct AS "downPaymentPct", financing_months AS "financingMonths"`;

/** Every place we sell at. */
export function allProperties(db: Queryable): Promise<PropertyRow[]> {
  return all<PropertyRow>(db, `SELECT ${PROPERTY} FROM properties ORDER BY destination, slug`);
}
