/** What a call leaves to do by itself, so that nobody is forgotten; it gives way to whatever a person has planned. */
import { all, single, type Queryable, type Tx } from './database.ts';
import { appendLeadEvent } from './events.ts';
import type { NewTask } from './tasks.ts';

/** The reasons of follow-ups that calls left. */
const PREFIX = 'call-over:';
/** What a person plans for a lead, of the kinds that make the automatic follow-up needless. */
const planKinds: readonly NewTask['kind'][] = ['callback', 'follow-up', 'send-information'];

/** Whether a task is somebody's own plan of what to do next. */
export function isPlan({ kind, createdBy }: Pick<NewTask, 'kind' | 'createdBy'>): boolean {
  return createdBy !== undefined && planKinds.includes(kind);
}

/** Why a call's follow-up exists. */
export function followUpReason(callId: string): string {
  return `${PREFIX}${callId}`;
}
/** Closes the follow-ups that calls left for a lead, and tells by what they were superseded. */
export async function supersedeFollowUps(
  tx: Tx,
  leadId: string,
  by: { taskId: string } | { appointmentId: string },
): Promise<void> {
  const closed = await all<{ id: string; ownerId: string; dueAt: Date }>(
    tx,
    `UPDATE tasks SET status = 'cancelled', updated_at = now()
     WHERE lead_id = $1 AND status = 'open' AND kind = 'follow-up' AND created_by IS NULL AND starts_with(reason_key, $2)
     RETURNING id, owner_id AS "ownerId", due_at AS "dueAt"`,
    [leadId, PREFIX],
  );
  for (const { id: taskId, ownerId, dueAt } of closed)
    await appendLeadEvent(tx, leadId, 'task.changed', {
      ...{ taskId, status: 'cancelled', ownerId, dueAt: dueAt.toISOString() },
      ...{ why: 'superseded', by },
    });
}

/** Whether a person has planned what comes next for the lead of a call: a task that is open, or was made since the call began, or a visit. */
export async function isPlanned(db: Queryable, callId: string): Promise<boolean> {
  const { planned } = await single<{ planned: boolean }>(
    db,
    `SELECT EXISTS (SELECT FROM tasks t WHERE t.lead_id = c.lead_id AND t.created_by IS NOT NULL AND t.kind = ANY($2)
         AND (t.status = 'open' OR t.status = 'done' AND t.created_at >= coalesce(c.answered_at, c.started_at, c.created_at)))
       OR EXISTS (SELECT FROM appointments a WHERE a.lead_id = c.lead_id AND a.status IN ('booked', 'confirmed')
         AND a.created_at >= coalesce(c.answered_at, c.started_at, c.created_at) AND lower(a.during) > now()) AS planned
     FROM calls c WHERE c.id = $1`,
    [callId, planKinds],
  );
  return planned;
}
