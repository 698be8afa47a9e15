/** The trail of what supervisors and administrators did. */
import type { FastifyPluginCallback } from 'fastify';
import type pg from 'pg';
import { auditQuery, type AuditEntry } from '../../shared/board.ts';
import { auditEntries } from '../store/audit.ts';
import { checked } from './api-problem.ts';

/** `GET /api/audit`. */
export function auditRoutes({ db }: { db: pg.Pool }): FastifyPluginCallback {
  return (server, _options, done) => {
    server.get('/api/audit', async (request): Promise<{ entries: AuditEntry[] }> => ({
      entries: await auditEntries(db, checked(auditQuery, request.query)),
    }));
    done();
  };
}
