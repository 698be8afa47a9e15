/** The doors of both namespaces: a token at the entrance, the table of access at every event. */
import type pg from 'pg';
import type { Logger } from 'pino';
import type { Namespace, Socket } from 'socket.io';
import { liveSession, type LiveSession } from '../store/sessions.ts';
import { mayUse, socketAccess } from './access.ts';
import type { SocketData } from './socket-types.ts';
import { tokenHash } from './tokens.ts';

/** More events than this in ten seconds is no console: the socket is closed. */
const eventsPerWindow = 500;
const windowMs = 10_000;

type AnyNamespace = Namespace<never, never, never, SocketData>;
type AnySocket = Socket<never, never, never, SocketData>;

/** Lets in only sockets with a session in force of the namespace's kind (`unauthorized` otherwise). */
export function guardNamespace(
  namespace: object,
  name: keyof typeof socketAccess,
  { db, log }: { db: pg.Pool; log: Logger },
): void {
  const guarded = namespace as AnyNamespace;
  guarded.use((socket, next) => {
    admit(socket as AnySocket, socketAccess[name].kind, db)
      .then((admitted) => next(admitted ? undefined : new Error('unauthorized')))
      .catch((error: unknown) => {
        log.warn({ err: error, namespace: name }, 'sockets: could not check a session');
        next(new Error('unavailable'));
      });
  });
  guarded.on('connection', (socket) => guardEvents(socket as AnySocket, name, log));
}

async function admit(socket: AnySocket, kind: LiveSession['kind'], db: pg.Pool): Promise<boolean> {
  const { token } = socket.handshake.auth as { token?: unknown };
  if (typeof token !== 'string' || token.length > 512) return false;
  const session = await liveSession(db, tokenHash(token));
  if (session?.kind !== kind) return false;
  // A recovered socket already stands in the rooms of whoever it was before.
  const before = (socket.data as Partial<SocketData>).session;
  if (socket.recovered && before?.tokenHash !== session.tokenHash) return false;
  socket.data.session = session;
  return true;
}

function guardEvents(socket: AnySocket, name: keyof typeof socketAccess, log: Logger): void {
  const events: Partial<Record<string, readonly LiveSession['role'][]>> = socketAccess[name].events;
  let windowEnds = 0;
  let left = 0;
  socket.use(([event], next) => {
    const now = Date.now();
    if (now > windowEnds) [windowEnds, left] = [now + windowMs, eventsPerWindow];
    left -= 1;
    const roles = Object.hasOwn(events, String(event)) ? events[String(event)] : undefined;
    if (left < 0) next(new Error('too-many'));
    else next(roles !== undefined && mayUse(roles, socket.data.session) ? undefined : new Error('forbidden'));
  });
  socket.on('error', (error: Error) => {
    log.debug({ reason: error.message, namespace: name }, 'sockets: an event was refused');
    if (error.message === 'too-many') socket.disconnect(true);
  });
}
