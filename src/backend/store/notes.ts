/** What agents write down about a lead: while they type, and for good. */
import type { NoteDraft } from '../../shared/desk.ts';
import type { TimelineItem } from '../../shared/timeline.ts';
import { iso } from './console-columns.ts';
import { first, single, type Queryable, type Tx } from './database.ts';
import { appendLeadEvent } from './events.ts';

export interface Writer {
  agentId: string;
  leadId: string;
}

/** What this agent is typing about this lead. */
export async function draftOf(db: Queryable, { agentId, leadId }: Writer): Promise<NoteDraft> {
  const row = await first<NoteDraft>(
    db,
    `SELECT text, ${iso('updated_at')} AS "savedAt" FROM note_drafts WHERE agent_id = $1 AND lead_id = $2`,
    [agentId, leadId],
  );
  return row ?? { text: '', savedAt: null };
}

/** Keeps what is being typed; an empty text forgets it. */
export async function keepDraft(db: Queryable, { agentId, leadId }: Writer, text: string): Promise<void> {
  if (text === '') return forgetDraft(db, { agentId, leadId });
  await db.query(
    `INSERT INTO note_drafts (agent_id, lead_id, text) VALUES ($1, $2, $3)
     ON CONFLICT (agent_id, lead_id) DO UPDATE SET text = excluded.text, updated_at = now()`,
    [agentId, leadId, text],
  );
}

async function forgetDraft(db: Queryable, { agentId, leadId }: Writer): Promise<void> {
  await db.query(`DELETE FROM note_drafts WHERE agent_id = $1 AND lead_id = $2`, [agentId, leadId]);
}

export interface NewNote extends Writer {
  agentName: string;
  text: string;
  /** The AI's call that it is about, if any. */
  callId?: string | null | undefined;
  /** The console's own: the same key of the same agent again adds nothing. */
  key?: string | undefined;
}

/** The key belongs to a note about somebody else. */
export class NoteKeyUsed extends Error {
  override readonly name = 'NoteKeyUsed';
}

/** Adds a note to a locked lead's story, tells of it and forgets the draft; a key that was used gives its note back. Throws NoteKeyUsed. */
export async function addNote(tx: Tx, note: NewNote): Promise<TimelineItem> {
  const { agentId, agentName, leadId, text, callId = null, key } = note;
  const reasonKey = key === undefined ? null : `note:${agentId}:${key}`;
  const row = await first<{ id: string; at: string }>(
    tx,
    `INSERT INTO interactions (lead_id, call_id, type, content, author, agent_id, reason_key) VALUES ($1, $2, 'note', $3, 'agent', $4, $5)
     ON CONFLICT (reason_key) DO NOTHING RETURNING id, ${iso('created_at')} AS at`,
    [leadId, callId, text, agentId, reasonKey],
  );
  if (row === undefined) return sameNote(tx, note, reasonKey ?? '');
  await appendLeadEvent(tx, leadId, 'note.added', { interactionId: row.id, agentId, agentName, text });
  await forgetDraft(tx, { agentId, leadId });
  return noteItem({ ...row, text, callId }, agentName);
}

interface StoredNote {
  id: string;
  text: string;
  at: string;
  callId: string | null;
}

/** The note that this key has written before. What was kept as a draft because no answer came is that note; what was typed since is not. */
async function sameNote(
  tx: Tx,
  { agentId, agentName, leadId }: NewNote,
  reasonKey: string,
): Promise<TimelineItem> {
  const row = await single<StoredNote & { leadId: string }>(
    tx,
    `SELECT id, content AS text, lead_id AS "leadId", call_id AS "callId", ${iso('created_at')} AS at FROM interactions WHERE reason_key = $1`,
    [reasonKey],
  );
  if (row.leadId !== leadId) throw new NoteKeyUsed();
  await tx.query(`DELETE FROM note_drafts WHERE agent_id = $1 AND lead_id = $2 AND btrim(text) = $3`, [
    agentId,
    leadId,
    row.text,
  ]);
  return noteItem(row, agentName);
}

function noteItem({ id, text, at, callId }: StoredNote, agentName: string): TimelineItem {
  return { id, channel: 'note', author: 'agent', agentName, text, at, callId, status: null };
}
