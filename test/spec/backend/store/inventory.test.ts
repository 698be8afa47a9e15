import { afterAll, describe, expect, it } from 'vitest';
import {
  allProperties,
  matchingUnits,
  priceFacts,
  priceRange,
  searchUnits,
  unitsByCode,
} from '../../../../src/backend/store/inventory.ts';
import { destinations, propertyTypes } from '../../../../src/shared/lead.ts';
import { openPool, testStores } from '../../../support/stores.ts';

const stores = await testStores();
const db = openPool(stores.databaseUrl);
afterAll(() => db.end());

async function column<T>(sql: string): Promise<T[]> {
  return (await db.query<{ value: T }>(sql)).rows.map(({ value }) => value);
}

describe('the inventory', () => {
  it('sells in every destination that a lead can name, each in its own time zone', async () => {
    const zones = new Map(
      (await allProperties(db)).map(({ destination, timeZone }) => [destination, timeZone]),
    );
    expect(Object.fromEntries(zones)).toEqual({
      Acapulco: 'America/Mexico_City',
      'Los Cabos': 'America/Mazatlan',
      Mazatlán: 'America/Mazatlan',
      'Nuevo Vallarta': 'America/Bahia_Banderas',
      'Puerto Peñasco': 'America/Hermosillo',
      'Riviera Maya': 'America/Cancun',
    });
    expect([...zones.keys()].toSorted()).toEqual([...destinations].toSorted());
  });

  it('has every type of property, several kinds a place and 8 to 20 homes of a kind', async () => {
    expect((await column('SELECT DISTINCT type AS value FROM units')).toSorted()).toEqual(
      [...propertyTypes].toSorted(),
    );
    const [fewest, most] = await column<number>(
      `SELECT n AS value FROM (SELECT count(*)::int AS n FROM units GROUP BY property_id, type) k WHERE n IN
         ((SELECT min(c) FROM (SELECT count(*)::int AS c FROM units GROUP BY property_id, type) a),
          (SELECT max(c) FROM (SELECT count(*)::int AS c FROM units GROUP BY property_id, type) b)) GROUP BY n ORDER BY n`,
    );
    expect(fewest).toBeGreaterThanOrEqual(8);
    expect(most).toBeLessThanOrEqual(20);
    expect(
      await column(
        'SELECT count(DISTINCT type)::int AS value FROM units GROUP BY property_id HAVING count(DISTINCT type) < 2',
      ),
    ).toEqual([]);
  });

  it('prices every unit in both currencies at one rate', async () => {
    const rates = await column<string>(
      `SELECT (m.amount / u.amount)::numeric(6, 2) AS value FROM units
       LEFT JOIN unit_prices u ON u.unit_id = units.id AND u.currency = 'USD' LEFT JOIN unit_prices m ON m.unit_id = units.id AND m.currency = 'MXN'`,
    );
    expect(rates.every((rate) => Number(rate) > 18.1 && Number(rate) < 18.7)).toBe(true);
  });

  it('has homes that are reserved, sold, and finished later', async () => {
    expect((await column('SELECT DISTINCT status AS value FROM units')).toSorted()).toEqual([
      'available',
      'reserved',
      'sold',
    ]);
    expect(
      await column("SELECT count(*) > 10 AS value FROM units WHERE available_from > '2026-12-31'"),
    ).toEqual([true]);
  });

  it('has the villa of the reference screens at its price', async () => {
    const [villa] = await unitsByCode(db, 'b 304', 'Nuevo Vallarta');
    expect(villa).toMatchObject({
      code: 'B-304',
      type: 'villa',
      bedrooms: 3,
      areaM2: 214,
      view: 'golf',
      usd: 685_000,
      status: 'available',
    });
  });

  it('finds only what is available, within the budget, in the currency it was named in', async () => {
    const budget = { min: 600_000, max: 700_000, currency: 'USD' } as const;
    const units = await searchUnits(
      db,
      { destination: 'Nuevo Vallarta', type: 'villa', bedrooms: 3, budget },
      50,
    );
    expect(units.length).toBeGreaterThan(0);
    for (const unit of units) {
      expect(unit).toMatchObject({ destination: 'Nuevo Vallarta', type: 'villa', status: 'available' });
      expect(unit.usd).toBeGreaterThanOrEqual(600_000);
      expect(unit.usd).toBeLessThanOrEqual(700_000);
    }
    const inPesos = await searchUnits(db, { budget: { max: 2_000_000, currency: 'MXN' } }, 50);
    expect(inPesos.length).toBeGreaterThan(0);
    expect(Math.max(...inPesos.map(({ mxn }) => mxn))).toBeLessThanOrEqual(2_000_000);
  });

  it('leaves out homes that are not finished by the day asked for', async () => {
    const now = await priceFacts(db, { availableBy: '2026-12-31' });
    const later = await priceFacts(db, { availableBy: '2027-12-31' });
    expect(now?.units).toBeLessThan(later?.units ?? 0);
  });

  it('gives a price range per currency, and none for what nobody sells', async () => {
    const range = await priceRange(db, { destination: 'Riviera Maya', type: 'villa' });
    expect(range?.USD.min).toBeGreaterThan(500_000);
    expect(range?.MXN.max).toBeGreaterThan(range?.USD.max ?? 0);
    expect(await priceRange(db, { destination: 'Acapulco', type: 'lot' })).toBeUndefined();
  });

  it('matches a lead’s wishes, stretches a budget by a tenth, and offers nothing to an unknown wish', async () => {
    const wish = { location: 'Nuevo Vallarta', property_type: 'villa', bedrooms: 3 } as const;
    const matching = await matchingUnits(db, {
      ...wish,
      budget: { min: 600_000, max: 600_000, currency: 'USD' },
    });
    expect(matching).toHaveLength(3);
    expect(Math.max(...matching.map(({ usd }) => usd))).toBeLessThanOrEqual(660_000);
    expect(await matchingUnits(db, {})).toEqual([]);
    expect(await matchingUnits(db, { ...wish, budget: { min: 1_000, max: 1_000, currency: 'USD' } })).toEqual(
      [],
    );
  });
});
