/** What was said on the phone: one row a settled line, numbered as an event of its call. */
import { all, first, single, type Queryable, type Tx } from './database.ts';
import { appendCallEvent } from './events.ts';

export interface TranscriptLine {
  call: { id: string; leadId: string };
  role: 'lead' | 'ai';
  text: string;
  at: Date;
  /** The same key again adds nothing. */
  key: string;
}

/** Adds one line and tells of it; returns its id, or undefined if it stood there already. */
export async function addTranscriptLine(tx: Tx, line: TranscriptLine): Promise<string | undefined> {
  const { call, role, text, at } = line;
  const row = await first<{ id: string }>(
    tx,
    `INSERT INTO interactions (lead_id, call_id, type, content, metadata, author, external_id, status, created_at)
     VALUES ($1, $2, 'call', $3, '{"kind": "transcript"}', $4, $5, 'received', $6) ON CONFLICT (external_id) DO NOTHING RETURNING id`,
    [call.leadId, call.id, text, role, line.key, at],
  );
  if (row === undefined) return undefined;
  await appendCallEvent(tx, call, 'transcript.added', {
    interactionId: row.id,
    role,
    text,
    at: at.toISOString(),
  });
  return row.id;
}

/** How many lines a call has. */
export async function countTranscriptLines(db: Queryable, callId: string): Promise<number> {
  const { lines } = await single<{ lines: number }>(
    db,
    `SELECT count(*)::int AS lines FROM interactions WHERE call_id = $1 AND type = 'call'`,
    [callId],
  );
  return lines;
}

/** A call's lines in the order in which they were said. */
export function transcriptLines(
  db: Queryable,
  callId: string,
): Promise<{ author: 'lead' | 'ai' | 'agent'; text: string; at: Date }[]> {
  return all(
    db,
    `SELECT author, content AS text, created_at AS at FROM interactions WHERE call_id = $1 AND type = 'call' ORDER BY created_at, position`,
    [callId],
  );
}
