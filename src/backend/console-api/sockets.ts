/** Socket.IO on the HTTP server: pushes to consoles and phones, whichever backend they are connected to. */
import type { FastifyInstance } from 'fastify';
import type { Redis } from 'ioredis';
import type pg from 'pg';
import type { Logger } from 'pino';
import { Server } from 'socket.io';
import type { BackendToConsole } from '../../shared/push.ts';
import type { Env } from '../env.ts';
import type { SoundEnv } from '../gateways/vapi-sound.ts';
import { readOverview } from '../store/console-overview.ts';
import { readDialling } from '../store/dialling.ts';
import { expectedCalls, offersForAgent } from '../store/reservations.ts';
import { stillLive } from '../store/sessions.ts';
import type { ExchangeEnv } from './sip-exchange.ts';
import { BoardFeed } from './board-feed.ts';
import { BoardReader, type BoardEnv } from './board-reader.ts';
import { serveBoard } from './board-socket.ts';
import { untouched, type BoardTouch } from './board-touch.ts';
import { isUp, serveListening } from './listen.ts';
import { ListenShare } from './listen-share.ts';
import { serveConsole } from './console-socket.ts';
import { isWelcome, originsFrom } from './origins.ts';
import { servePhone, type PhoneDeps } from './phone-socket.ts';
import { hear, startPresence, type Presence } from './presence.ts';
import { socketAdapter, type SocketAdapter } from './socket-adapter.ts';
import { guardNamespace } from './socket-guard.ts';
import {
  agentRoom,
  boardRoom,
  supervisorsRoom,
  type ConsoleNamespace,
  type ConsoleSocket,
  type PhoneNamespace,
  type PhoneSocket,
} from './socket-types.ts';

export interface SocketsOptions {
  db: pg.Pool;
  redis: Redis;
  env: Pick<Env, 'ALLOWED_ORIGINS' | 'SECRET_KEY'> & ExchangeEnv & BoardEnv & SoundEnv;
  log: Logger;
}

/** The pushing side of both namespaces. */
export interface Sockets {
  consoles: ConsoleNamespace;
  phones: PhoneNamespace;
  /** Shows speech that is not settled yet to whoever watches the call; may be lost. */
  speak: (partial: Parameters<BackendToConsole['speech']>[0]) => void;
  /** People, states or sessions changed: every backend looks now. */
  checkPresence: () => void;
  checkOwnPresence: () => void;
  /** A call rings for everybody: every phone is told anew what it should expect. */
  tellPhones: () => void;
  tellOwnPhones: () => void;
  /** Something on the live board may have changed: every backend looks that has somebody on it. */
  touchBoard: (touch: BoardTouch) => void;
  touchOwnBoard: (touch: BoardTouch) => void;
  /** Called for each push that consoles of other backends did not get. */
  onLost: (listener: () => void) => void;
  /** Called by whoever pushes counters, to be told that they may have changed. */
  onAgentsChanged: (listener: () => void) => void;
}

const recoveryMs = 2 * 60_000;

/**
 * Attaches the sockets to `server`, which must not listen yet and will not before what other backends push is heard;
 * they close with it, and consoles then come back by themselves.
 */
export function startSockets(server: FastifyInstance, options: SocketsOptions): Sockets {
  const { db, log } = options;
  const { io, adapter } = openServer(server, options);
  const consoles: ConsoleNamespace = io.of('/console');
  const phones: PhoneNamespace = io.of('/phone');
  const listeners: (() => void)[] = [];
  const onAgentsChanged = (): void => listeners.forEach((tell) => tell());
  const presence = startPresence({ db, log, consoles, phones, onAgentsChanged });
  const board = openBoard(consoles, options);
  listeners.push(() => board.touch({ ...untouched, agentIds: null, figures: true }));
  const checkPresence = (): void => {
    presence.check();
    consoles.serverSideEmit('presence.check');
  };
  const expectAll = (): void =>
    phones.sockets.forEach((socket) => greet(() => tellExpected(socket, db), log));
  consoles.on('presence.check', presence.check);
  consoles.on('phones.expect', expectAll);
  const share = new ListenShare({ env: options.env, isUp: (callId) => isUp(db, callId) });
  admitConsoles(consoles, { ...options, board, share }, presence);
  const onQuality: PhoneDeps['onQuality'] = (agentId, quality) => {
    board.hear(agentId, quality);
    consoles.serverSideEmit('board.quality', agentId, quality);
  };
  admitPhones(phones, { ...options, onPresence: checkPresence, onQuality }, presence);
  server.addHook('onReady', () => adapter.ready);
  server.addHook('preClose', async () => {
    await presence.stop();
    share.stop();
    await board.stop();
    // Not disconnectSockets: a console that the server sends away does not come back by itself.
    io.engine.close();
    for (const namespace of [io.of('/'), consoles, phones]) void namespace.adapter.close();
    adapter.close();
  });
  return {
    consoles,
    phones,
    checkPresence,
    checkOwnPresence: presence.check,
    tellOwnPhones: expectAll,
    speak: (partial) => consoles.volatile.to(`call:${partial.callId}`).emit('speech', partial),
    tellPhones: () => {
      expectAll();
      consoles.serverSideEmit('phones.expect');
    },
    touchBoard: (touch) => {
      board.touch(touch);
      consoles.serverSideEmit('board.touched', touch);
    },
    touchOwnBoard: (touch) => board.touch(touch),
    onLost: adapter.onLost,
    onAgentsChanged: (listener) => void listeners.push(listener),
  };
}

