/** One box for leads, calls, chats and notes. */
import type { FastifyPluginCallback } from 'fastify';
import type pg from 'pg';
import { z } from 'zod';
import { searchQuery, type SearchAnswer } from '../../shared/desk.ts';
import { listLeads } from '../store/console-leads.ts';
import { findInConversations, type SearchChannel } from '../store/search.ts';
import { maySeeLead } from './access.ts';
import { ApiProblem, checked } from './api-problem.ts';
import { sessionOf } from './guard.ts';

const channels = {
  all: ['whatsapp', 'call', 'note'],
  leads: [],
  calls: ['call'],
  chats: ['whatsapp'],
  notes: ['note'],
} as const satisfies Record<string, readonly SearchChannel[]>;

const leastLetters = searchQuery.shape.q.minLength ?? 1;

/** `GET /api/search`. */
export function searchRoutes({ db }: { db: pg.Pool }): FastifyPluginCallback {
  return (server, _options, done) => {
    server.get('/api/search', async (request): Promise<SearchAnswer> => {
      refuseShort(request.query);
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

/** The one fault that people make here by hand has its own words. */
function refuseShort(query: unknown): void {
  const { success, data } = z.object({ q: z.string().trim() }).safeParse(query);
  if (success && data.q.length < leastLetters)
    throw new ApiProblem('invalid', `q: write at least ${leastLetters} letters.`, {
      reason: 'search-too-short',
      params: { least: leastLetters },
    });
}
