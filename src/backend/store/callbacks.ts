/** Calls that somebody owes a lead: one open at a time for each lead, at the time they asked for. */
import { all, first, single, type Queryable, type Tx } from './database.ts';
import { appendLeadEvent } from './events.ts';

/** What a callback is joined by: a further reason for it. */
export interface CallbackReason {
  leadId: string;
  callId?: string | undefined;
  escalationId?: string | undefined;
  title: string;
  notes?: string | undefined;
  dueAt: Date;
  reasonKey: string;
  /** The lead named this time: it stands although it is later than what was promised. */
  isWished?: boolean | undefined;
}

export interface OpenCallback {
  id: string;
  /** This reason was counted before. */
  known: boolean;
}

/** The task that stands for this reason already, else the lead's open callback; of two at once the second one waits. */
export async function openCallbackFor(
  tx: Tx,
  { leadId, reasonKey }: Pick<CallbackReason, 'leadId' | 'reasonKey'>,
): Promise<OpenCallback | undefined> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtext('callback:' || $1))`, [leadId]);
  const known = await first<{ id: string }>(
    tx,
    `SELECT id FROM tasks WHERE reason_key = $1 UNION ALL SELECT task_id FROM task_reasons WHERE reason_key = $1 LIMIT 1`,
    [reasonKey],
  );
  if (known !== undefined) return { ...known, known: true };
  const open = await first<{ id: string }>(
    tx,
    `SELECT id FROM tasks WHERE lead_id = $1 AND kind = 'callback' AND status = 'open' ORDER BY due_at, id LIMIT 1 FOR UPDATE`,
    [leadId],
  );
  return open && { ...open, known: false };
}

/** Brings an open callback forward, if need be, or to the time that was asked for, and notes the new reason with it. */
export async function joinCallback(
  tx: Tx,
  { id, known }: OpenCallback,
  reason: CallbackReason,
): Promise<string> {
  if (known) return id;
  await tx.query(`INSERT INTO task_reasons (reason_key, task_id) VALUES ($1, $2)`, [reason.reasonKey, id]);
  const row = await single<Moved>(
    tx,
    `UPDATE tasks SET due_at = CASE WHEN $6::boolean AND created_by IS NULL THEN $2::timestamptz ELSE least(due_at, $2) END,
       notes = concat_ws(E'\\n', nullif(notes, ''), $3::text),
       call_id = coalesce($4, call_id), escalation_id = coalesce($5, escalation_id), updated_at = now()
     WHERE id = $1 RETURNING ${MOVED}`,
    [
      id,
      reason.dueAt,
      [reason.title, reason.notes].filter(Boolean).join(': '),
      reason.callId ?? null,
      reason.escalationId ?? null,
      reason.isWished ?? false,
    ],
  );
  await tellOfMove(tx, row);
  return id;
}

const MOVED = `id, lead_id AS "leadId", owner_id AS "ownerId", due_at AS "dueAt"`;
interface Moved {
  id: string;
  leadId: string;
  ownerId: string;
  dueAt: Date;
}

/** SQL: nobody's own plan, but what the journey promised. */
const PROMISED = `kind = 'callback' AND status = 'open' AND created_by IS NULL`;

/** Moves the callback that this reason left to the time the lead asked for; nothing where it is done or was a person's. */
export async function moveCallback(tx: Tx, reasonKey: string, dueAt: Date): Promise<void> {
  const moved = await all<Moved>(
    tx,
    `UPDATE tasks SET due_at = $2, updated_at = now()
     WHERE ${PROMISED} AND due_at <> $2
       AND (reason_key = $1 OR id = (SELECT task_id FROM task_reasons WHERE reason_key = $1)) RETURNING ${MOVED}`,
    [reasonKey, dueAt],
  );
  for (const row of moved) await tellOfMove(tx, row);
}

/** Moves the callback that this lead (locked) was promised; false if there is none. */
export async function moveCallbackOf(tx: Tx, leadId: string, dueAt: Date): Promise<boolean> {
  const moved = await all<Moved>(
    tx,
    `UPDATE tasks SET due_at = $2, updated_at = now() WHERE ${PROMISED} AND lead_id = $1 RETURNING ${MOVED}`,
    [leadId, dueAt],
  );
  for (const row of moved) await tellOfMove(tx, row);
  return moved.length > 0;
}

async function tellOfMove(tx: Tx, { id, leadId, ownerId, dueAt }: Moved): Promise<void> {
  const data = { taskId: id, status: 'open', ownerId, dueAt: dueAt.toISOString() } as const;
  await appendLeadEvent(tx, leadId, 'task.changed', data);
}

/** When the lead wants to be called, as Vapi's analysis of the call has it; and the end of the call, from which it counts. */
export async function analysedCallbackTime(
  db: Queryable,
  callId: string,
): Promise<{ said: string | null; endedAt: Date | null }> {
  return single(
    db,
    `SELECT left(analysis->'structuredData'->>'callback_time', 200) AS said, ended_at AS "endedAt" FROM calls WHERE id = $1`,
    [callId],
  );
}
