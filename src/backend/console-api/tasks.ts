/** What is left for the signed-in person to do. */
import type { FastifyPluginCallback } from 'fastify';
import type pg from 'pg';
import { z } from 'zod';
import type { Task, TaskList } from '../../shared/api.ts';
import { finishTask, openTasksOf, taskById } from '../store/console-tasks.ts';
import { inTransaction } from '../store/database.ts';
import { ApiProblem, checked } from './api-problem.ts';
import { sessionOf } from './guard.ts';

const byId = z.object({ id: z.uuid() });

/** `GET /api/tasks`, `POST /api/tasks/:id/done`. */
export function taskRoutes({ db }: { db: pg.Pool }): FastifyPluginCallback {
  return (server, _options, done) => {
    server.get('/api/tasks', async (request): Promise<TaskList> => ({
      tasks: await openTasksOf(db, sessionOf(request).userId),
    }));
    server.post('/api/tasks/:id/done', async (request): Promise<Task> => {
      const { id } = checked(byId, request.params);
      const { userId, role } = sessionOf(request);
      const task = found(await taskById(db, id));
      if (role === 'agent' && task.ownerId !== userId)
        throw new ApiProblem(
          'forbidden',
          'This task belongs to somebody else. Ask its owner or a supervisor.',
        );
      await inTransaction(db, (tx) => finishTask(tx, id));
      return found(await taskById(db, id));
    });
    done();
  };
}

function found(task: Task | undefined): Task {
  if (task === undefined) throw new ApiProblem('not-found', 'There is no such task. Load the list again.');
  return task;
}
