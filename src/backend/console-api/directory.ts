/** Whom one may call or hand a call to. */
import type { FastifyPluginCallback } from 'fastify';
import type pg from 'pg';
import type { Directory } from '../../shared/desk.ts';
import { readDirectory } from '../store/directory.ts';
import { sessionOf } from './guard.ts';

/** `GET /api/directory`. */
export function directoryRoutes({ db }: { db: pg.Pool }): FastifyPluginCallback {
  return (server, _options, done) => {
    server.get('/api/directory', async (request): Promise<Directory> => ({
      entries: await readDirectory(db, sessionOf(request).userId),
    }));
    done();
  };
}
