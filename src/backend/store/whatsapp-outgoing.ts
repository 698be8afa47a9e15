/** A message on its way out: claimed before it is sent, matched with what Meta says of it. */
import type { DiscoveryQuestion, Language } from '../../shared/lead.ts';
import type { NotSent, WhatsAppMetadata } from '../../shared/timeline.ts';
import { all, first, type Queryable, type Tx } from './database.ts';
import { appendLeadEvent } from './events.ts';

export type MessageStatus = 'pending' | 'sending' | 'sent' | 'delivered' | 'read' | 'failed' | 'withheld';

export interface MessageError {
  /** Meta's. */
  code?: number | undefined;
  /** Ours, where it was our decision: the screens have words for it. */
  why?: NotSent | undefined;
  message: string;
}

/** What sending keeps beside the metadata everybody sees. */
export interface OutgoingMetadata extends WhatsAppMetadata {
  /** The window was closed when Meta looked: as a template then. */
  asTemplate?: boolean;
  /** wamids of copies that failed: what Meta still says of those means nothing. */
  failedWamids?: string[];
  /** It was withheld and has had its second chance. */
  retried?: boolean;
  /** For a template of somebody's choice: its language and what stands for {{1}}, {{2}}, … */
  templateLanguage?: Language;
  parameters?: string[];
  /** The question it puts. */
  question?: DiscoveryQuestion;
  /** Who asked for another try: it goes whoever has the chat. */
  askedBy?: string;
}

export interface OutgoingRow {
  id: string;
  leadId: string;
  content: string;
  metadata: OutgoingMetadata;
  author: 'ai' | 'agent' | 'system';
  wamid: string | null;
  reasonKey: string | null;
  status: MessageStatus;
  sendingAt: Date | null;
  createdAt: Date;
}

const OUTGOING = `id, lead_id AS "leadId", coalesce(content, '') AS content, metadata, author, external_id AS wamid, reason_key AS "reasonKey", status,
  sending_at AS "sendingAt", created_at AS "createdAt"`;
const IS_OUTGOING = `type = 'whatsapp' AND author <> 'lead' AND status IS NOT NULL AND status <> 'received'`;

/** A message of ours, as it stands. */
export function outgoingById(db: Queryable, id: string): Promise<OutgoingRow | undefined> {
  return first<OutgoingRow>(
    db,
    `SELECT ${OUTGOING} FROM interactions WHERE id::text = $1 AND ${IS_OUTGOING}`,
    [id],
  );
}

/** A message of ours by Meta's id. */
export function outgoingByWamid(db: Queryable, wamid: string): Promise<OutgoingRow | undefined> {
  return first<OutgoingRow>(
    db,
    `SELECT ${OUTGOING} FROM interactions WHERE external_id = $1 AND ${IS_OUTGOING}`,
    [wamid],
  );
}

/** The same under lock; its lead's row is to be locked before. */
export function lockOutgoing(tx: Tx, id: string): Promise<OutgoingRow | undefined> {
  return first<OutgoingRow>(
    tx,
    `SELECT ${OUTGOING} FROM interactions WHERE id::text = $1 AND ${IS_OUTGOING} FOR UPDATE`,
    [id],
  );
}

/** The AI's messages that wait to be sent, under lock; their lead's row is to be locked before. */
export function lockWaitingOfAi(tx: Tx, leadId: string): Promise<OutgoingRow[]> {
  return all<OutgoingRow>(
    tx,
    `SELECT ${OUTGOING} FROM interactions WHERE lead_id = $1 AND type = 'whatsapp' AND author = 'ai' AND status = 'pending' ORDER BY position FOR UPDATE`,
    [leadId],
  );
}

/** Claims a locked message: from this commit on, a POST may have left us. */
export async function claimSending(tx: Tx, message: OutgoingRow, now: Date): Promise<void> {
  await tx.query(`UPDATE interactions SET status = 'sending', sending_at = $2 WHERE id = $1`, [
    message.id,
    now,
  ]);
  Object.assign(message, { status: 'sending', sendingAt: now });
}

export interface MessageChange {
  status: MessageStatus;
  wamid?: string | null;
  metadata?: OutgoingMetadata;
  error?: MessageError;
}

/** Changes a locked message and tells of it. `wamid: null` forgets a copy that failed. */
export async function changeMessage(tx: Tx, message: OutgoingRow, change: MessageChange): Promise<void> {
  const wamid = change.wamid === undefined ? message.wamid : change.wamid;
  const metadata = change.metadata ?? message.metadata;
  await tx.query(
    `UPDATE interactions SET status = $2, external_id = $3, metadata = $4, error = coalesce($5, error),
       sending_at = CASE WHEN $2 = 'pending' THEN NULL ELSE sending_at END WHERE id = $1`,
    [
      message.id,
      change.status,
      wamid,
      JSON.stringify(metadata),
      change.error === undefined ? null : JSON.stringify(change.error),
    ],
  );
  if (change.status !== message.status)
    await appendLeadEvent(tx, message.leadId, 'message.changed', {
      interactionId: message.id,
      status: change.status,
      ...(change.error === undefined ? {} : { error: change.error.message }),
      ...(change.error?.code === undefined ? {} : { code: change.error.code }),
      ...(change.error?.why === undefined ? {} : { why: change.error.why }),
    });
  Object.assign(message, { status: change.status, wamid, metadata });
}

/** Messages that wait to be sent will not be: the person wants none. Their lead's row is to be locked before. */
export async function withholdPending(tx: Tx, leadId: string): Promise<void> {
  const waiting = await all<OutgoingRow>(
    tx,
    `SELECT ${OUTGOING} FROM interactions WHERE lead_id = $1 AND ${IS_OUTGOING} AND status = 'pending' ORDER BY position FOR UPDATE`,
    [leadId],
  );
  const error = { why: 'opted-out', message: 'the lead opted out' } as const;
  for (const message of waiting) await changeMessage(tx, message, { status: 'withheld', error });
}

/** Remembers when the lead last heard from us. */
export async function touchOutbound(tx: Tx, leadId: string, at: Date): Promise<void> {
  await tx.query(
    `UPDATE leads SET last_outbound_at = greatest(last_outbound_at, $2), updated_at = now() WHERE id = $1`,
    [leadId, at],
  );
}

/** Whether Meta has said something of this message that nobody has read yet. */
export async function hasUnreadStatus(db: Queryable, id: string): Promise<boolean> {
  const row = await first(
    db,
    `SELECT 1 FROM webhooks WHERE source = 'whatsapp' AND processed_at IS NULL
       AND body->'status'->>'biz_opaque_callback_data' = $1 LIMIT 1`,
    [id],
  );
  return row !== undefined;
}
