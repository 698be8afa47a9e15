/** What is left to do: made, moved, handed on and ticked off by the people who do it. */
import { randomUUID } from 'node:crypto';
import type { FastifyPluginCallback } from 'fastify';
import type pg from 'pg';
import { z } from 'zod';
import type { Task, TaskList } from '../../shared/api.ts';
import { changeTask as taskChange, newTask, taskQuery } from '../../shared/desk.ts';
import {
  cancelTask,
  changeTask,
  finishTask,
  listTasks,
  lockTask,
  reopenTask,
  taskById,
  taskTransitions,
} from '../store/console-tasks.ts';
import { recordAudit } from '../store/audit.ts';
import { inTransaction, type Queryable, type Tx } from '../store/database.ts';
import { lockLead } from '../store/leads.ts';
import type { LiveSession } from '../store/sessions.ts';
import { createTask } from '../store/tasks.ts';
import { userById } from '../store/users.ts';
import { maySeeLead } from './access.ts';
import { ApiProblem, checked, keyUsed } from './api-problem.ts';
import { sessionOf } from './guard.ts';

const byId = z.object({ id: z.uuid() });
type NewTaskData = z.output<typeof newTask>;
type TaskChangeData = z.output<typeof taskChange>;

/** `GET` and `POST /api/tasks`, `PATCH /api/tasks/:id`. */
export function taskRoutes({ db }: { db: pg.Pool }): FastifyPluginCallback {
  return (server, _options, done) => {
    server.get('/api/tasks', async (request): Promise<TaskList> => {
      const { owner, status, lead } = checked(taskQuery, request.query);
      const session = sessionOf(request);
      const ownerId = owner === 'mine' ? session.userId : undefined;
      const tasks = await listTasks(db, { ownerId, status, leadId: lead });
      return { tasks: tasks.filter(({ leadId }) => maySeeLead(session, leadId)) };
    });
    server.post('/api/tasks', (request): Promise<Task> =>
      makeTask(db, sessionOf(request), checked(newTask, request.body)),
    );
    server.patch('/api/tasks/:id', async (request): Promise<Task> => {
      const { id } = checked(byId, request.params);
      const change = checked(taskChange, request.body);
      await inTransaction(db, (tx) => applyChange(tx, sessionOf(request), { id, ...change }));
      return found(await taskById(db, id));
    });
    done();
  };
}

/** A key that was used gives its task back. */
async function makeTask(
  db: pg.Pool,
  session: LiveSession,
  { key = randomUUID(), ...task }: NewTaskData,
): Promise<Task> {
  const ownerId = task.ownerId ?? session.userId;
  const id = await inTransaction(db, async (tx) => {
    const lead = maySeeLead(session, task.leadId) ? await lockLead(tx, task.leadId) : undefined;
    if (lead === undefined)
      throw new ApiProblem('not-found', 'There is no such lead. Load the list and choose another.', {
        reason: 'no-such-lead',
      });
    await refuseAbsentOwner(tx, ownerId);
    return createTask(tx, {
      ...task,
      dueAt: new Date(task.dueAt),
      ownerId,
      createdBy: session.userId,
      reasonKey: `desk:${session.userId}:${key}`,
    });
  });
  const made = found(await taskById(db, id));
  if (made.leadId !== task.leadId) throw keyUsed('task');
  return made;
}

async function applyChange(
  tx: Tx,
  session: LiveSession,
  { id, status, dueAt, ...change }: TaskChangeData & { id: string },
): Promise<void> {
  const task = found(await lockWithLead(tx, id));
  refuseStranger(session, task);
  if (change.ownerId !== undefined && change.ownerId !== task.ownerId)
    await refuseAbsentOwner(tx, change.ownerId);
  const next: readonly string[] = taskTransitions[task.status];
  if (status !== undefined && status !== task.status && !next.includes(status))
    throw new ApiProblem('conflict', 'This task is closed. Open it again first.', { reason: 'task-closed' });
  await changeTask(tx, id, { ...change, dueAt: dueAt === undefined ? undefined : new Date(dueAt) });
  if (status === 'open') await reopenTask(tx, id);
  if (status === 'done') await finishTask(tx, id);
  if (status === 'cancelled') await cancelTask(tx, { id });
  if (task.ownerId === session.userId) return;
  await recordAudit(tx, {
    user: { id: session.userId, name: session.name },
    action: 'task.changed',
    subject: { kind: 'task', id },
    detail: {
      ownerId: task.ownerId,
      ...(status && { status }),
      ...(dueAt && { dueAt }),
      ...newOwner(change),
    },
  });
}

/** Whose it becomes; nothing where it stays. */
function newOwner({ ownerId }: { ownerId?: string | undefined }): { newOwnerId?: string } {
  return ownerId === undefined ? {} : { newOwnerId: ownerId };
}

/** The lead first, as the journey does: a change is told in the lead's stream, and neither must wait for the other. */
async function lockWithLead(tx: Tx, id: string): ReturnType<typeof lockTask> {
  const task = await taskById(tx, id);
  if (task !== undefined) await lockLead(tx, task.leadId);
  return lockTask(tx, id);
}

function refuseStranger({ role, userId }: LiveSession, task: { ownerId: string }): void {
  if (role === 'agent' && task.ownerId !== userId)
    throw new ApiProblem('forbidden', 'This task belongs to somebody else. Ask its owner or a supervisor.', {
      reason: 'task-of-another',
    });
}

/** A task of somebody who left is done by nobody. */
async function refuseAbsentOwner(db: Queryable, ownerId: string): Promise<void> {
  const owner = await userById(db, ownerId);
  if (owner?.active !== true)
    throw new ApiProblem('invalid', 'ownerId: nobody with an open account. Choose somebody of the team.', {
      reason: 'no-such-person',
    });
}

function found<T>(task: T | undefined): T {
  if (task === undefined)
    throw new ApiProblem('not-found', 'There is no such task. Load the list again.', {
      reason: 'no-such-task',
    });
  return task;
}
