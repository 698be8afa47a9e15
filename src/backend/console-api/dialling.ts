/** One switch for the whole line of calls: while it is off nobody new is dialled, and calls under way go on. */
import type { FastifyPluginCallback } from 'fastify';
import type pg from 'pg';
import { setDialling, type Dialling } from '../../shared/board.ts';
import { recordAudit } from '../store/audit.ts';
import { inTransaction } from '../store/database.ts';
import { readDialling, turnDialling } from '../store/dialling.ts';
import { checked } from './api-problem.ts';
import { sessionOf } from './guard.ts';

/** `GET` and `POST /api/dialling`. Turned to where it stands already it changes nothing, and leaves no trail. */
export function diallingRoutes({ db }: { db: pg.Pool }): FastifyPluginCallback {
  return (server, _options, done) => {
    server.get('/api/dialling', (): Promise<Dialling> => readDialling(db));
    server.post('/api/dialling', async (request): Promise<Dialling> => {
      const { paused, why } = checked(setDialling, request.body);
      const { userId, name } = sessionOf(request);
      await inTransaction(db, async (tx) => {
        if (!(await turnDialling(tx, { paused, why, userId }))) return;
        await recordAudit(tx, {
          user: { id: userId, name },
          action: paused ? 'dialling.paused' : 'dialling.resumed',
          subject: { kind: 'dialling' },
          why,
        });
      });
      return readDialling(db);
    });
    done();
  };
}
