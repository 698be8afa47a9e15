/** What was said on WhatsApp, both ways, as rows of `interactions`: stored once, read once, sent once. */
import type { DiscoveryQuestion } from '../../shared/lead.ts';
import type { TimelineItem, WhatsAppMetadata } from '../../shared/timeline.ts';
import { all, first, single, type Queryable, type Tx } from './database.ts';
import { appendLeadEvent } from './events.ts';

export interface NewInbound {
  leadId: string;
  wamid: string;
  content: string;
  metadata: WhatsAppMetadata;
  author: 'lead' | 'system';
  /** When the person sent it. */
  at: Date;
  /** Discovery is to read it. */
  forDiscovery: boolean;
}

/** Stores a message that came in and tells of it; undefined if this wamid is here already. */
export async function insertInbound(tx: Tx, message: NewInbound): Promise<string | undefined> {
  const row = await first<{ id: string }>(
    tx,
    `INSERT INTO interactions (lead_id, type, content, metadata, author, external_id, status, created_at, discovered_at)
     VALUES ($1, 'whatsapp', $2, $3, $4, $5, 'received', $6, CASE WHEN $7 THEN NULL ELSE now() END)
     ON CONFLICT (external_id) DO NOTHING RETURNING id`,
    [
      message.leadId,
      message.content,
      JSON.stringify(message.metadata),
      message.author,
      message.wamid,
      message.at,
      message.forDiscovery,
    ],
  );
  if (row === undefined) return undefined;
  await appendLeadEvent(tx, message.leadId, 'message.received', {
    interactionId: row.id,
    kind: message.metadata.kind,
    text: message.content,
    ...mediaOf(message.metadata),
  });
  return row.id;
}

function mediaOf({ mediaId, mimeType, caption, fileName }: WhatsAppMetadata): Pick<TimelineItem, 'media'> {
  if (mediaId === undefined) return {};
  return { media: { mimeType: mimeType ?? null, caption: caption ?? null, fileName: fileName ?? null } };
}

/** One message of the conversation, oldest first where there are several. */
export interface ConversationLine {
  id: string;
  /** Its place among all interactions. */
  position: number;
  wamid: string | null;
  author: 'lead' | 'ai' | 'agent' | 'system';
  content: string;
  metadata: WhatsAppMetadata & { question?: DiscoveryQuestion };
  at: Date;
}

const LINE = `id, position::int AS position, external_id AS wamid, author, coalesce(content, '') AS content, metadata, created_at AS at`;

/** Messages of the lead that discovery has not read, in the order they were sent. */
export function undiscovered(db: Queryable, leadId: string): Promise<ConversationLine[]> {
  return all<ConversationLine>(
    db,
    `SELECT ${LINE} FROM interactions WHERE lead_id = $1 AND type = 'whatsapp' AND author = 'lead' AND discovered_at IS NULL
     ORDER BY created_at, position`,
    [leadId],
  );
}

/** Marks messages as read by discovery. */
export async function markDiscovered(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.query(
    `UPDATE interactions SET discovered_at = now() WHERE id = ANY($1) AND discovered_at IS NULL`,
    [ids],
  );
}

/** The last `limit` messages both ways after `position`, oldest first; what was never sent is left out. */
export function conversationAfter(
  db: Queryable,
  leadId: string,
  position: number,
  limit: number,
): Promise<ConversationLine[]> {
  return all<ConversationLine>(
    db,
    `SELECT * FROM (
       SELECT ${LINE} FROM interactions WHERE lead_id = $1 AND type = 'whatsapp' AND position > $2 AND status IS DISTINCT FROM 'withheld'
       ORDER BY interactions.position DESC LIMIT $3) newest
     ORDER BY position`,
    [leadId, position, limit],
  );
}

/** How many messages a lead has sent us. */
export async function countInbound(db: Queryable, leadId: string): Promise<number> {
  const { count } = await single<{ count: number }>(
    db,
    `SELECT count(*)::int AS count FROM interactions WHERE lead_id = $1 AND type = 'whatsapp' AND author = 'lead'`,
    [leadId],
  );
  return count;
}

/** Places of messages from `position` on that were written and then held back: nobody has read them. */
export async function withheldFrom(db: Queryable, leadId: string, position: number): Promise<Set<number>> {
  const rows = await all<{ position: number }>(
    db,
    `SELECT position::int AS position FROM interactions WHERE lead_id = $1 AND type = 'whatsapp' AND status = 'withheld' AND position >= $2`,
    [leadId, position],
  );
  return new Set(rows.map(({ position: place }) => place));
}

/** An attachment as WhatsApp knows it. */
export interface Attachment {
  leadId: string;
  kind: string;
  mediaId: string;
  mimeType: string | null;
  fileName: string | null;
}

/** The attachment of a message that came in, or undefined. */
export function attachmentOf(db: Queryable, interactionId: string): Promise<Attachment | undefined> {
  return first<Attachment>(
    db,
    `SELECT lead_id AS "leadId", metadata->>'kind' AS kind, metadata->>'mediaId' AS "mediaId", metadata->>'mimeType' AS "mimeType",
       metadata->>'fileName' AS "fileName"
     FROM interactions WHERE id = $1 AND type = 'whatsapp' AND metadata ? 'mediaId'`,
    [interactionId],
  );
}
