/** What was telephoned, by people and by the AI, in one list. */
import type { FastifyPluginCallback } from 'fastify';
import type pg from 'pg';
import { historyQuery, type History } from '../../shared/desk.ts';
import { listHistory } from '../store/history.ts';
import { maySeeLead } from './access.ts';
import { checked } from './api-problem.ts';
import { sessionOf } from './guard.ts';

/** `GET /api/history`. */
export function historyRoutes({ db }: { db: pg.Pool }): FastifyPluginCallback {
  return (server, _options, done) => {
    server.get('/api/history', async (request): Promise<History> => {
      const { owner, lead, ...filter } = checked(historyQuery, request.query);
      const session = sessionOf(request);
      const agentId = owner === 'mine' ? session.userId : undefined;
      const calls = await listHistory(db, { ...filter, agentId, leadId: lead });
      return { calls: calls.filter(({ leadId }) => leadId === null || maySeeLead(session, leadId)) };
    });
    done();
  };
}
