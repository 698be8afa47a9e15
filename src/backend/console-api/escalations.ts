/** What has been promised to the signed-in agent. */
import type { FastifyPluginCallback } from 'fastify';
import type pg from 'pg';
import type { MyEscalations } from '../../shared/api.ts';
import { offersForAgent } from '../store/reservations.ts';
import { sessionOf } from './guard.ts';

/** `GET /api/escalations/mine`. */
export function escalationRoutes({ db }: { db: pg.Pool }): FastifyPluginCallback {
  return (server, _options, done) => {
    server.get('/api/escalations/mine', async (request): Promise<MyEscalations> => ({
      offers: await offersForAgent(db, sessionOf(request).userId),
    }));
    done();
  };
}
