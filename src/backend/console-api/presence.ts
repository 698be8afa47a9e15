/**
 * Who is there: marks the people behind this backend's sockets as seen, lets go of ended sessions, takes those who
 * cannot be reached out of the running, ends wrap-ups whose time has passed, and tells boards of changes.
 */
import type pg from 'pg';
import type { Logger } from 'pino';
import type { AgentSummary } from '../../shared/push.ts';
import { listAgents } from '../store/console-agents.ts';
import { presenceMs } from '../store/console-columns.ts';
import { inTransaction } from '../store/database.ts';
import { settleStates } from '../store/presence.ts';
import { stillLive } from '../store/sessions.ts';
import { touchPresence, type Seen } from '../store/users.ts';
import {
  boardRoom,
  type ConsoleNamespace,
  type ConsoleSocket,
  type PhoneNamespace,
  type PhoneSocket,
} from './socket-types.ts';

const tickMs = 3_000;

export interface Presence {
  /** Looks now, in addition to every three seconds; several requests at once are one look. */
  check: () => void;
  stop: () => Promise<void>;
}

export interface PresenceOptions {
  db: pg.Pool;
  log: Logger;
  consoles: ConsoleNamespace;
  phones: PhoneNamespace;
  /** The board changed in a way that the counters on top show. */
  onAgentsChanged: () => void;
}

/** Starts the tick. Two UPDATEs and two short queries each time, however many sockets there are. */
export function startPresence(options: PresenceOptions): Presence {
  const board = new Map<string, string>();
  const startedAt = performance.now();
  let looking: Promise<void> | undefined;
  let again = false;
  const check = (): void => {
    if (looking !== undefined) {
      again = true;
      return;
    }
    // Those whom the last backend served are still on their way to this one.
    const mayTakeAway = performance.now() - startedAt > presenceMs;
    looking = look(options, { board, mayTakeAway })
      .catch((error: unknown) => options.log.warn({ err: error }, 'presence: could not look'))
      .finally(() => {
        looking = undefined;
        if (!again) return;
        again = false;
        check();
      });
  };
  const timer = setInterval(check, tickMs);
  check();
  return {
    check,
    stop: async () => {
      clearInterval(timer);
      again = false;
      await looking;
    },
  };
}

async function look(
  options: PresenceOptions,
  { board, mayTakeAway }: { board: Map<string, string>; mayTakeAway: boolean },
): Promise<void> {
  const { db, consoles, phones } = options;
  await letGoOfEnded(db, [...consoles.sockets.values(), ...phones.sockets.values()]);
  // Whoever came meanwhile is there as well.
  await touchPresence(db, [...seen('console', consoles), ...seen('phone', phones)]);
  await inTransaction(db, (tx) => settleStates(tx, { mayTakeAway }));
  tellBoard(options, await listAgents(db), board);
}

/** Counts what the socket says of itself from now on: an open connection proves nothing once its other end has died. */
export function hear(socket: ConsoleSocket | PhoneSocket): void {
  socket.data.heardAt = performance.now();
  socket.conn.on('packet', () => {
    socket.data.heardAt = performance.now();
  });
}

function seen(kind: Seen['kind'], { sockets }: ConsoleNamespace | PhoneNamespace): Seen[] {
  const now = performance.now();
  return [...sockets.values()]
    .filter(({ connected }) => connected)
    .map(({ data }) => ({ userId: data.session.userId, kind, agoMs: now - data.heardAt }));
}

async function letGoOfEnded(db: pg.Pool, sockets: (ConsoleSocket | PhoneSocket)[]): Promise<void> {
  const live = await stillLive(db, [...new Set(sockets.map(({ data }) => data.session.tokenHash))]);
  for (const socket of sockets) {
    if (live.has(socket.data.session.tokenHash)) continue;
    // `socket.emit` would take the way over Redis and come after the end (it is kept for recovery).
    (socket as ConsoleSocket).nsp.local.to(socket.id).emit('revoked');
    socket.disconnect(true);
  }
}

/** Every backend finds the same changes by itself and tells its own consoles. */
function tellBoard(
  { consoles, onAgentsChanged }: PresenceOptions,
  agents: AgentSummary[],
  board: Map<string, string>,
): void {
  const isFirstLook = board.size === 0;
  const changed = agents.filter((agent) => board.get(agent.id) !== JSON.stringify(agent));
  for (const agent of changed) {
    board.set(agent.id, JSON.stringify(agent));
    if (!isFirstLook) consoles.local.to(boardRoom).emit('agent.changed', agent);
  }
  if (changed.length > 0) onAgentsChanged();
}
