/** One reading line for a person: what was written, what was said and what the tools did, in the order it happened. */
import type { TimelineItem } from '../../shared/timeline.ts';
import { iso } from './console-columns.ts';
import { all, type Queryable } from './database.ts';

/** So many entries at the end are shown; a story longer than this is not read on a screen. */
const longest = 2_000;

/** Everything of one lead, oldest first. */
export function leadTimeline(db: Queryable, leadId: string): Promise<TimelineItem[]> {
  return timeline(db, { said: 'i.lead_id = $1', done: 'c.lead_id = $1', id: leadId });
}

/** What belongs to one call, oldest first. */
export function callTimeline(db: Queryable, callId: string): Promise<TimelineItem[]> {
  return timeline(db, { said: 'i.call_id = $1', done: 't.call_id = $1', id: callId });
}

/** `interactions` of type tool_call tell of the same things as `tool_calls`, which knows more of each. */
async function timeline(
  db: Queryable,
  { said, done, id }: { said: string; done: string; id: string },
): Promise<TimelineItem[]> {
  const rows = await all<Row>(
    db,
    `SELECT id, channel, author, "agentName", text, ${iso('"when"')} AS at, "callId", status, kind, tool, media, error, code, why FROM (
       SELECT i.id::text, i.type AS channel, i.author, u.name AS "agentName", coalesce(i.content, i.metadata->>'caption', '') AS text,
         i.created_at AS "when", i.call_id AS "callId", i.status, i.metadata->>'kind' AS kind, NULL::jsonb AS tool, ${MEDIA} AS media,
         CASE WHEN i.status IN ('failed', 'withheld') THEN i.error->>'message' END AS error,
         CASE WHEN i.status IN ('failed', 'withheld') THEN i.error->'code' END AS code,
         CASE WHEN i.status IN ('failed', 'withheld') THEN i.error->>'why' END AS why, i.position
       FROM interactions i LEFT JOIN users u ON u.id = i.agent_id WHERE ${said} AND i.type <> 'tool_call'
       UNION ALL
       SELECT t.id::text, 'tool', 'ai', NULL, ${RESULT}, t.created_at, t.call_id, CASE WHEN t.success THEN 'done' ELSE 'failed' END, NULL,
         jsonb_build_object('name', t.tool_name, 'parameters', t.parameters, 'result', ${RESULT}, 'success', coalesce(t.success, FALSE),
           'ms', coalesce(t.execution_time_ms, 0), 'cached', t.cached), NULL, NULL, NULL, NULL, NULL
       FROM tool_calls t JOIN calls c ON c.id = t.call_id WHERE ${done}
       ORDER BY "when" DESC, position DESC NULLS FIRST LIMIT ${longest}) newest
     ORDER BY "when", position NULLS LAST`,
    [id],
  );
  return rows.map(withoutNulls);
}

/** What the tool said to the model: a plain string, or the `result` of an object, or the error. */
const RESULT = `coalesce(CASE jsonb_typeof(t.response) WHEN 'string' THEN t.response #>> '{}' WHEN 'object' THEN t.response->>'result' END,
  t.error, t.response::text, '')`;

/** What WhatsApp will give us the bytes of. */
const MEDIA = `CASE WHEN i.metadata ? 'mediaId' THEN
    jsonb_build_object('mimeType', i.metadata->>'mimeType', 'caption', i.metadata->>'caption', 'fileName', i.metadata->>'fileName') END`;

type Optional = 'kind' | 'tool' | 'media' | 'error' | 'code' | 'why';
type Row = Omit<TimelineItem, Optional> & { [K in Optional]: NonNullable<TimelineItem[K]> | null };

function withoutNulls({ kind, tool, media, error, code, why, ...item }: Row): TimelineItem {
  return {
    ...item,
    ...(kind === null ? {} : { kind }),
    ...(tool === null ? {} : { tool }),
    ...(media === null ? {} : { media }),
    ...(error === null ? {} : { error }),
    ...(code === null ? {} : { code }),
    ...(why === null ? {} : { why }),
  };
}
