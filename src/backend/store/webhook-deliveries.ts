/** Deliveries of our webhooks: written with the mark that an event is published, claimed by one worker at a time. */
import type { WebhookDelivery } from '../../shared/admin.ts';
import { all, first, type Queryable, type Tx } from './database.ts';

const ISO = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`;
const at = (column: string, name: string): string =>
  `to_char(${column} AT TIME ZONE 'UTC', ${ISO}) AS "${name}"`;
const DELIVERY = `d.id, d.endpoint_id AS "endpointId", d.type, d.status, d.attempts, ${at('d.created_at', 'createdAt')},
  ${at(`CASE d.status WHEN 'pending' THEN d.next_at END`, 'nextAt')}, ${at('d.delivered_at', 'deliveredAt')}, d.http_status AS "httpStatus", d.error`;

/**
 * Writes what endpoints are owed for these events, in the transaction that marks them as published: none is lost and
 * none comes twice. `publicTypes` are those that families and whoever asks for everything get; `limitKey` is the limit
 * that an alert is about, which leaves only where its supervisor chose webhooks.
 */
export async function recordDeliveries(
  tx: Tx,
  events: readonly { id: number; type: string; limitKey: string | null }[],
  publicTypes: readonly string[],
): Promise<void> {
  await tx.query(
    `INSERT INTO webhook_deliveries (endpoint_id, event_id, message_id, type)
     SELECT e.id, ev.id, 'msg_' || ev.id, ev.type
     FROM unnest($1::bigint[], $2::text[], $4::text[]) AS ev(id, type, limit_key) JOIN webhook_endpoints e ON e.active
       AND (ev.type = ANY(e.types) OR (ev.type = ANY($3) AND (cardinality(e.types) = 0 OR split_part(ev.type, '.', 1) || '.*' = ANY(e.types))))
     WHERE ev.limit_key IS NULL OR EXISTS (SELECT FROM thresholds t WHERE t.key = ev.limit_key AND 'webhook' = ANY(t.notify))
     ORDER BY ev.id ON CONFLICT DO NOTHING`,
    [
      events.map(({ id }) => id),
      events.map(({ type }) => type),
      publicTypes,
      events.map(({ limitKey }) => limitKey),
    ],
  );
}

/** A delivery in a worker's hands. */
export interface ClaimedDelivery {
  id: string;
  endpointId: string;
  eventId: string | null;
  messageId: string;
  body: string | null;
  /** This one included. */
  attempts: number;
  url: string;
  withContact: boolean;
  /** The present one first. */
  secretsSealed: string[];
}

const CLAIMED = `d.id, d.endpoint_id AS "endpointId", d.event_id::text AS "eventId", d.message_id AS "messageId", d.body, d.attempts, e.url,
  e.with_contact AS "withContact",
  array_remove(ARRAY[e.secret_sealed, CASE WHEN e.old_secret_until > now() THEN e.old_secret_sealed END], NULL) AS "secretsSealed"`;

/**
 * Claims due deliveries, of each endpoint at most `perEndpoint` less what the worker has in its hands already (`busy`,
 * endpoint ids, one for each): one that is slow keeps only its own waiting. A claim that nobody ends runs out.
 */
export function claimDeliveries(
  db: Queryable,
  { perEndpoint, busy, leaseMs }: { perEndpoint: number; busy: readonly string[]; leaseMs: number },
): Promise<ClaimedDelivery[]> {
  return all<ClaimedDelivery>(
    db,
    `WITH due AS (
       SELECT d.id FROM webhook_endpoints o CROSS JOIN LATERAL (
         SELECT id FROM webhook_deliveries w WHERE w.endpoint_id = o.id AND w.status = 'pending' AND w.next_at <= now()
           AND (w.locked_until IS NULL OR w.locked_until < now())
         ORDER BY w.next_at LIMIT greatest(0, $1 - (SELECT count(*) FROM unnest($2::uuid[]) AS b(id) WHERE b.id = o.id)) FOR UPDATE SKIP LOCKED) d
       WHERE o.active)
     UPDATE webhook_deliveries d SET locked_until = now() + make_interval(secs => $3::float8 / 1000), attempts = d.attempts + 1
     FROM due, webhook_endpoints e WHERE d.id = due.id AND e.id = d.endpoint_id RETURNING ${CLAIMED}`,
    [perEndpoint, busy, leaseMs],
  );
}

/** An event with what a receiver wants to know of its lead. */
export interface DeliveredEvent {
  type: string;
  at: string;
  stream: string;
  seq: number;
  leadId: string | null;
  callId: string | null;
  data: Record<string, unknown>;
  lead: {
    id: string;
    status: string;
    language: string;
    source: string | null;
    campaign: string | null;
    score: number | null;
    ownerId: string | null;
    name?: string | null;
    phone?: string | null;
  } | null;
}

/** The event of a delivery, its lead as it is now; undefined where it is gone. */
export function deliveredEvent(db: Queryable, eventId: string): Promise<DeliveredEvent | undefined> {
  return first<DeliveredEvent>(
    db,
    `SELECT v.type, ${at('v.at', 'at')}, v.stream, v.stream_seq::int AS seq, v.lead_id AS "leadId", v.call_id AS "callId", v.data,
       CASE WHEN l.id IS NULL THEN NULL ELSE jsonb_build_object('id', l.id, 'status', l.status, 'language', l.language, 'source', l.lead_source,
         'campaign', c.name, 'score', l.qualification_score, 'ownerId', l.owner_id,
         'name', coalesce(nullif(concat_ws(' ', l.first_name, l.last_name), ''), l.whatsapp_name), 'phone', l.phone) END AS lead
     FROM events v LEFT JOIN leads l ON l.id = v.lead_id LEFT JOIN campaigns c ON c.id = l.campaign_id WHERE v.id = $1`,
    [eventId],
  );
}

/** Keeps what is sent, so that every attempt says the same. */
export async function keepBody(db: Queryable, id: string, body: string): Promise<void> {
  await db.query(`UPDATE webhook_deliveries SET body = $2 WHERE id = $1`, [id, body]);
}

/** How an attempt ended. `pauseMs`: when to try again; without one it is over. */
export interface AttemptEnd {
  delivered: boolean;
  httpStatus: number | null;
  error: string | null;
  pauseMs?: number | undefined;
}

/** Records the end of an attempt; gives back the delivery. */
export async function endAttempt(
  db: Queryable,
  id: string,
  { delivered, httpStatus, error, pauseMs }: AttemptEnd,
): Promise<WebhookDelivery | undefined> {
  const status = delivered ? 'delivered' : pauseMs === undefined ? 'dead' : 'pending';
  return first<WebhookDelivery>(
    db,
    `UPDATE webhook_deliveries d SET status = $2, locked_until = NULL, delivered_at = CASE WHEN $2 = 'delivered' THEN clock_timestamp() END,
       http_status = $3, error = $4, next_at = now() + make_interval(secs => $5::float8 / 1000) WHERE id = $1 RETURNING ${DELIVERY}`,
    [id, status, httpStatus, error, pauseMs ?? 0],
  );
}

/** A worker that stops lets go of what it did not finish; those attempts do not count. */
export async function releaseDeliveries(db: Queryable, ids: readonly string[]): Promise<void> {
  await db.query(
    `UPDATE webhook_deliveries SET locked_until = NULL, attempts = greatest(0, attempts - 1) WHERE id = ANY($1::uuid[]) AND status = 'pending'`,
    [ids],
  );
}

/** A delivery made by hand, in the caller's own hands at once; whether its endpoint is active or not. */
export async function createTestDelivery(
  tx: Tx,
  {
    endpointId,
    messageId,
    body,
    leaseMs,
  }: { endpointId: string; messageId: string; body: string; leaseMs: number },
): Promise<ClaimedDelivery | undefined> {
  const row = await first<{ id: string }>(
    tx,
    `INSERT INTO webhook_deliveries (endpoint_id, message_id, type, body, attempts, locked_until)
     VALUES ($1, $2, 'webhook.test', $3, 1, now() + make_interval(secs => $4::float8 / 1000)) RETURNING id`,
    [endpointId, messageId, body, leaseMs],
  );
  return first<ClaimedDelivery>(
    tx,
    `SELECT ${CLAIMED} FROM webhook_deliveries d JOIN webhook_endpoints e ON e.id = d.endpoint_id WHERE d.id = $1`,
    [row?.id],
  );
}

/** Deliveries of one endpoint, newest first. */
export function listDeliveries(
  db: Queryable,
  endpointId: string,
  { status, before, limit }: { status?: string | undefined; before?: string | undefined; limit: number },
): Promise<WebhookDelivery[]> {
  return all<WebhookDelivery>(
    db,
    `SELECT ${DELIVERY} FROM webhook_deliveries d
     WHERE d.endpoint_id = $1 AND ($2::text IS NULL OR d.status = $2) AND ($3::timestamptz IS NULL OR d.created_at < $3)
     ORDER BY d.created_at DESC, d.id LIMIT $4`,
    [endpointId, status ?? null, before ?? null, limit],
  );
}

/** Sends one again, with the attempts of a new one; undefined where it is gone. */
export function replayDelivery(tx: Tx, id: string): Promise<WebhookDelivery | undefined> {
  return first<WebhookDelivery>(
    tx,
    `UPDATE webhook_deliveries d SET status = 'pending', attempts = 0, next_at = now(), locked_until = NULL, delivered_at = NULL, error = NULL,
       http_status = NULL WHERE d.id = $1 RETURNING ${DELIVERY}`,
    [id],
  );
}

/** Sends all dead ones of an endpoint again; returns how many. */
export async function replayDead(tx: Tx, endpointId: string): Promise<number> {
  const { rowCount } = await tx.query(
    `UPDATE webhook_deliveries SET status = 'pending', attempts = 0, next_at = now(), locked_until = NULL WHERE endpoint_id = $1 AND status = 'dead'`,
    [endpointId],
  );
  return rowCount ?? 0;
}

/** How many deliveries wait and how many are dead, and how late the oldest is that could be sent now. */
export async function deliveryState(
  db: Queryable,
): Promise<{ pending: number; dead: number; failingEndpoints: number; oldestMs: number }> {
  const row = await first<{ pending: number; dead: number; failingEndpoints: number; oldestMs: number }>(
    db,
    `SELECT (SELECT count(*)::int FROM webhook_deliveries WHERE status = 'pending') AS pending,
       (SELECT count(*)::int FROM webhook_deliveries WHERE status = 'dead') AS dead,
       (SELECT count(*)::int FROM webhook_endpoints WHERE active AND failing_since IS NOT NULL) AS "failingEndpoints",
       (SELECT coalesce(extract(epoch FROM now() - min(d.next_at)) * 1000, 0)::float8 FROM webhook_deliveries d JOIN webhook_endpoints e
          ON e.id = d.endpoint_id AND e.active WHERE d.status = 'pending' AND d.next_at <= now() AND d.locked_until IS NULL) AS "oldestMs"`,
  );
  return row ?? { pending: 0, dead: 0, failingEndpoints: 0, oldestMs: 0 };
}

const pruneBatch = 10_000;

/** Forgets deliveries that are over, `days` after they were made. */
export async function pruneDeliveries(db: Queryable, days: number): Promise<void> {
  for (let forgotten = pruneBatch; forgotten === pruneBatch;) {
    const { rowCount } = await db.query(
      `DELETE FROM webhook_deliveries WHERE id IN (SELECT id FROM webhook_deliveries WHERE status <> 'pending' AND created_at < now() - make_interval(days => $1) LIMIT $2)`,
      [days, pruneBatch],
    );
    forgotten = rowCount ?? 0;
  }
}
