/** Sales as the desk writes and shows them; lists of them come from the house's sales system (sales.ts). */
import type { NewSale, Sale } from '../../shared/desk.ts';
import { iso } from './console-columns.ts';
import { all, first, single, type Queryable, type Tx } from './database.ts';

const SALE = `s.id, s.lead_id AS "leadId", p.name AS property, u.code AS unit, s.amount::float8 AS amount, s.currency,
  to_char(s.day, 'YYYY-MM-DD') AS day, a.name AS "agentName",
  CASE WHEN s.withdrawn_at IS NOT NULL THEN jsonb_build_object('at', ${iso('s.withdrawn_at')}, 'by', coalesce(w.name, ''), 'why', coalesce(s.withdrawn_why, '')) END AS withdrawn`;
const FROM = `sales s LEFT JOIN units u ON u.id = s.unit_id LEFT JOIN properties p ON p.id = u.property_id
  LEFT JOIN users a ON a.id = s.agent_id LEFT JOIN users w ON w.id = s.withdrawn_by`;

/** What a lead bought, newest first; what was withdrawn comes last. */
export function salesOfLead(db: Queryable, leadId: string): Promise<Sale[]> {
  return all<Sale>(
    db,
    `SELECT ${SALE} FROM ${FROM} WHERE s.lead_id = $1 ORDER BY s.withdrawn_at IS NOT NULL, s.day DESC, s.created_at DESC LIMIT 20`,
    [leadId],
  );
}

/** One sale, or undefined. */
export function saleById(db: Queryable, id: string): Promise<Sale | undefined> {
  return first<Sale>(db, `SELECT ${SALE} FROM ${FROM} WHERE s.id = $1`, [id]);
}

/** What the figures count one sale as, US dollars. */
export async function amountInUsd(db: Queryable, id: string): Promise<number> {
  const { usd } = await single<{ usd: number }>(
    db,
    `SELECT amount_usd::float8 AS usd FROM sales WHERE id = $1`,
    [id],
  );
  return usd;
}

/** Takes a unit off the market; undefined where it is not for sale at that property. Gives its id back. */
export async function takeUnit(
  tx: Tx,
  unit: { property: string; code: string; status: 'sold' | 'reserved' },
): Promise<string | undefined> {
  const row = await first<{ id: string }>(
    tx,
    `UPDATE units u SET status = $3 FROM properties p
     WHERE p.id = u.property_id AND p.slug = $1 AND u.code = $2 AND u.status = 'available' RETURNING u.id`,
    [unit.property, unit.code, unit.status],
  );
  return row?.id;
}

export interface DeskSale extends Pick<NewSale, 'amount' | 'currency'> {
  /** One key, one sale. */
  deskKey: string;
  leadId: string;
  agentId: string;
  unitId: string | null;
  /** What the unit became; null without one. */
  unitStatus: 'sold' | 'reserved' | null;
  /** YYYY-MM-DD. */
  day: string;
  mxnPerUsd: number;
}

/** The sale that was written under a key before. */
export async function saleIdOfKey(db: Queryable, deskKey: string): Promise<string | undefined> {
  return (await first<{ id: string }>(db, `SELECT id FROM sales WHERE desk_key = $1`, [deskKey]))?.id;
}

/** Writes a sale whose lead is locked; pesos are turned into dollars at the house's rate. Returns its id. */
export async function addSale(tx: Tx, sale: DeskSale): Promise<string> {
  const { id } = await single<{ id: string }>(
    tx,
    `INSERT INTO sales (desk_key, lead_id, agent_id, unit_id, unit_status, amount, currency, amount_usd, day, source)
     VALUES ($1, $2, $3, $4, $5, $6, $7, CASE $7 WHEN 'USD' THEN $6 ELSE round($6::numeric / $9::numeric, 2) END, $8, 'desk') RETURNING id`,
    [
      ...[sale.deskKey, sale.leadId, sale.agentId, sale.unitId, sale.unitStatus],
      ...[sale.amount, sale.currency, sale.day, sale.mxnPerUsd],
    ],
  );
  return id;
}

/** Takes a sale back whose lead is locked, and puts its unit on the market again where the sale took it off. Undefined where it was taken back already. */
export async function takeBackSale(
  tx: Tx,
  { id, userId, why }: { id: string; userId: string; why: string },
): Promise<{ hadUnit: boolean } | undefined> {
  const row = await first<{ unitId: string | null; unitStatus: string | null }>(
    tx,
    `UPDATE sales SET withdrawn_at = clock_timestamp(), withdrawn_by = $2, withdrawn_why = $3
     WHERE id = $1 AND withdrawn_at IS NULL RETURNING unit_id AS "unitId", unit_status AS "unitStatus"`,
    [id, userId, why],
  );
  if (row === undefined) return undefined;
  if (row.unitId === null || row.unitStatus === null) return { hadUnit: false };
  await tx.query(
    `UPDATE units SET status = 'available' WHERE id = $1 AND status = $2
       AND NOT EXISTS (SELECT FROM sales s WHERE s.unit_id = $1 AND s.withdrawn_at IS NULL)`,
    [row.unitId, row.unitStatus],
  );
  return { hadUnit: true };
}
