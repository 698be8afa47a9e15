/** What the AI asked of us during a call, what we answered and how long it took: once per call and tool-call id. */
import { all, first, type Queryable, type Tx } from './database.ts';
import { appendCallEvent } from './events.ts';

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

/** Records a tool call, its line of the timeline and its event. False if this id was recorded before. */
export async function recordToolCall(
  tx: Tx,
  call: { id: string; leadId: string },
  record: ToolRecord,
): Promise<boolean> {
  const { toolCallId, name, parameters, reply, executionMs, cached } = record;
  const success = reply.error === undefined;
  const text = reply.result ?? reply.error ?? '';
  const row = await first<{ id: string }>(
    tx,
    `INSERT INTO tool_calls (call_id, tool_call_id, tool_name, parameters, response, execution_time_ms, success, cached, error)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (call_id, tool_call_id) DO NOTHING RETURNING id`,
    [
      call.id,
      toolCallId,
      name,
      JSON.stringify(parameters),
      JSON.stringify(reply),
      executionMs,
      success,
      cached,
      reply.error ?? null,
    ],
  );
  if (row === undefined) return false;
  const metadata = { toolCallId, name, parameters, success, ms: executionMs, cached };
  await tx.query(
    `INSERT INTO interactions (lead_id, call_id, type, content, metadata, author) VALUES ($1, $2, 'tool_call', $3, $4, 'ai')`,
    [call.leadId, call.id, text, JSON.stringify(metadata)],
  );
  await appendCallEvent(tx, call, 'tool.called', {
    toolCallId,
    name,
    parameters,
    result: text,
    success,
    ms: executionMs,
    cached,
  });
  return true;
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
