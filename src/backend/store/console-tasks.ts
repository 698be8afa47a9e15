/** What is left to do, as its owner sees it. */
import type { Task } from '../../shared/api.ts';
import { iso, nameOfLead } from './console-columns.ts';
import { all, first, type Queryable, type Tx } from './database.ts';
import { appendLeadEvent } from './events.ts';

const TASK = `t.id, t.lead_id AS "leadId", ${nameOfLead('l')} AS "leadName", t.call_id AS "callId", t.kind, t.title, t.notes,
  t.owner_id AS "ownerId", o.name AS "ownerName", ${iso('t.due_at')} AS "dueAt", l.phone, t.status`;
const FROM = `tasks t JOIN leads l ON l.id = t.lead_id JOIN users o ON o.id = t.owner_id`;

/** A user's open tasks, soonest first. */
export function openTasksOf(db: Queryable, ownerId: string): Promise<Task[]> {
  return all<Task>(
    db,
    `SELECT ${TASK} FROM ${FROM} WHERE t.owner_id = $1 AND t.status = 'open' ORDER BY t.due_at, t.id LIMIT 500`,
    [ownerId],
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

/** Ticks an open task off and tells of it; one that is done or cancelled already stays as it is. */
export async function finishTask(tx: Tx, id: string): Promise<void> {
  const row = await first<{ leadId: string }>(
    tx,
    `UPDATE tasks SET status = 'done', done_at = now() WHERE id = $1 AND status = 'open' RETURNING lead_id AS "leadId"`,
    [id],
  );
  if (row !== undefined) await appendLeadEvent(tx, row.leadId, 'task.done', { taskId: id });
}
