/** What the world sent us, stored before it is answered; a repeated delivery is counted, never stored twice. */
import { first, type Queryable } from './database.ts';

export type WebhookSource = 'whatsapp' | 'vapi' | 'phone';

export interface NewWebhook {
  source: WebhookSource;
  /** What makes a repeated delivery the same thing, e.g. `message:<wamid>`. */
  naturalKey: string;
  type: string;
  body: unknown;
}

/** Stores one item. `fresh` is false if it was here before. */
export async function storeWebhook(
  tx: Queryable,
  webhook: NewWebhook,
): Promise<{ id: number; fresh: boolean }> {
  const row = await first<{ id: number; deliveries: number }>(
    tx,
    `INSERT INTO webhooks AS w (source, natural_key, type, body) VALUES ($1, $2, $3, $4)
     ON CONFLICT (source, natural_key) DO UPDATE SET deliveries = w.deliveries + 1
     RETURNING id::int AS id, deliveries`,
    [webhook.source, webhook.naturalKey, webhook.type, JSON.stringify(webhook.body)],
  );
  if (row === undefined) throw new Error('A webhook was not stored.');
  return { id: row.id, fresh: row.deliveries === 1 };
}

export interface StoredWebhook {
  id: number;
  type: string;
  body: unknown;
  receivedAt: Date;
  processedAt: Date | null;
}

/** One stored item. */
export function webhookById(db: Queryable, id: number): Promise<StoredWebhook | undefined> {
  return first<StoredWebhook>(
    db,
    `SELECT id::int AS id, type, body, received_at AS "receivedAt", processed_at AS "processedAt" FROM webhooks WHERE id = $1`,
    [id],
  );
}

/** Records what an item did, or the reason why it did nothing. */
export async function recordEffect(
  tx: Queryable,
  id: number,
  effect: string,
  about: { callId?: string | undefined; leadId?: string | undefined } = {},
): Promise<void> {
  await tx.query(
    `UPDATE webhooks SET processed_at = now(), effect = $2, call_id = coalesce($3, call_id), lead_id = coalesce($4, lead_id) WHERE id = $1`,
    [id, effect, about.callId ?? null, about.leadId ?? null],
  );
}

const pruneBatch = 1_000;

/**
 * Forgets messages of calls that were only passed on, or repeat what the transcript has (effect `pushed:…`, `kept:…`),
 * `days` after they came: a call brings thousands of them, each with all that was said before it.
 */
export async function prunePassingMessages(db: Queryable, days: number): Promise<void> {
  for (let forgotten = pruneBatch; forgotten === pruneBatch;) {
    const { rowCount } = await db.query(
      `DELETE FROM webhooks WHERE id IN (SELECT id FROM webhooks
         WHERE (effect LIKE 'pushed:%' OR effect LIKE 'kept:%') AND received_at < now() - make_interval(days => $1) LIMIT $2)`,
      [days, pruneBatch],
    );
    forgotten = rowCount ?? 0;
  }
}
