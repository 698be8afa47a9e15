/** What was sold to whom. A sale is an event of its lead, so that figures and other systems learn of it. */
import { all, single, type Queryable, type Tx } from './database.ts';

/** One sale of the house's sales system; `day` is YYYY-MM-DD. */
export interface ImportedSale {
  externalId: string;
  leadId: string;
  unitId: string | null;
  agentId: string | null;
  day: string;
  amount: number;
  currency: 'USD' | 'MXN';
}

/** The rows of `$1`; those of one buyer together, and buyers in an order that all transactions share. */
const GIVEN = `SELECT "externalId" AS external_id, "leadId" AS lead_id, "unitId" AS unit_id, "agentId" AS agent_id, amount, currency, day
  FROM jsonb_to_recordset($1) AS t("externalId" text, "leadId" uuid, "unitId" uuid, "agentId" uuid, amount numeric(14, 2), currency text, day date)
  ORDER BY "leadId", "externalId"`;

/** Whether the sale `s` stands otherwise than the row `given` says; one that was withdrawn stays so. */
const differsFrom = (given: string): string =>
  `s.withdrawn_at IS NULL AND ((s.lead_id, s.amount, s.currency, s.day) <> (${given}.lead_id, ${given}.amount, ${given}.currency, ${given}.day)
    OR coalesce(${given}.unit_id, s.unit_id) IS DISTINCT FROM s.unit_id OR coalesce(${given}.agent_id, s.agent_id) IS DISTINCT FROM s.agent_id)`;

/** What writing these sales would do; nothing is written or locked. */
export function foreseeSales(
  db: Queryable,
  sales: readonly ImportedSale[],
): Promise<{ added: number; changed: number }> {
  return single<{ added: number; changed: number }>(
    db,
    `SELECT count(*) FILTER (WHERE s.id IS NULL)::int AS added, count(*) FILTER (WHERE ${differsFrom('g')})::int AS changed
     FROM (${GIVEN}) g LEFT JOIN sales s ON s.external_id = g.external_id`,
    [JSON.stringify(sales)],
  );
}

/** Whose sale these rows say is somebody else's. */
export async function formerBuyers(tx: Tx, sales: readonly ImportedSale[]): Promise<string[]> {
  const rows = await all<{ id: string }>(
    tx,
    `SELECT DISTINCT s.lead_id AS id FROM (${GIVEN}) g JOIN sales s ON s.external_id = g.external_id
     WHERE s.withdrawn_at IS NULL AND s.lead_id <> g.lead_id`,
    [JSON.stringify(sales)],
  );
  return rows.map(({ id }) => id);
}

/** Writes sales by their number; pesos are turned into dollars when an amount is first seen. Returns those that are new or other. */
export async function writeSales(
  tx: Tx,
  sales: readonly ImportedSale[],
  { mxnPerUsd }: { mxnPerUsd: number },
): Promise<{ added: number; changed: number; touched: string[] }> {
  const rows = await all<{ id: string; added: boolean }>(
    tx,
    `INSERT INTO sales AS s (external_id, lead_id, unit_id, agent_id, amount, currency, amount_usd, day, source)
     SELECT external_id, lead_id, unit_id, agent_id, amount, currency,
       CASE currency WHEN 'USD' THEN amount ELSE round(amount / $2::numeric, 2) END, day, 'import'
     FROM (${GIVEN}) g
     ON CONFLICT (external_id) DO UPDATE SET lead_id = excluded.lead_id, unit_id = coalesce(excluded.unit_id, s.unit_id),
       agent_id = coalesce(excluded.agent_id, s.agent_id), amount = excluded.amount, currency = excluded.currency, day = excluded.day,
       amount_usd = CASE WHEN (s.amount, s.currency) = (excluded.amount, excluded.currency) THEN s.amount_usd ELSE excluded.amount_usd END
     WHERE ${differsFrom('excluded')}
     RETURNING id, xmax = 0 AS added`,
    [JSON.stringify(sales), mxnPerUsd],
  );
  const added = rows.filter((row) => row.added).length;
  return { added, changed: rows.length - added, touched: rows.map(({ id }) => id) };
}

/** Appends `sale.recorded` to the lead of each of these sales: a thousand at once, as gapless as one by one. */
export async function recordSaleEvents(tx: Tx, saleIds: readonly string[]): Promise<void> {
  if (saleIds.length === 0) return;
  await tx.query(
    `WITH sold AS (
       SELECT id, lead_id, 'lead:' || lead_id AS stream, amount_usd, day, row_number() OVER (PARTITION BY lead_id ORDER BY day, id) AS n,
         count(*) OVER (PARTITION BY lead_id) AS total
       FROM sales WHERE id = ANY($1::uuid[])),
     heads AS (
       INSERT INTO stream_heads AS h (stream, seq) SELECT DISTINCT stream, total FROM sold ORDER BY stream
       ON CONFLICT (stream) DO UPDATE SET seq = h.seq + excluded.seq RETURNING stream, seq)
     INSERT INTO events (stream, stream_seq, type, data, lead_id)
     SELECT stream, heads.seq - sold.total + sold.n, 'sale.recorded',
       jsonb_build_object('saleId', sold.id, 'amountUsd', sold.amount_usd, 'day', to_char(sold.day, 'YYYY-MM-DD')), sold.lead_id
     FROM sold JOIN heads USING (stream) ORDER BY stream, sold.n`,
    [saleIds],
  );
}
