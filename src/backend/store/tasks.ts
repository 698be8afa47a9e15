/** Follow-up tasks: each has an owner, a due date and one reason to exist. */
import { joinCallback, openCallbackFor } from './callbacks.ts';
import { first, single, type Queryable, type Tx } from './database.ts';
import { appendLeadEvent } from './events.ts';
import { isPlan, supersedeFollowUps } from './follow-ups.ts';

/** There is no active user who could own what is left to do. */
export class NobodyError extends Error {
  override readonly name = 'NobodyError';
}

export interface NewTask {
  leadId: string;
  callId?: string | undefined;
  escalationId?: string | undefined;
  kind: 'callback' | 'follow-up' | 'confirm-appointment' | 'send-information' | 'review';
  title: string;
  notes?: string | undefined;
  dueAt: Date;
  /** One reason, one task: the same key again changes nothing. */
  reasonKey: string;
  /** Owner, if already decided; otherwise `ownerFor` decides. */
  ownerId?: string | undefined;
  /** Who asked for it, where it was a person. */
  createdBy?: string | undefined;
  /** For a callback: the lead named this time, so that it stands although it may be later than what was promised. */
  isWished?: boolean | undefined;
}

/**
 * Writes a task and tells of it. Returns its id, whether it is new or was there already. A callback that nobody
 * named an owner for joins the lead's open one, if there is one: a lead is called back once, and not later than
 * promised unless they wish so. What a person plans supersedes the follow-up that a call left by itself.
 */
export async function createTask(tx: Tx, task: NewTask): Promise<string> {
  if (task.kind === 'callback' && task.ownerId === undefined) {
    const open = await openCallbackFor(tx, task);
    if (open !== undefined) return joinCallback(tx, open, task);
  }
  const ownerId = task.ownerId ?? (await ownerFor(tx, task.leadId));
  const row = await first<{ id: string }>(
    tx,
    `INSERT INTO tasks (lead_id, call_id, escalation_id, kind, title, notes, owner_id, due_at, reason_key, created_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (reason_key) DO NOTHING RETURNING id`,
    [
      task.leadId,
      task.callId ?? null,
      task.escalationId ?? null,
      task.kind,
      task.title,
      task.notes ?? null,
      ownerId,
      task.dueAt,
      task.reasonKey,
      task.createdBy ?? null,
    ],
  );
  if (row === undefined)
    return (await single<{ id: string }>(tx, `SELECT id FROM tasks WHERE reason_key = $1`, [task.reasonKey]))
      .id;
  await appendLeadEvent(tx, task.leadId, 'task.created', {
    taskId: row.id,
    kind: task.kind,
    ownerId,
    dueAt: task.dueAt.toISOString(),
  });
  if (isPlan(task)) await supersedeFollowUps(tx, task.leadId, { taskId: row.id });
  return row.id;
}

/**
 * Who should own what is left to do for a lead: the lead's own agent, else the active agent who speaks the
 * lead's language and has least open, of equals the one who was given a task longest ago; else any agent, else a
 * supervisor or an administrator. Throws NobodyError if there is no active user at all.
 */
export async function ownerFor(db: Queryable, leadId: string): Promise<string> {
  const row = await first<{ id: string }>(
    db,
    `SELECT u.id FROM users u CROSS JOIN (SELECT owner_id, language FROM leads WHERE id = $1) l
     WHERE u.active
     ORDER BY (u.id = l.owner_id) DESC NULLS LAST, (u.role = 'agent') DESC, (u.role = 'supervisor') DESC, (l.language = ANY(u.languages)) DESC,
       (SELECT count(*) FROM tasks t WHERE t.owner_id = u.id AND t.status = 'open'),
       (SELECT max(t.created_at) FROM tasks t WHERE t.owner_id = u.id) NULLS FIRST, u.id
     LIMIT 1`,
    [leadId],
  );
  if (row === undefined)
    throw new NobodyError('There is no active user who could own a task. Create one with `npm run users`.');
  return row.id;
}
