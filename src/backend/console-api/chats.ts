/** Chats that a person has instead of the AI: the list, taking one over, handing it back. */
import type { FastifyPluginCallback, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Chat, ChatList } from '../../shared/desk.ts';
import type { Deps } from '../deps.ts';
import { ChatError } from '../journey/messages/chat-error.ts';
import { handBackChat } from '../journey/messages/hand-back-chat.ts';
import { takeChat, type Person } from '../journey/messages/take-chat.ts';
import { chatsFor } from '../store/chats.ts';
import { maySeeLead } from './access.ts';
import { ApiProblem, checked } from './api-problem.ts';
import { sessionOf } from './guard.ts';

const byId = z.object({ id: z.uuid() });

/** `GET /api/chats`, `POST /api/leads/:id/chat/take`, `POST /api/leads/:id/chat/hand-back`. */
export function chatRoutes(deps: Pick<Deps, 'db' | 'env' | 'now'>): FastifyPluginCallback {
  return (server, _options, done) => {
    server.get('/api/chats', async (request): Promise<ChatList> => {
      const session = sessionOf(request);
      const chats = await chatsFor(deps.db, session.userId);
      return { chats: chats.filter(({ leadId }) => maySeeLead(session, leadId)) };
    });
    server.post('/api/leads/:id/chat/take', (request): Promise<Chat> =>
      inWords(takeChat(chatLeadOf(request), personOf(request), deps)),
    );
    server.post('/api/leads/:id/chat/hand-back', (request): Promise<Chat> =>
      inWords(handBackChat(chatLeadOf(request), personOf(request), deps)),
    );
    done();
  };
}

/** The lead in the path, if this person may see it. */
export function chatLeadOf(request: FastifyRequest): string {
  const { id } = checked(byId, request.params);
  if (maySeeLead(sessionOf(request), id)) return id;
  throw new ApiProblem('not-found', 'There is no such lead. Go back to the list and choose another.', {
    reason: 'no-such-lead',
  });
}

/** Who asks, as the journey knows people. */
export function personOf(request: FastifyRequest): Person {
  const { userId, name, role } = sessionOf(request);
  return { userId, name, role };
}

/** The journey's refusals as the API's. */
export async function inWords<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof ChatError ? new ApiProblem(error.refusal, error.message, error.why) : error;
  }
}
