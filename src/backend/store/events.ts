/** Appending and reading numbered events. The stream's head row is the lock that keeps its numbers gapless. */
import type { EventData, EventType, StreamEvent } from '../../shared/events.ts';
import { all, first, single, type Queryable, type Tx } from './database.ts';

/** `stream` is `lead:<id>`, `call:<id>`, `agent:<id>` or `house`; the ids repeat it for queries over many streams. */
export interface NewEvent<T extends EventType> {
  stream: string;
  type: T;
  data: EventData[T];
  leadId?: string | undefined;
  callId?: string | undefined;
}

/** Appends one event in the caller's transaction and returns its number in the stream, counted from 1. */
export async function appendEvent<T extends EventType>(tx: Tx, event: NewEvent<T>): Promise<number> {
  const { seq } = await single<{ seq: number }>(
    tx,
    `INSERT INTO stream_heads AS h (stream, seq) VALUES ($1, 1)
     ON CONFLICT (stream) DO UPDATE SET seq = h.seq + 1 RETURNING seq::int AS seq`,
    [event.stream],
  );
  await tx.query(
    `INSERT INTO events (stream, stream_seq, type, data, lead_id, call_id) VALUES ($1, $2, $3, $4, $5, $6)`,
    [event.stream, seq, event.type, JSON.stringify(event.data), event.leadId ?? null, event.callId ?? null],
  );
  return seq;
}

/** An event in a lead's own stream. */
export function appendLeadEvent<T extends EventType>(
  tx: Tx,
  leadId: string,
  type: T,
  data: EventData[T],
): Promise<number> {
  return appendEvent(tx, { stream: `lead:${leadId}`, type, data, leadId });
}

/** An event in a call's own stream. */
export function appendCallEvent<T extends EventType>(
  tx: Tx,
  call: { id: string; leadId: string },
  type: T,
  data: EventData[T],
): Promise<number> {
  return appendEvent(tx, { stream: `call:${call.id}`, type, data, leadId: call.leadId, callId: call.id });
}

const EVENT = `stream, stream_seq::int AS seq, type, data, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at`;

/** Events of `stream` after number `after`, in order; at most `limit`. */
export function eventsAfter(
  db: Queryable,
  stream: string,
  after: number,
  limit = 1000,
): Promise<StreamEvent[]> {
  return all<StreamEvent>(
    db,
    `SELECT ${EVENT} FROM events WHERE stream = $1 AND stream_seq > $2 ORDER BY stream_seq LIMIT $3`,
    [stream, after, limit],
  );
}

/** The last number given in `stream`; 0 for a stream that does not exist. */
export async function streamHead(db: Queryable, stream: string): Promise<number> {
  const row = await first<{ seq: number }>(db, `SELECT seq::int AS seq FROM stream_heads WHERE stream = $1`, [
    stream,
  ]);
  return row?.seq ?? 0;
}

/** A committed event on its way to consoles, caches and counters. */
export type UnpublishedEvent = StreamEvent & { id: number; leadId: string | null; callId: string | null };

/**
 * Takes events that nobody published yet, oldest first, and marks them published in the caller's transaction.
 * Only one backend at a time gets any: the others see an empty list.
 */
export async function takeUnpublished(tx: Tx, limit: number): Promise<UnpublishedEvent[]> {
  const lock = await single<{ mine: boolean }>(
    tx,
    `SELECT pg_try_advisory_xact_lock(hashtext('events.publish')) AS mine`,
  );
  if (!lock.mine) return [];
  return all<UnpublishedEvent>(
    tx,
    `WITH next AS (SELECT id FROM events WHERE published_at IS NULL ORDER BY id LIMIT $1),
          marked AS (UPDATE events e SET published_at = clock_timestamp() FROM next WHERE e.id = next.id RETURNING e.*)
     SELECT id::int AS id, lead_id AS "leadId", call_id AS "callId", ${EVENT} FROM marked ORDER BY id`,
    [limit],
  );
}
