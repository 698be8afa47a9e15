/** What a console may ask over its socket: to be told of a stream from a number on, and to be told no more. */
import type pg from 'pg';
import type { Logger } from 'pino';
import type { StreamEvent } from '../../shared/events.ts';
import { watchRequest, type WatchAnswer } from '../../shared/push.ts';
import { callById } from '../store/calls.ts';
import { eventsAfter } from '../store/events.ts';
import { leadById } from '../store/leads.ts';
import { stillLive, type LiveSession } from '../store/sessions.ts';
import { maySeeCall, maySeeLead } from './access.ts';
import { seenBy, seesEverything } from './seen-by.ts';
import { overseenRoom, type ConsoleSocket } from './socket-types.ts';

const mostStreams = 100;
const pageEvents = 1_000;

/** Adds the console's own events to a socket that was let in. */
export function serveConsole(socket: ConsoleSocket, { db, log }: { db: pg.Pool; log: Logger }): void {
  socket.on('watch', (request, done) => {
    if (typeof done !== 'function') return;
    watch(socket, request, db).then(done, (error: unknown) => {
      log.warn({ err: error }, 'sockets: watch failed');
      done({ ok: false, error: 'The server could not read this just now. Try again.' });
    });
  });
  socket.on('unwatch', (request) => {
    const { stream } = (request ?? {}) as { stream?: unknown };
    if (typeof stream !== 'string' || !isStream(stream)) return;
    void socket.leave(stream);
    void socket.leave(overseenRoom(stream));
  });
}

function isStream(room: string): boolean {
  return watchRequest.shape.stream.safeParse(room).success;
}

/**
 * First the room, then the reading: what is committed before the reading is in it, what comes after is pushed to
 * the room. What is in both carries the same number, and the console takes each number once.
 */
async function watch(socket: ConsoleSocket, request: unknown, db: pg.Pool): Promise<WatchAnswer> {
  const parsed = watchRequest.safeParse(request);
  if (!parsed.success)
    return { ok: false, error: 'Ask with { stream: "call:<id>" or "lead:<id>", after: number }.' };
  const { stream, after } = parsed.data;
  const { session } = socket.data;
  if (!(await stillLive(db, [session.tokenHash])).has(session.tokenHash))
    return { ok: false, error: 'Your session has ended. Sign in again.' };
  if (!(await maySee(db, session, stream))) return { ok: false, error: 'There is no such call or lead.' };
  if ([...socket.rooms].filter(isStream).length >= mostStreams)
    return { ok: false, error: `This console watches ${mostStreams} streams already. Let one go first.` };
  await socket.join(seesEverything(session) ? [stream, overseenRoom(stream)] : stream);
  const events = seenBy(session, await allEventsAfter(db, stream, after));
  return { ok: true, events, head: events.at(-1)?.seq ?? after };
}

async function maySee(db: pg.Pool, session: LiveSession, stream: string): Promise<boolean> {
  const [kind, id = ''] = stream.split(/:(.*)/s);
  if (kind === 'lead') return (await leadById(db, id)) !== undefined && maySeeLead(session, id);
  const call = await callById(db, id);
  return call !== undefined && maySeeCall(session, call);
}

async function allEventsAfter(db: pg.Pool, stream: string, after: number): Promise<StreamEvent[]> {
  const events: StreamEvent[] = [];
  for (;;) {
    const page = await eventsAfter(db, stream, events.at(-1)?.seq ?? after, pageEvents);
    events.push(...page);
    if (page.length < pageEvents) return events;
  }
}
