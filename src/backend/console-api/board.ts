/** The limits of the live board, over HTTP; the board itself goes over the socket (board-socket.ts). */
import type { FastifyPluginCallback } from 'fastify';
import type pg from 'pg';
import { z } from 'zod';
import { setThreshold, thresholdKeys, type Threshold } from '../../shared/board.ts';
import { listThresholds, putThreshold } from '../store/alerts.ts';
import { recordAudit } from '../store/audit.ts';
import { inTransaction } from '../store/database.ts';
import { appendEvent } from '../store/events.ts';
import { ApiProblem, checked } from './api-problem.ts';
import { sessionOf } from './guard.ts';

const address = z.object({ key: z.enum(thresholdKeys) });

/** `PUT /api/board/thresholds/:key` → Threshold. */
export function boardRoutes({ db }: { db: pg.Pool }): FastifyPluginCallback {
  return (server, _options, done) => {
    server.put('/api/board/thresholds/:key', async (request): Promise<Threshold> => {
      const { key } = checked(address, request.params);
      const limits = checked(setThreshold, request.body);
      const { userId, name } = sessionOf(request);
      return inTransaction(db, async (tx) => {
        const before = (await listThresholds(tx)).find((threshold) => threshold.key === key);
        const set = await putThreshold(tx, { key, ...limits }, userId);
        if (set === undefined)
          throw new ApiProblem('not-found', 'There is no such limit.', { reason: 'nothing-here' });
        await appendEvent(tx, { stream: 'house', type: 'threshold.changed', data: { key } });
        await recordAudit(tx, {
          user: { id: userId, name },
          action: 'threshold.changed',
          subject: { kind: 'threshold', id: key },
          detail: { before, after: set },
        });
        return set;
      });
    });
    done();
  };
}
