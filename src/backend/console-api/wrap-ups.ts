/** After a conversation: the agent's list of those that want their outcome, and saving one. */
import type { FastifyPluginCallback } from 'fastify';
import type pg from 'pg';
import { z } from 'zod';
import { saveWrapUp, type WrapUp, type WrapUpList } from '../../shared/desk.ts';
import { lockAgent } from '../store/agents.ts';
import { inTransaction, type Tx } from '../store/database.ts';
import { openWrapUps, prolongWrapUp, wrapUpOf } from '../store/wrap-ups.ts';
import { ApiProblem, checked } from './api-problem.ts';
import { sessionOf } from './guard.ts';
import { wrapUp } from './wrap-up.ts';

const byId = z.object({ id: z.uuid() });
const moreS = 60;

/** `GET /api/wrap-ups`, `POST /api/wrap-ups/:id`, `POST /api/wrap-ups/:id/longer`. */
export function wrapUpRoutes({ db }: { db: pg.Pool }): FastifyPluginCallback {
  return (server, _options, done) => {
    server.get('/api/wrap-ups', async (request): Promise<WrapUpList> => ({
      wrapUps: await openWrapUps(db, sessionOf(request).userId),
    }));
    server.post('/api/wrap-ups/:id', async (request, reply) => {
      const { id } = checked(byId, request.params);
      const input = checked(saveWrapUp, request.body);
      await inTransaction(db, (tx) => wrapUp(tx, { id, input, by: sessionOf(request) }));
      return reply.code(204).send();
    });
    server.post('/api/wrap-ups/:id/longer', (request): Promise<WrapUp> => {
      const { id } = checked(byId, request.params);
      return inTransaction(db, (tx) => longer(tx, sessionOf(request).userId, id));
    });
    done();
  };
}

async function longer(tx: Tx, agentId: string, id: string): Promise<WrapUp> {
  const agent = await lockAgent(tx, agentId);
  const known = await wrapUpOf(tx, agentId, id);
  if (known === undefined)
    throw new ApiProblem('not-found', 'There is no such call to wrap up. Load the list again.', {
      reason: 'no-such-wrap-up',
    });
  const { saved, holds, endless, ...found } = known;
  const ended = new ApiProblem('conflict', 'The wrap-up has ended already. Its outcome can still be saved.', {
    reason: 'wrap-up-over',
  });
  if (saved || !holds || agent?.state !== 'wrap-up') throw ended;
  // Without an end there is nothing to put off; an end that has passed is about to be noticed.
  const until = await prolongWrapUp(tx, { id, agentId, moreS });
  if (until === undefined && !endless) throw ended;
  return { ...found, until: until ?? null };
}
