/** A delivery of Meta with everything in it, stored with two statements however many things it holds. */
import { all, type Tx } from './database.ts';

/** One item; see `WhatsAppItem` in webhooks/whatsapp-items.ts. */
export interface InboxItem {
  naturalKey: string;
  type: string;
  body: unknown;
  lane: string;
  noEffect?: string;
}

/**
 * Stores what is new of a delivery and schedules its jobs, in the caller's transaction; what was here before
 * is only counted. Returns how many items were new.
 */
export async function storeDelivery(tx: Tx, items: readonly InboxItem[]): Promise<number> {
  const distinct = [
    ...new Map(items.toReversed().map((item) => [item.naturalKey, item])).values(),
  ].toReversed();
  const fresh = new Map((await insertItems(tx, distinct)).map(({ id, naturalKey }) => [naturalKey, id]));
  const jobs = distinct.flatMap(({ naturalKey, lane, noEffect }) => {
    const webhookId = fresh.get(naturalKey);
    return webhookId === undefined || noEffect !== undefined ? [] : [{ webhookId, lane }];
  });
  await tx.query(
    `INSERT INTO outbox (kind, key, lane, payload)
     SELECT 'whatsapp.process', 'whatsapp.process:' || "webhookId", lane, jsonb_build_object('webhookId', "webhookId")
     FROM jsonb_to_recordset($1) AS j("webhookId" bigint, lane text) ON CONFLICT (key) DO NOTHING`,
    [JSON.stringify(jobs)],
  );
  return fresh.size;
}

/** Sorted by key, so that two deliveries of the same things wait for each other instead of deadlocking. */
function insertItems(tx: Tx, items: readonly InboxItem[]): Promise<{ id: number; naturalKey: string }[]> {
  return all<{ id: number; naturalKey: string }>(
    tx,
    `WITH stored AS (
       INSERT INTO webhooks AS w (source, natural_key, type, body, processed_at, effect)
       SELECT 'whatsapp', i."naturalKey", i.type, i.body, CASE WHEN i."noEffect" IS NOT NULL THEN now() END, i."noEffect"
       FROM jsonb_to_recordset($1) AS i("naturalKey" text, type text, body jsonb, "noEffect" text) ORDER BY i."naturalKey"
       ON CONFLICT (source, natural_key) DO UPDATE SET deliveries = w.deliveries + 1
       RETURNING id, natural_key, deliveries)
     SELECT id::int AS id, natural_key AS "naturalKey" FROM stored WHERE deliveries = 1`,
    [JSON.stringify(items)],
  );
}
