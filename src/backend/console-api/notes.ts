/** Notes about a lead: kept while they are typed, and added to the lead's story. */
import type { FastifyPluginCallback, FastifyRequest } from 'fastify';
import type pg from 'pg';
import { z } from 'zod';
import { newNote, noteDraft, type NoteDraft } from '../../shared/desk.ts';
import type { TimelineItem } from '../../shared/timeline.ts';
import { inTransaction } from '../store/database.ts';
import { leadById, lockLead } from '../store/leads.ts';
import { addNote, draftOf, keepDraft, NoteKeyUsed, type Writer } from '../store/notes.ts';
import { maySeeLead } from './access.ts';
import { ApiProblem, checked, keyUsed } from './api-problem.ts';
import { sessionOf } from './guard.ts';

const byId = z.object({ id: z.uuid() });
const noSuchLead = () =>
  new ApiProblem('not-found', 'There is no such lead. Go back to the list and choose another.', {
    reason: 'no-such-lead',
  });

/** `GET` and `PUT /api/leads/:id/draft`, `POST /api/leads/:id/notes`. */
export function noteRoutes({ db }: { db: pg.Pool }): FastifyPluginCallback {
  return (server, _options, done) => {
    server.get('/api/leads/:id/draft', async (request): Promise<NoteDraft> =>
      draftOf(db, await writerOf(db, request)),
    );
    server.put('/api/leads/:id/draft', async (request): Promise<NoteDraft> => {
      const writer = await writerOf(db, request);
      await keepDraft(db, writer, checked(noteDraft, request.body).text);
      return draftOf(db, writer);
    });
    server.post('/api/leads/:id/notes', async (request): Promise<TimelineItem> => {
      const writer = await writerOf(db, request);
      const { text, key } = checked(newNote, request.body);
      const { name: agentName } = sessionOf(request);
      return inTransaction(db, async (tx) => {
        if ((await lockLead(tx, writer.leadId)) === undefined) throw noSuchLead();
        return addNote(tx, { ...writer, agentName, text, key });
      }).catch((error: unknown) => {
        throw error instanceof NoteKeyUsed ? keyUsed('note') : error;
      });
    });
    done();
  };
}

async function writerOf(db: pg.Pool, request: FastifyRequest): Promise<Writer> {
  const { id: leadId } = checked(byId, request.params);
  const session = sessionOf(request);
  if (!maySeeLead(session, leadId) || (await leadById(db, leadId)) === undefined) throw noSuchLead();
  return { agentId: session.userId, leadId };
}
