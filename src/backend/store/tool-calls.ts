/** What the AI asked of us during a call, what we answered and how long it took: once per call and tool-call id. */
import type { EventData } from '../../shared/events.ts';
import { all, first, type Queryable } from './database.ts';

export interface ToolReply {
  /** One line, to be spoken; `error` where the tool could not do what was asked. */
  result?: string;
  error?: string;
}

/** The answer already given to this id; the same id gets the same answer. */
export async function givenReply(
  db: Queryable,
  callId: string,
  toolCallId: string,
): Promise<ToolReply | undefined> {
  const row = await first<{ response: ToolReply }>(
    db,
    `SELECT response FROM tool_calls WHERE call_id = $1 AND tool_call_id = $2`,
    [callId, toolCallId],
  );
  return row?.response;
}

export interface ToolRecord {
  toolCallId: string;
  name: string;
  parameters: unknown;
  reply: ToolReply;
  executionMs: number;
  cached: boolean;
}

/**
 * Records a tool call, its line of the timeline and its event, in one statement, since the caller is waiting on
 * the phone: `appendCallEvent` in three more would be the slowest part of the answer. False if this id was
 * recorded before.
 */
export async function recordToolCall(
  db: Queryable,
  call: { id: string; leadId: string },
  record: ToolRecord,
): Promise<boolean> {
  const { toolCallId, name, parameters, reply, executionMs, cached } = record;
  const success = reply.error === undefined;
  const text = reply.result ?? reply.error ?? '';
  const metadata = { toolCallId, name, parameters, success, ms: executionMs, cached };
  const data: EventData['tool.called'] = { ...metadata, result: text };
  const { rowCount } = await db.query(
    // Foreign keys are checked at the end; without these locks first, whoever holds the lead and wants the stream's head would wait for us, and we for them.
    `WITH mine AS MATERIALIZED (
       SELECT c.id FROM leads l JOIN calls c ON c.lead_id = l.id WHERE l.id = $2 AND c.id = $1 FOR KEY SHARE OF l, c),
     fresh AS (
       INSERT INTO tool_calls (call_id, tool_call_id, tool_name, parameters, response, execution_time_ms, success, cached, error)
       SELECT id, $3, $4, $5::jsonb, $6::jsonb, $7::int, $8::boolean, $9::boolean, $10 FROM mine ON CONFLICT (call_id, tool_call_id) DO NOTHING RETURNING call_id),
     line AS (
       INSERT INTO interactions (lead_id, call_id, type, content, metadata, author)
       SELECT $2, call_id, 'tool_call', $11, $12::jsonb, 'ai' FROM fresh),
     head AS (
       INSERT INTO stream_heads AS h (stream, seq) SELECT 'call:' || call_id, 1 FROM fresh
       ON CONFLICT (stream) DO UPDATE SET seq = h.seq + 1 RETURNING stream, seq)
     INSERT INTO events (stream, stream_seq, type, data, lead_id, call_id) SELECT stream, seq, 'tool.called', $13::jsonb, $2, $1 FROM head`,
    [
      call.id,
      call.leadId,
      toolCallId,
      name,
      JSON.stringify(parameters),
      JSON.stringify(reply),
      executionMs,
      success,
      cached,
      reply.error ?? null,
      text,
      JSON.stringify(metadata),
      JSON.stringify(data),
    ],
  );
  return rowCount === 1;
}

/** Records a tool call that belongs to no call of ours: nothing was done. */
export async function recordForeignToolCall(
  db: Queryable,
  { toolCallId, name, parameters, reply, executionMs }: ToolRecord,
): Promise<void> {
  await db.query(
    `INSERT INTO tool_calls (call_id, tool_call_id, tool_name, parameters, response, execution_time_ms, success, error)
     SELECT NULL, $1, $2, $3, $4, $5, FALSE, $6
     WHERE NOT EXISTS (SELECT 1 FROM tool_calls WHERE call_id IS NULL AND tool_call_id = $1)`,
    [toolCallId, name, JSON.stringify(parameters), JSON.stringify(reply), executionMs, reply.error ?? null],
  );
}

/** Which tools a call has used so far, in order. */
export function toolsUsedIn(db: Queryable, callId: string): Promise<{ name: string; success: boolean }[]> {
  return all(
    db,
    `SELECT tool_name AS name, success FROM tool_calls WHERE call_id = $1 ORDER BY created_at, id`,
    [callId],
  );
}
