/** Calls for the console: the list, one call, and the events a console has missed. */
import type { FastifyPluginCallback } from 'fastify';
import type pg from 'pg';
import { z } from 'zod';
import { callQuery, type CallDetail, type CallList, type EventList } from '../../shared/api.ts';
import type { CallSummary } from '../../shared/call.ts';
import { callCard, callSummaries, listCalls } from '../store/console-calls.ts';
import { lastAttemptOfCall } from '../store/console-escalations.ts';
import { leadSummaries } from '../store/console-leads.ts';
import { callTimeline } from '../store/console-timeline.ts';
import { eventsAfter, streamHead } from '../store/events.ts';
import { offerByAttempt } from '../store/reservations.ts';
import type { LiveSession } from '../store/sessions.ts';
import { maySeeCall } from './access.ts';
import { ApiProblem, checked } from './api-problem.ts';
import { sessionOf } from './guard.ts';
import { seenBy } from './seen-by.ts';

const byId = z.object({ id: z.uuid() });
const afterQuery = z.object({ after: z.coerce.number().int().nonnegative().default(0) });
const noSuchCall = () =>
  new ApiProblem('not-found', 'There is no such call. Go back to the list and choose another.', {
    reason: 'no-such-call',
  });

/** `/api/calls`, `/api/calls/:id`, `/api/calls/:id/events`. */
export function callRoutes({ db }: { db: pg.Pool }): FastifyPluginCallback {
  return (server, _options, done) => {
    server.get('/api/calls', async (request): Promise<CallList> => {
      const { open, limit } = checked(callQuery, request.query);
      const calls = await listCalls(db, { open: open !== undefined, limit });
      return { calls: calls.filter((call) => maySeeCall(sessionOf(request), call)) };
    });
    server.get('/api/calls/:id', (request) =>
      callDetail(db, checked(byId, request.params).id, sessionOf(request)),
    );
    server.get('/api/calls/:id/events', async (request): Promise<EventList> => {
      const { id } = checked(byId, request.params);
      const { after } = checked(afterQuery, request.query);
      seen((await callSummaries(db, [id]))[0], sessionOf(request));
      const events = seenBy(sessionOf(request), await eventsAfter(db, `call:${id}`, after));
      return { events, head: Math.max(events.at(-1)?.seq ?? 0, await streamHead(db, `call:${id}`)) };
    });
    done();
  };
}

function seen<C extends CallSummary>(call: C | undefined, session: LiveSession): C {
  if (call === undefined || !maySeeCall(session, call)) throw noSuchCall();
  return call;
}

async function callDetail(db: pg.Pool, id: string, session: LiveSession): Promise<CallDetail> {
  const card = seen(await callCard(db, id), session);
  const [[lead], items, attemptId] = await Promise.all([
    leadSummaries(db, [card.leadId]),
    callTimeline(db, id),
    lastAttemptOfCall(db, id),
  ]);
  if (lead === undefined) throw noSuchCall();
  const escalation = attemptId === undefined ? undefined : await offerByAttempt(db, attemptId);
  return { ...card, lead, items, escalation: escalation ?? null };
}
