/** Who gets our events, with how well that goes. */
import type pg from 'pg';
import type { WebhookEndpoint } from '../../shared/admin.ts';
import { all, first, single, type Queryable, type Tx } from './database.ts';

const ISO = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`;
const ENDPOINT = `e.id, e.url, e.description, e.types, e.active, e.with_contact AS "withContact",
  to_char(e.created_at AT TIME ZONE 'UTC', ${ISO}) AS "createdAt", to_char(e.failing_since AT TIME ZONE 'UTC', ${ISO}) AS "failingSince",
  (SELECT count(*)::int FROM webhook_deliveries d WHERE d.endpoint_id = e.id AND d.status = 'pending') AS pending,
  (SELECT count(*)::int FROM webhook_deliveries d WHERE d.endpoint_id = e.id AND d.status = 'dead') AS dead`;

/** All of them, oldest first. */
export function listEndpoints(db: Queryable): Promise<WebhookEndpoint[]> {
  return all<WebhookEndpoint>(db, `SELECT ${ENDPOINT} FROM webhook_endpoints e ORDER BY e.created_at, e.id`);
}

/** One, or undefined. */
export function endpointById(db: Queryable, id: string): Promise<WebhookEndpoint | undefined> {
  return first<WebhookEndpoint>(db, `SELECT ${ENDPOINT} FROM webhook_endpoints e WHERE e.id = $1`, [id]);
}

/** One under lock, or undefined. A weak lock: the publisher, who writes what endpoints are owed, never waits for it. */
export async function lockEndpoint(tx: Tx, id: string): Promise<WebhookEndpoint | undefined> {
  await tx.query(`SELECT FROM webhook_endpoints WHERE id = $1 FOR NO KEY UPDATE`, [id]);
  return endpointById(tx, id);
}

export interface EndpointFields {
  url: string;
  description: string | null;
  types: string[];
  active: boolean;
  withContact: boolean;
}

/** Writes a new one under `id`, which its secret was sealed for. */
export async function createEndpoint(
  tx: Tx,
  endpoint: EndpointFields & { id: string; secretSealed: string; createdBy: string },
): Promise<WebhookEndpoint> {
  const { id, url, description, types, active, withContact, secretSealed, createdBy } = endpoint;
  await tx.query(
    `INSERT INTO webhook_endpoints (id, url, description, types, active, with_contact, secret_sealed, created_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [id, url, description, types, active, withContact, secretSealed, createdBy],
  );
  return single<WebhookEndpoint>(tx, `SELECT ${ENDPOINT} FROM webhook_endpoints e WHERE e.id = $1`, [id]);
}

/** Writes a locked one anew; what goes to another address is no longer failing. */
export async function saveEndpoint(tx: Tx, id: string, endpoint: EndpointFields): Promise<WebhookEndpoint> {
  const { url, description, types, active, withContact } = endpoint;
  if (!withContact) await forgetContact(tx, id);
  await tx.query(
    `UPDATE webhook_endpoints SET failing_since = CASE WHEN url = $2 THEN failing_since END, url = $2, description = $3, types = $4,
       active = $5, with_contact = $6 WHERE id = $1`,
    [id, url, description, types, active, withContact],
  );
  return single<WebhookEndpoint>(tx, `SELECT ${ENDPOINT} FROM webhook_endpoints e WHERE e.id = $1`, [id]);
}

/** What was composed for an endpoint that got contact data until now is composed anew if it goes out again. */
async function forgetContact(tx: Tx, id: string): Promise<void> {
  await tx.query(
    `UPDATE webhook_deliveries d SET body = NULL FROM webhook_endpoints e
     WHERE e.id = $1 AND e.with_contact AND d.endpoint_id = e.id AND d.event_id IS NOT NULL AND d.body IS NOT NULL`,
    [id],
  );
}

/** A new secret; the old one signs too for another 24 hours. */
export async function renewEndpointSecret(tx: Tx, id: string, secretSealed: string): Promise<void> {
  await tx.query(
    `UPDATE webhook_endpoints SET old_secret_sealed = secret_sealed, old_secret_until = now() + interval '24 hours', secret_sealed = $2 WHERE id = $1`,
    [id, secretSealed],
  );
}

/** Switches a locked one off for good: nothing is owed to it from now on. */
export async function retireEndpoint(tx: Tx, id: string): Promise<void> {
  await tx.query(`UPDATE webhook_endpoints SET active = FALSE WHERE id = $1`, [id]);
}

const DELETED_AT_ONCE = 5_000;

/**
 * Takes a retired one off with all its deliveries, a few thousand in each transaction: in one, an endpoint's year would
 * hold the publisher up, whose next delivery asks whether the endpoint is still there. Cut off, it is gone on with when
 * the endpoint is deleted again.
 */
export async function deleteEndpoint(db: pg.Pool, id: string): Promise<void> {
  for (let gone = DELETED_AT_ONCE; gone === DELETED_AT_ONCE;) {
    const { rowCount } = await db.query(
      `DELETE FROM webhook_deliveries WHERE id IN (SELECT id FROM webhook_deliveries WHERE endpoint_id = $1 LIMIT $2 FOR UPDATE SKIP LOCKED)`,
      [id, DELETED_AT_ONCE],
    );
    gone = rowCount ?? 0;
  }
  // With the few that were in somebody's hands, or came from a batch of events that had begun before.
  await db.query(`DELETE FROM webhook_endpoints WHERE id = $1 AND NOT active`, [id]);
}

/** What came of an attempt: `ok`, or failing, or told to stop (410). */
export async function noteEndpoint(
  tx: Queryable,
  id: string,
  outcome: 'ok' | 'failing' | 'gone',
): Promise<void> {
  await tx.query(
    `UPDATE webhook_endpoints SET failing_since = CASE WHEN $2 = 'ok' THEN NULL ELSE coalesce(failing_since, now()) END,
       active = active AND $2 <> 'gone'
     WHERE id = $1 AND ($2 = 'gone' OR (failing_since IS NULL) = ($2 <> 'ok'))`,
    [id, outcome],
  );
}
