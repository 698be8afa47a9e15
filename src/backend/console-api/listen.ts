/** A supervisor listens to an AI call over their console's socket: one call at a time, and each time stands in the trail. */
import type pg from 'pg';
import type { Logger } from 'pino';
import { listenRequest, type ListenAnswer } from '../../shared/board.ts';
import { recordAudit } from '../store/audit.ts';
import { callById, type CallRow } from '../store/calls.ts';
import { inTransaction } from '../store/database.ts';
import { leadById, leadName } from '../store/leads.ts';
import { stillLive, type LiveSession } from '../store/sessions.ts';
import { maySeeCall } from './access.ts';
import type { Listener, ListenShare } from './listen-share.ts';
import type { ConsoleSocket } from './socket-types.ts';

export interface ListenDeps {
  db: pg.Pool;
  log: Logger;
  share: ListenShare;
}

/** Small frames are sent together: fewer packets, and no later than an ear can tell. */
const frameMs = 60;
/** A console that has so much still to be sent to it is slow, and misses some sound instead of hearing it late. */
const slowBytes = 128 * 1024;

const inVapi: readonly CallRow['status'][] = [
  'started',
  'ringing',
  'in-progress',
  'forwarding',
  'with-agent',
];
const over: readonly CallRow['status'][] = ['ended', 'failed', 'cancelled', 'blocked'];

/** Whether Vapi is in this call, so that it can be heard. */
export async function isUp(db: pg.Pool, callId: string): Promise<boolean> {
  const call = await callById(db, callId);
  return call !== undefined && inVapi.includes(call.status) && call.endedReason === null;
}

/** Adds `listen` and `listen.stop` to a console that was let in. */
export function serveListening(socket: ConsoleSocket, deps: ListenDeps): void {
  let stop: (() => void) | undefined;
  const stopNow = (): void => {
    stop?.();
    stop = undefined;
  };
  socket.on('listen', (request, done) => {
    if (typeof done !== 'function') return;
    stopNow();
    const mine = listen(socket, request, deps);
    stop = mine.stop;
    mine.answer.then(done, (error: unknown) => {
      deps.log.warn({ err: error }, 'sockets: nobody can listen now');
      mine.stop();
      done({ ok: false, reason: 'no-sound' });
    });
  });
  socket.on('listen.stop', stopNow);
  socket.on('disconnect', stopNow);
}

/** Hears nothing before `begin`. */
interface Ear extends Listener {
  begin: () => void;
}

interface Listening {
  answer: Promise<ListenAnswer>;
  stop: () => void;
}

function listen(socket: ConsoleSocket, request: unknown, deps: ListenDeps): Listening {
  const parsed = listenRequest.safeParse(request);
  if (!parsed.success)
    return { answer: Promise.resolve({ ok: false, reason: 'not-allowed' }), stop: () => undefined };
  const { callId } = parsed.data;
  const listener = listenerOf(socket, callId);
  let stopped = false;
  const stop = (): void => {
    stopped = true;
    deps.share.leave(callId, listener);
  };
  const answer = open(socket.data.session, callId, { ...deps, listener }).then((result): ListenAnswer => {
    if (stopped) deps.share.leave(callId, listener);
    return stopped && result.ok ? { ok: false, reason: 'no-sound' } : result;
  });
  return { answer, stop };
}

async function open(
  session: LiveSession,
  callId: string,
  { db, share, listener }: ListenDeps & { listener: Ear },
): Promise<ListenAnswer> {
  if (!(await stillLive(db, [session.tokenHash])).has(session.tokenHash))
    return { ok: false, reason: 'not-allowed' };
  const call = await callById(db, callId);
  if (call === undefined || !maySeeCall(session, call)) return { ok: false, reason: 'not-allowed' };
  if (over.includes(call.status) || call.endedReason !== null) return { ok: false, reason: 'call-over' };
  if (call.listenUrl === null || !inVapi.includes(call.status)) return { ok: false, reason: 'no-sound' };
  const format = await share.join(callId, call.listenUrl, listener);
  if (format === undefined) return { ok: false, reason: 'no-sound' };
  // No sound reaches anybody whose listening is not written down.
  await recordListening(db, session, call).catch((error: unknown) => {
    share.leave(callId, listener);
    throw error;
  });
  listener.begin();
  return { ok: true, ...format };
}

async function recordListening(
  db: pg.Pool,
  { userId, name }: LiveSession,
  { id, leadId }: CallRow,
): Promise<void> {
  const lead = await leadById(db, leadId);
  await inTransaction(db, (tx) =>
    recordAudit(tx, {
      user: { id: userId, name },
      action: 'call.listened',
      subject: { kind: 'call', id, name: lead && leadName(lead) },
      detail: { leadId },
    }),
  );
}

/** Not `socket.emit`: that would go over Redis, and be kept for a console that was cut off. */
function listenerOf(socket: ConsoleSocket, callId: string): Ear {
  let begun = false;
  let waiting: Buffer[] = [];
  let since = 0;
  return {
    begin: () => (begun = true),
    hear: (pcm) => {
      if (!begun) return;
      if (waiting.length === 0) since = performance.now();
      waiting.push(pcm);
      if (performance.now() - since < frameMs) return;
      const frame = Buffer.concat(waiting);
      waiting = [];
      if (unsentBytes(socket) < slowBytes)
        socket.nsp.local.to(socket.id).emit('sound', { callId, pcm: frame });
    },
    end: (reason) => socket.nsp.local.to(socket.id).emit('sound.ended', { callId, reason }),
  };
}

/** What the WebSocket under a console has not sent yet. */
function unsentBytes(socket: ConsoleSocket): number {
  const { socket: under } = socket.conn.transport as unknown as { socket?: { bufferedAmount?: number } };
  return under?.bufferedAmount ?? 0;
}
