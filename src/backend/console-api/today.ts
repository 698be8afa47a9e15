/** The figures at the foot of the work list. */
import type { FastifyPluginCallback } from 'fastify';
import type pg from 'pg';
import type { Today } from '../../shared/desk.ts';
import { todayOf } from '../store/today.ts';
import { sessionOf } from './guard.ts';

/** `GET /api/today`. */
export function todayRoutes({ db }: { db: pg.Pool }): FastifyPluginCallback {
  return (server, _options, done) => {
    server.get('/api/today', (request): Promise<Today> => todayOf(db, sessionOf(request).userId));
    done();
  };
}
