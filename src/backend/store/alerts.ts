/** Limits that supervisors set, and what broke them, from when to when. */
import type { Alert, Threshold, ThresholdKey } from '../../shared/board.ts';
import type { Language } from '../../shared/lead.ts';
import { iso, seenLately } from './console-columns.ts';
import { all, first, single, type Queryable, type Tx } from './database.ts';

const THRESHOLD = `key, "limit"::float8 AS limit, warn::float8 AS warn, notify`;

/** Every limit, those that nobody watches too. */
export function listThresholds(db: Queryable): Promise<Threshold[]> {
  return all<Threshold>(db, `SELECT ${THRESHOLD} FROM thresholds ORDER BY key`);
}

/** Sets one limit; undefined where there is none of this name. */
export function putThreshold(tx: Tx, threshold: Threshold, userId: string): Promise<Threshold | undefined> {
  return first<Threshold>(
    tx,
    `UPDATE thresholds SET "limit" = $2, warn = $3, notify = $4, updated_at = clock_timestamp(), updated_by = $5 WHERE key = $1 RETURNING ${THRESHOLD}`,
    [threshold.key, threshold.limit, threshold.warn, threshold.notify, userId],
  );
}

export interface AlertRow extends Alert {
  /** Since when all is well again; null while it is not. */
  fineSince: Date | null;
}

const ALERT = `id, key, subject_id AS "subjectId", subject_name AS "subjectName", value::float8 AS value, "limit"::float8 AS limit, ${iso('opened_at')} AS since,
  (SELECT jsonb_agg(jsonb_build_object('name', x->>'name', 'why', x->>'why')) FROM jsonb_array_elements(unsent) x) AS unsent`;

/** The alerts that stand, oldest first. */
export async function openAlerts(db: Queryable): Promise<Alert[]> {
  const rows = await all<Omit<Alert, 'unsent'> & { unsent: Alert['unsent'] | null }>(
    db,
    `SELECT ${ALERT} FROM alerts WHERE closed_at IS NULL ORDER BY opened_at, id`,
  );
  return rows.map(({ unsent, ...alert }) => (unsent == null ? alert : { ...alert, unsent }));
}

/** The alerts that stand, for whoever judges them. */
export function openAlertRows(tx: Tx): Promise<AlertRow[]> {
  return all<AlertRow>(
    tx,
    `SELECT ${ALERT}, fine_since AS "fineSince" FROM alerts WHERE closed_at IS NULL ORDER BY opened_at, id FOR UPDATE`,
  );
}

/** One alert, open or not. */
export function alertById(
  db: Queryable,
  id: string,
): Promise<(Alert & { closedAt: Date | null }) | undefined> {
  return first(db, `SELECT ${ALERT}, closed_at AS "closedAt" FROM alerts WHERE id = $1`, [id]);
}

export interface NewAlert {
  key: ThresholdKey;
  subjectId: string | null;
  subjectName: string | null;
  value: number;
  limit: number;
}

/** Opens one and returns its id. */
export async function openAlert(tx: Tx, alert: NewAlert): Promise<string> {
  const { id } = await single<{ id: string }>(
    tx,
    `INSERT INTO alerts (key, subject_id, subject_name, value, "limit") VALUES ($1, $2, $3, $4, $5) RETURNING id`,
    [alert.key, alert.subjectId, alert.subjectName, alert.value, alert.limit],
  );
  return id;
}

/** What was measured last of an alert that stands. */
export async function noteAlert(
  tx: Tx,
  id: string,
  now: { value: number; limit: number; fineSince: Date | null },
): Promise<void> {
  await tx.query(`UPDATE alerts SET value = $2, "limit" = $3, fine_since = $4 WHERE id = $1`, [
    id,
    now.value,
    now.limit,
    now.fineSince,
  ]);
}

export async function closeAlert(tx: Tx, id: string): Promise<void> {
  await tx.query(`UPDATE alerts SET closed_at = clock_timestamp() WHERE id = $1 AND closed_at IS NULL`, [id]);
}

/** Somebody could not be told by WhatsApp; once for each person. */
export async function noteUnsent(
  tx: Queryable,
  id: string,
  unsent: { userId: string; name: string; why: NonNullable<Alert['unsent']>[number]['why'] },
): Promise<void> {
  await tx.query(
    `UPDATE alerts SET unsent = unsent || $2::jsonb WHERE id = $1 AND NOT unsent @> jsonb_build_array(jsonb_build_object('userId', $3::text))`,
    [id, JSON.stringify([unsent]), unsent.userId],
  );
}

/** Somebody who has been doing the same for so long. */
export interface AgentTime {
  id: string;
  name: string;
  doing: 'wrapUp' | 'talk' | 'away';
  seconds: number;
}

/** Since when people with a line talk, wrap up or are away, as long as they are there. */
export function agentTimes(db: Queryable): Promise<AgentTime[]> {
  return all<AgentTime>(
    db,
    `SELECT u.id, u.name, CASE u.state WHEN 'wrap-up' THEN 'wrapUp' WHEN 'away' THEN 'away' ELSE 'talk' END AS doing,
       extract(epoch FROM now() - u.state_since)::float8 AS seconds
     FROM users u WHERE u.active AND u.extension IS NOT NULL AND (${seenLately('u.console_seen_at')} OR ${seenLately('u.phone_seen_at')})
       AND (u.state IN ('wrap-up', 'away') OR (u.state = 'busy' AND u.state_reason IN ('escalation', 'other-call')))`,
  );
}

/** A supervisor whom alerts reach by WhatsApp. */
export interface AlertReader {
  id: string;
  name: string;
  /** E.164. */
  phone: string;
  language: Language;
  /** Whether they wrote to us within the last day, so that we may write freely. */
  isInWindow: boolean;
}

/** Supervisors and administrators who have left a number for alerts. */
export function alertReaders(db: Queryable): Promise<AlertReader[]> {
  return all<AlertReader>(
    db,
    `SELECT u.id, u.name, u.alert_phone AS phone, CASE WHEN u.languages[1] = 'en' THEN 'en' ELSE 'es' END AS language,
       EXISTS (SELECT 1 FROM leads l WHERE l.phone = u.alert_phone AND l.last_inbound_at > now() - interval '23 hours 59 minutes') AS "isInWindow"
     FROM users u WHERE u.active AND u.role IN ('supervisor', 'admin') AND u.alert_phone IS NOT NULL ORDER BY u.name, u.id`,
  );
}

/** Whoever judges the limits in this transaction; false where another backend does. */
export async function mayJudge(tx: Tx): Promise<boolean> {
  const { mine } = await single<{ mine: boolean }>(
    tx,
    `SELECT pg_try_advisory_xact_lock(hashtext('alerts.judge')) AS mine`,
  );
  return mine;
}
