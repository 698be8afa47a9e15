/** One box for leads, calls, chats and notes. */
import type { FastifyPluginCallback } from 'fastify';
import type pg from 'pg';
import { searchQuery, type SearchAnswer } from '../../shared/desk.ts';
import { listLeads } from '../store/console-leads.ts';
import { findInConversations, type SearchChannel } from '../store/search.ts';
import { maySeeLead } from './access.ts';
import { checked } from './api-problem.ts';
import { sessionOf } from './guard.ts';

const channels = {
  all: ['whatsapp', 'call', 'note'],
  leads: [],
  calls: ['call'],
  chats: ['whatsapp'],
  notes: ['note'],
} as const satisfies Record<string, readonly SearchChannel[]>;

/** `GET /api/search`. */
export function searchRoutes({ db }: { db: pg.Pool }): FastifyPluginCallback {
  return (server, _options, done) => {
    server.get('/api/search', async (request): Promise<SearchAnswer> => {
      const { in: where, ...query } = checked(searchQuery, request.query);
      const session = sessionOf(request);
      const [leads, hits] = await Promise.all([
        where === 'all' || where === 'leads' ? listLeads(db, query) : [],
        where === 'leads' ? [] : findInConversations(db, { ...query, channels: channels[where] }),
      ]);
      return {
        leads: leads.filter(({ id }) => maySeeLead(session, id)),
        hits: hits.filter(({ leadId }) => maySeeLead(session, leadId)),
      };
    });
    done();
  };
}