function openBoard(consoles: ConsoleNamespace, { db, env, log }: SocketsOptions): BoardFeed {
  const board = new BoardFeed({
    log,
    reader: new BoardReader(db, env),
    isWatched: () => (consoles.adapter.rooms.get(supervisorsRoom)?.size ?? 0) > 0,
    push: (change) => consoles.local.to(supervisorsRoom).emit('board', change),
  });
  consoles.on('board.touched', (touch) => board.touch(touch));
  consoles.on('board.quality', (agentId, quality) => board.hear(agentId, quality));
  return board;
}

function openServer(
  server: FastifyInstance,
  { db, redis, env, log }: SocketsOptions,
): { io: Server; adapter: SocketAdapter } {
  const adapter = socketAdapter(redis, {
    log,
    mayRecover: async (hash) => (await stillLive(db, [hash])).has(hash),
  });
  const origins = originsFrom(env.ALLOWED_ORIGINS);
  const io = new Server(server.server, {
    serveClient: false,
    adapter: adapter.create,
    cors: { origin: [...origins] },
    allowRequest: ({ headers }, done) => done(null, isWelcome(headers.origin, headers.host, origins)),
    connectionStateRecovery: { maxDisconnectionDuration: recoveryMs, skipMiddlewares: false },
    maxHttpBufferSize: 64 * 1024,
    // Several to the time after which somebody counts as gone.
    pingInterval: 2_500,
    pingTimeout: 6_000,
  });
  io.use((_socket, next) => next(new Error('unauthorized'))); // the nameless namespace is not ours
  return { io, adapter };
}

function admitConsoles(
  consoles: ConsoleNamespace,
  options: SocketsOptions & { board: BoardFeed; share: ListenShare },
  presence: Presence,
): void {
  guardNamespace(consoles, '/console', options);
  consoles.on('connection', (socket) => {
    hear(socket);
    void socket.join([boardRoom, agentRoom(socket.data.session.userId)]);
    serveConsole(socket, options);
    serveBoard(socket, options);
    serveListening(socket, options);
    presence.check();
    greet(() => tellStanding(socket, options.db), options.log);
  });
}

function admitPhones(phones: PhoneNamespace, deps: PhoneDeps, presence: Presence): void {
  guardNamespace(phones, '/phone', deps);
  phones.on('connection', (socket) => {
    hear(socket);
    void socket.join(agentRoom(socket.data.session.userId));
    servePhone(socket, deps);
    presence.check();
    greet(() => tellExpected(socket, deps.db), deps.log);
  });
}

function greet(tell: () => Promise<void>, log: Logger): void {
  tell().catch((error: unknown) =>
    log.warn({ err: error }, 'sockets: a newcomer was not told how things stand'),
  );
}

/** What a console that has just come must see without asking: the counters, and calls reserved for it. */
async function tellStanding(socket: ConsoleSocket, db: pg.Pool): Promise<void> {
  socket.nsp.local.to(socket.id).emit('overview', await readOverview(db));
  socket.nsp.local.to(socket.id).emit('dialling', await readDialling(db));
  for (const offer of await offersForAgent(db, socket.data.session.userId))
    socket.nsp.local.to(socket.id).emit('escalation.offered', offer);
}

/** A phone must know its reservations before the INVITE can arrive. */
async function tellExpected(socket: PhoneSocket, db: pg.Pool): Promise<void> {
  socket.nsp.local.to(socket.id).emit('expected', await expectedCalls(db, socket.data.session.userId));
}
