/** What is left to do, as its owner sees it, and what people make of it: moved, handed on, ticked off, opened again. */
import type { Task } from '../../shared/api.ts';
import { iso, nameOfLead } from './console-columns.ts';
import { all, first, type Queryable, type Tx } from './database.ts';
import { appendLeadEvent } from './events.ts';

const TASK = `t.id, t.lead_id AS "leadId", ${nameOfLead('l')} AS "leadName", t.call_id AS "callId", t.kind, t.title, t.notes,
  t.owner_id AS "ownerId", o.name AS "ownerName", ${iso('t.due_at')} AS "dueAt", l.phone, t.status`;
const FROM = `tasks t JOIN leads l ON l.id = t.lead_id JOIN users o ON o.id = t.owner_id`;

type TaskStatus = Task['status'];

/** Where a task may go from where it stands. Only what is open can be closed. */
export const taskTransitions = {
  open: ['done', 'cancelled'],
  done: ['open'],
  cancelled: ['open'],
} as const satisfies Record<TaskStatus, readonly TaskStatus[]>;

/** Open tasks, soonest first, or done ones, last first. Without an owner everybody's, without a lead any lead's. */
export function listTasks(
  db: Queryable,
  query: { ownerId?: string | undefined; leadId?: string | undefined; status: 'open' | 'done' },
): Promise<Task[]> {
  const order = query.status === 'open' ? 't.due_at, t.id' : 't.done_at DESC, t.id';
  return all<Task>(
    db,
    `SELECT ${TASK} FROM ${FROM} WHERE t.status = $1 AND ($2::uuid IS NULL OR t.owner_id = $2) AND ($3::uuid IS NULL OR t.lead_id = $3)
     ORDER BY ${order} LIMIT 500`,
    [query.status, query.ownerId ?? null, query.leadId ?? null],
  );
}

/** The tasks of one lead, open ones first. */
export function tasksOfLead(db: Queryable, leadId: string): Promise<Task[]> {
  return all<Task>(
    db,
    `SELECT ${TASK} FROM ${FROM} WHERE t.lead_id = $1 ORDER BY t.status = 'open' DESC, t.due_at, t.id LIMIT 50`,
    [leadId],
  );
}

/** One task, whoever owns it. */
export function taskById(db: Queryable, id: string): Promise<Task | undefined> {
  return first<Task>(db, `SELECT ${TASK} FROM ${FROM} WHERE t.id = $1`, [id]);
}

/** A task under lock, as far as changing it depends on it. */
export function lockTask(
  tx: Tx,
  id: string,
): Promise<{ leadId: string; ownerId: string; status: TaskStatus } | undefined> {
  return first(
    tx,
    `SELECT lead_id AS "leadId", owner_id AS "ownerId", status FROM tasks WHERE id = $1 FOR UPDATE`,
    [id],
  );
}

/** What may be changed; what is absent stays. */
export interface TaskChange {
  title?: string | undefined;
  notes?: string | undefined;
  dueAt?: Date | undefined;
  ownerId?: string | undefined;
}

/** Changes a task and tells of it, where it is not so already. */
export async function changeTask(tx: Tx, id: string, change: TaskChange): Promise<void> {
  const row = await first<{ leadId: string; status: TaskStatus; ownerId: string; dueAt: Date }>(
    tx,
    `UPDATE tasks SET title = coalesce($2, title), notes = coalesce($3, notes), due_at = coalesce($4, due_at),
       owner_id = coalesce($5, owner_id), updated_at = now()
     WHERE id = $1 AND (title, coalesce(notes, ''), due_at, owner_id)
       IS DISTINCT FROM (coalesce($2, title), coalesce($3, notes, ''), coalesce($4, due_at), coalesce($5, owner_id))
     RETURNING lead_id AS "leadId", status, owner_id AS "ownerId", due_at AS "dueAt"`,
    [id, change.title ?? null, change.notes ?? null, change.dueAt ?? null, change.ownerId ?? null],
  );
  if (row !== undefined) await tellOfChange(tx, id, row);
}

/** Takes a tick back: the task is open again. One that is open already stays as it is. */
export async function reopenTask(tx: Tx, id: string): Promise<void> {
  const row = await first<{ leadId: string; status: TaskStatus; ownerId: string; dueAt: Date }>(
    tx,
    `UPDATE tasks SET status = 'open', done_at = NULL, updated_at = now() WHERE id = $1 AND status <> 'open'
     RETURNING lead_id AS "leadId", status, owner_id AS "ownerId", due_at AS "dueAt"`,
    [id],
  );
  if (row !== undefined) await tellOfChange(tx, id, row);
}

/** Calls an open task off and tells of it; the task is named by its id or by its reason. */
export async function cancelTask(tx: Tx, task: { id: string } | { reasonKey: string }): Promise<void> {
  const [column, value] = 'id' in task ? ['id', task.id] : ['reason_key', task.reasonKey];
  const row = await first<{
    id: string;
    leadId: string;
    status: TaskStatus;
    ownerId: string;
    dueAt: Date;
  }>(
    tx,
    `UPDATE tasks SET status = 'cancelled', updated_at = now() WHERE ${column} = $1 AND status = 'open'
     RETURNING id, lead_id AS "leadId", status, owner_id AS "ownerId", due_at AS "dueAt"`,
    [value],
  );
  if (row !== undefined) await tellOfChange(tx, row.id, row);
}

async function tellOfChange(
  tx: Tx,
  taskId: string,
  { leadId, status, ownerId, dueAt }: { leadId: string; status: TaskStatus; ownerId: string; dueAt: Date },
): Promise<void> {
  await appendLeadEvent(tx, leadId, 'task.changed', { taskId, status, ownerId, dueAt: dueAt.toISOString() });
}

/** Ticks an open task off and tells of it; one that is done or cancelled already stays as it is. */
export async function finishTask(tx: Tx, id: string): Promise<void> {
  const row = await first<{ leadId: string }>(
    tx,
    `UPDATE tasks SET status = 'done', done_at = now(), updated_at = now() WHERE id = $1 AND status = 'open' RETURNING lead_id AS "leadId"`,
    [id],
  );
  if (row !== undefined) await appendLeadEvent(tx, row.leadId, 'task.done', { taskId: id });
}
