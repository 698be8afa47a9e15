/** Leads for the console: the list, one card, one story. */
import type { FastifyPluginCallback, FastifyRequest } from 'fastify';
import type pg from 'pg';
import { z } from 'zod';
import { leadQuery, type LeadDetail, type LeadList, type Timeline } from '../../shared/api.ts';
import { leadDetail, leadSummaries, listLeads } from '../store/console-leads.ts';
import { listHistory } from '../store/history.ts';
import { leadTimeline } from '../store/console-timeline.ts';
import { survivorOf } from '../store/lead-merge.ts';
import { streamHead } from '../store/events.ts';
import { maySeeLead } from './access.ts';
import { ApiProblem, checked } from './api-problem.ts';
import { sessionOf } from './guard.ts';

const contactsShown = 20;
const byId = z.object({ id: z.uuid() });
const noSuchLead = () =>
  new ApiProblem('not-found', 'There is no such lead. Go back to the list and choose another.', {
    reason: 'no-such-lead',
  });

/** `/api/leads`, `/api/leads/:id`, `/api/leads/:id/timeline`. */
export function leadRoutes({ db }: { db: pg.Pool }): FastifyPluginCallback {
  return (server, _options, done) => {
    server.get('/api/leads', async (request): Promise<LeadList> => {
      const leads = await listLeads(db, checked(leadQuery, request.query));
      return { leads: leads.filter(({ id }) => maySeeLead(sessionOf(request), id)) };
    });
    server.get('/api/leads/:id', async (request, reply): Promise<LeadDetail> => {
      const id = leadIdOf(request);
      const detail = await leadDetail(db, id);
      if (detail === undefined) {
        const survivor = await survivorOf(db, id);
        if (survivor === undefined || !maySeeLead(sessionOf(request), survivor)) throw noSuchLead();
        return reply.redirect(survivor, 308);
      }
      return { ...detail, contacts: await listHistory(db, { leadId: detail.id, limit: contactsShown }) };
    });
    server.get('/api/leads/:id/timeline', async (request): Promise<Timeline> => {
      const id = leadIdOf(request);
      if ((await leadSummaries(db, [id])).length === 0) throw noSuchLead();
      // The head before the story: whatever comes in between is asked for again, never missed.
      const seq = await streamHead(db, `lead:${id}`);
      return { items: await leadTimeline(db, id), seq };
    });
    done();
  };
}

function leadIdOf(request: FastifyRequest): string {
  const { id } = checked(byId, request.params);
  if (!maySeeLead(sessionOf(request), id)) throw noSuchLead();
  return id;
}
