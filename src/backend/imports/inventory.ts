/** What there is to sell, from the house's own list: the AI offers it, at these prices, from its next answer on. */
import { schedule } from '../store/outbox.ts';
import { destinationsByName, propertiesByName, writeUnits, type ImportedUnit } from '../store/imports.ts';
import { badRow, type ImportList } from './list-scope.ts';

const types = ['studio', 'condo', 'penthouse', 'villa', 'residence', 'lot', 'fractional'];
const statuses = ['available', 'reserved', 'sold'];
/** Later than any answer that was being looked up when the prices changed. */
const lateAnswersMs = 30_000;

/** Units that the list does not name stay as they are. */
export const inventory: ImportList<ImportedUnit> = {
  read: (cells) => ({
    property: cells.text('property', 80),
    name: cells.text('name', 120),
    destination: cells.text('destination', 80),
    code: cells.text('unit', 40).toUpperCase(),
    type: cells.choice('type', types),
    bedrooms: wholeNumber(cells.number('bedrooms', 20), () => cells.bad('bedrooms', 'not-a-number')),
    bathrooms: cells.number('bathrooms', 20),
    areaM2: cells.number('area_m2', 999_999),
    usd: price(cells.amount('price_usd'), () => cells.bad('price_usd', 'not-an-amount')),
    mxn:
      cells.optional('price_mxn') === undefined
        ? null
        : price(cells.amount('price_mxn'), () => cells.bad('price_mxn', 'not-an-amount')),
    status: cells.optional('status') === undefined ? null : cells.choice('status', statuses),
    availableFrom: cells.optional('available_from') === undefined ? null : cells.day('available_from'),
  }),
  keyOf: ({ property, code }) => JSON.stringify([slugOf(property), code]),
  resolve: async (tx, rows, bad) => {
    const properties = await propertiesByName(tx);
    const destinations = await destinationsByName(tx);
    return rows.filter((read) => {
      const slug = slugOf(read.row.property);
      const destination = destinations.get(plain(read.row.destination));
      if (destination === undefined)
        bad.push(badRow(read, 'destination', 'not-a-choice', [...destinations.values()]));
      if (slug === '') bad.push(badRow(read, 'property', 'missing'));
      if (destination === undefined || slug === '') return false;
      read.row.property = properties.get(slug) ?? slug;
      read.row.destination = destination;
      return true;
    });
  },
  write: writeUnits,
  follow: async (tx, touched, importId) => {
    if (touched.length === 0) return;
    for (const delayMs of [0, lateAnswersMs])
      await schedule(tx, {
        kind: 'answers.forget',
        key: `answers.forget:import:${importId}:${delayMs}`,
        payload: {},
        runAt: new Date(Date.now() + delayMs),
      });
  },
};

function wholeNumber(value: number, complain: () => void): number {
  if (!Number.isInteger(value)) complain();
  return Math.trunc(value);
}

function price(value: number, complain: () => void): number {
  if (value <= 0) complain();
  return value;
}

function plain(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().trim();
}

/** "Grand Luxxe – Riviera" is `grand-luxxe-riviera`. */
function slugOf(text: string): string {
  return plain(text)
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}
