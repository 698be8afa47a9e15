/** Lists from outside, written a few thousand rows at a time; the same rows again change nothing. */
import type { ImportKind } from '../../shared/admin.ts';
import { all, single, type Tx } from './database.ts';

interface Written {
  added: number;
  changed: number;
  touched: string[];
}

/** One list of a kind at a time: of two that are brought at once the second sees what the first wrote. */
export async function lockImports(tx: Tx, kind: ImportKind): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtext('imports'), hashtext($1))`, [kind]);
}

/** Keeps who brought what; returns its number. */
export async function recordImport(
  tx: Tx,
  entry: {
    kind: ImportKind;
    userId: string;
    sha256: string;
    rows: number;
    added: number;
    changed: number;
    unchanged: number;
    badRows: number;
  },
): Promise<number> {
  const { kind, userId, sha256, rows, added, changed, unchanged, badRows } = entry;
  const { id } = await single<{ id: number }>(
    tx,
    `INSERT INTO imports (kind, user_id, sha256, rows, added, changed, unchanged, bad_rows)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id::int AS id`,
    [kind, userId, sha256, rows, added, changed, unchanged, badRows],
  );
  return id;
}

/**
 * Puts numbers on the do-not-call list. A number that its owner put there stays there from now on even if they take
 * their own word back.
 */
export async function addNumbers(
  tx: Tx,
  entries: readonly { phone: string; reason: string | null }[],
): Promise<Written> {
  const rows = await all<{ phone: string; added: boolean }>(
    tx,
    `INSERT INTO do_not_call AS d (phone, source, reason)
     SELECT DISTINCT ON (phone) phone, 'import', reason FROM jsonb_to_recordset($1) AS t(phone text, reason text) ORDER BY phone, reason NULLS LAST
     ON CONFLICT (phone) DO UPDATE SET source = CASE d.source WHEN 'opt-out' THEN 'import' ELSE d.source END, reason = coalesce(excluded.reason, d.reason)
       WHERE d.source = 'opt-out' OR (excluded.reason IS NOT NULL AND d.reason IS DISTINCT FROM excluded.reason)
     RETURNING phone, xmax = 0 AS added`,
    [JSON.stringify(entries)],
  );
  return countOf(rows.map(({ phone, added }) => ({ id: phone, added })));
}

/** Leads with one of these numbers whose call waits, in an order that all transactions share. */
export async function leadsWithWaitingCalls(tx: Tx, phones: readonly string[]): Promise<string[]> {
  const rows = await all<{ id: string }>(
    tx,
    `SELECT l.id FROM leads l WHERE l.phone = ANY($1) AND EXISTS (SELECT FROM calls c WHERE c.lead_id = l.id AND c.status IN ('requested', 'queued'))
     ORDER BY l.id`,
    [phones],
  );
  return rows.map(({ id }) => id);
}

/** Writes what campaigns cost; a campaign that nobody came from yet is made. */
export async function writeSpend(
  tx: Tx,
  rows: readonly {
    source: string;
    campaign: string;
    name: string | null;
    day: string;
    currency: string;
    amount: number;
  }[],
): Promise<Written> {
  const input = JSON.stringify(rows);
  await tx.query(
    `INSERT INTO campaigns AS c (source, external_id, name)
     SELECT DISTINCT ON (source, campaign) source, campaign, coalesce(name, campaign)
     FROM jsonb_to_recordset($1) AS t(source text, campaign text, name text) ORDER BY source, campaign, name NULLS LAST
     ON CONFLICT (source, external_id) DO UPDATE SET name = excluded.name WHERE excluded.name <> c.external_id AND excluded.name <> c.name`,
    [input],
  );
  const written = await all<{ id: string; added: boolean }>(
    tx,
    `INSERT INTO campaign_spend AS s (campaign_id, day, currency, amount)
     SELECT c.id, t.day, t.currency, t.amount
     FROM jsonb_to_recordset($1) AS t(source text, campaign text, day date, currency text, amount numeric(14, 2))
     JOIN campaigns c ON c.source = t.source AND c.external_id = t.campaign
     ON CONFLICT (campaign_id, day, currency) DO UPDATE SET amount = excluded.amount WHERE s.amount <> excluded.amount
     RETURNING campaign_id AS id, xmax = 0 AS added`,
    [input],
  );
  return countOf(written);
}

/** Ids of leads by their E.164 number. */
export async function leadsByPhone(tx: Tx, phones: readonly string[]): Promise<Map<string, string>> {
  const rows = await all<{ phone: string; id: string }>(
    tx,
    `SELECT phone, id FROM leads WHERE phone = ANY($1)`,
    [phones],
  );
  return new Map(rows.map(({ phone, id }) => [phone, id]));
}

/** Ids of units by what a list calls them: "B-304", or "slug/B-304" where several properties have one. */
export function unitsNamed(tx: Tx, names: readonly string[]): Promise<Map<string, string>> {
  return onlyOnes(
    tx,
    `SELECT n.name, u.id FROM unnest($1::text[]) AS n(name) JOIN units u ON upper(u.code) = upper(regexp_replace(n.name, '^.*/', ''))
     JOIN properties p ON p.id = u.property_id AND (position('/' IN n.name) = 0 OR p.slug = lower(split_part(n.name, '/', 1)))`,
    names,
  );
}

/** Ids of people by username, extension or full name. */
export function agentsNamed(tx: Tx, names: readonly string[]): Promise<Map<string, string>> {
  return onlyOnes(
    tx,
    `SELECT n.name, u.id FROM unnest($1::text[]) AS n(name)
     JOIN users u ON u.username = lower(n.name) OR u.extension = n.name OR plain_text(u.name) = plain_text(n.name)`,
    names,
  );
}

/** A name that fits two is nobody's. */
async function onlyOnes(tx: Tx, sql: string, names: readonly string[]): Promise<Map<string, string>> {
  if (names.length === 0) return new Map();
  const rows = await all<{ name: string; id: string }>(
    tx,
    `SELECT name, min(id::text) AS id FROM (${sql}) AS fits GROUP BY name HAVING count(*) = 1`,
    [names],
  );
  return new Map(rows.map(({ name, id }) => [name, id]));
}

/** Slugs of the properties we have, by slug and by a slug of their name. */
export async function propertiesByName(tx: Tx): Promise<Map<string, string>> {
  const rows = await all<{ slug: string; named: string }>(
    tx,
    `SELECT slug, trim(BOTH '-' FROM regexp_replace(plain_text(name), '[^a-z0-9]+', '-', 'g')) AS named FROM properties`,
  );
  return new Map(rows.flatMap(({ slug, named }) => [[named, slug] as const, [slug, slug] as const]));
}

/** Places where we know the state and the clock, by their name without accents. */
export async function destinationsByName(tx: Tx): Promise<Map<string, string>> {
  const rows = await all<{ plain: string; destination: string }>(
    tx,
    `SELECT DISTINCT plain_text(destination) AS plain, destination FROM properties ORDER BY destination`,
  );
  return new Map(rows.map(({ plain, destination }) => [plain, destination]));
}

/** A unit as a list gives it; null: as it was, or as a new one begins. */
export interface ImportedUnit {
  /** Slug. */
  property: string;
  name: string;
  destination: string;
  code: string;
  type: string;
  bedrooms: number;
  bathrooms: number;
  areaM2: number;
  usd: number;
  mxn: number | null;
  status: string | null;
  availableFrom: string | null;
}

const UNITS = `jsonb_to_recordset($1) AS t(property text, name text, destination text, code text, type text, bedrooms int,
  bathrooms numeric(3, 1), "areaM2" numeric(8, 2), usd numeric(14, 2), mxn numeric(14, 2), status text, "availableFrom" date)`;

/** Writes units with both prices; without one in pesos they are worked out, unless the dollars stayed the same. */
export async function writeUnits(
  tx: Tx,
  units: readonly ImportedUnit[],
  { mxnPerUsd }: { mxnPerUsd: number },
): Promise<Written> {
  const input = JSON.stringify(units);
  const before = await all<{ key: string; added: boolean }>(tx, differing, [input]);
  await writeProperties(tx, input);
  await tx.query(
    `INSERT INTO units AS u (property_id, code, type, bedrooms, bathrooms, area_m2, status, available_from)
     SELECT p.id, t.code, t.type, t.bedrooms, t.bathrooms, t."areaM2", coalesce(t.status, 'available'), coalesce(t."availableFrom", current_date)
     FROM ${UNITS} JOIN properties p ON p.slug = t.property
     ON CONFLICT (property_id, code) DO NOTHING`,
    [input],
  );
  await tx.query(
    `UPDATE units u SET type = t.type, bedrooms = t.bedrooms, bathrooms = t.bathrooms, area_m2 = t."areaM2",
       status = coalesce(t.status, u.status), available_from = coalesce(t."availableFrom", u.available_from)
     FROM ${UNITS} JOIN properties p ON p.slug = t.property WHERE u.property_id = p.id AND u.code = t.code`,
    [input],
  );
  await writePrices(tx, input, mxnPerUsd);
  return countOf(before.map(({ key, added }) => ({ id: key, added })));
}

/** Rows of the list that are not as they stand here. */
const differing = `SELECT t.property || '/' || t.code AS key, u.id IS NULL AS added
  FROM ${UNITS} LEFT JOIN properties p ON p.slug = t.property LEFT JOIN units u ON u.property_id = p.id AND u.code = t.code
  LEFT JOIN unit_prices usd ON usd.unit_id = u.id AND usd.currency = 'USD' LEFT JOIN unit_prices mxn ON mxn.unit_id = u.id AND mxn.currency = 'MXN'
  WHERE u.id IS NULL OR (p.name, p.destination, u.type, u.bedrooms, u.bathrooms, u.area_m2, usd.amount) IS DISTINCT FROM
      (t.name, t.destination, t.type, t.bedrooms, t.bathrooms, t."areaM2", t.usd)
    OR coalesce(t.mxn, mxn.amount) IS DISTINCT FROM mxn.amount OR mxn.amount IS NULL
    OR coalesce(t.status, u.status) <> u.status OR coalesce(t."availableFrom", u.available_from) <> u.available_from`;

/** A new property has the state and the clock of its destination; what it says of itself is its name until somebody writes more. */
async function writeProperties(tx: Tx, input: string): Promise<void> {
  await tx.query(
    `INSERT INTO properties AS p (slug, name, destination, state, time_zone, description_es, description_en)
     SELECT DISTINCT ON (t.property) t.property, t.name, t.destination, d.state, d.time_zone, t.name, t.name
     FROM ${UNITS} CROSS JOIN LATERAL (SELECT state, time_zone FROM properties k WHERE k.destination = t.destination LIMIT 1) d
     ORDER BY t.property
     ON CONFLICT (slug) DO UPDATE SET name = excluded.name, destination = excluded.destination, state = excluded.state, time_zone = excluded.time_zone
       WHERE (p.name, p.destination) IS DISTINCT FROM (excluded.name, excluded.destination)`,
    [input],
  );
}

async function writePrices(tx: Tx, input: string, mxnPerUsd: number): Promise<void> {
  await tx.query(
    `INSERT INTO unit_prices AS was (unit_id, currency, amount)
     SELECT u.id, price.currency, price.amount
     FROM ${UNITS} JOIN properties p ON p.slug = t.property JOIN units u ON u.property_id = p.id AND u.code = t.code
     LEFT JOIN unit_prices usd ON usd.unit_id = u.id AND usd.currency = 'USD' LEFT JOIN unit_prices mxn ON mxn.unit_id = u.id AND mxn.currency = 'MXN'
     CROSS JOIN LATERAL (VALUES ('USD', t.usd), ('MXN', coalesce(t.mxn, CASE WHEN usd.amount = t.usd THEN mxn.amount END,
       greatest(1000, round(t.usd * $2::numeric / 1000) * 1000)))) AS price(currency, amount)
     ON CONFLICT (unit_id, currency) DO UPDATE SET amount = excluded.amount WHERE was.amount <> excluded.amount`,
    [input, mxnPerUsd],
  );
}

function countOf(rows: readonly { id: string; added: boolean }[]): Written {
  const added = rows.filter((row) => row.added).length;
  return { added, changed: rows.length - added, touched: rows.map(({ id }) => id) };
}
