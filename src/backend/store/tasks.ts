/** Follow-up tasks: each has an owner, a due date and one reason to exist. */
import { first, single, type Queryable, type Tx } from './database.ts';
import { appendLeadEvent } from './events.ts';

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
}

/** Writes a task and tells of it. Returns its id, whether it is new or was there already. */
export async function createTask(tx: Tx, task: NewTask): Promise<string> {
  const ownerId = task.ownerId ?? (await ownerFor(tx, task.leadId));
  const row = await first<{ id: string }>(
    tx,
    `INSERT INTO tasks (lead_id, call_id, escalation_id, kind, title, notes, owner_id, due_at, reason_key)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (reason_key) DO NOTHING RETURNING id`,
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
  return row.id;
}

/**
 * Who should own what is left to do for a lead: the lead's own agent, else the active agent who speaks the
 * lead's language and has least open, else any agent, else a supervisor or an administrator. Throws NobodyError
 * if there is no active user at all.
 */
export async function ownerFor(db: Queryable, leadId: string): Promise<string> {
  const row = await first<{ id: string }>(
    db,
    `SELECT u.id FROM users u CROSS JOIN (SELECT owner_id, language FROM leads WHERE id = $1) l
     WHERE u.active
     ORDER BY (u.id = l.owner_id) DESC NULLS LAST, (u.role = 'agent') DESC, (u.role = 'supervisor') DESC, (l.language = ANY(u.languages)) DESC,
       (SELECT count(*) FROM tasks t WHERE t.owner_id = u.id AND t.status = 'open'), u.id
     LIMIT 1`,
    [leadId],
  );
  if (row === undefined)
    throw new NobodyError('There is no active user who could own a task. Create one with `npm run users`.');
  return row.id;
}
