/** What an agent writes to a lead on WhatsApp. */
import type { FastifyPluginCallback } from 'fastify';
import { z } from 'zod';
import { newMessage, type MessageAccepted } from '../../shared/desk.ts';
import type { Deps } from '../deps.ts';
import { retryMessage } from '../journey/messages/retry-message.ts';
import { writeMessage } from '../journey/messages/write-message.ts';
import { checked } from './api-problem.ts';
import { chatLeadOf, inWords, personOf } from './chats.ts';

const byInteraction = z.object({ interactionId: z.uuid() });

/** `POST /api/leads/:id/messages`, `POST /api/messages/:interactionId/retry`. */
export function messageRoutes({ db, now }: Pick<Deps, 'db' | 'now'>): FastifyPluginCallback {
  return (server, _options, done) => {
    server.post('/api/leads/:id/messages', async (request): Promise<MessageAccepted> => {
      const [leadId, written] = [chatLeadOf(request), checked(newMessage, request.body)];
      const person = personOf(request);
      return { interactionId: await inWords(writeMessage(leadId, written, { person, db, now })) };
    });
    server.post('/api/messages/:interactionId/retry', async (request): Promise<MessageAccepted> => {
      const { interactionId } = checked(byInteraction, request.params);
      await inWords(retryMessage(interactionId, { person: personOf(request), db, now }));
      return { interactionId };
    });
    done();
  };
}
