/** Two hundred consoles that note when each thing reaches them. */
import { io, type Socket } from 'socket.io-client';
import type { BoardAnswer, BoardChange } from '../../src/shared/board.ts';
import type { BackendToConsole, ConsoleToBackend } from '../../src/shared/push.ts';

type Client = Socket<BackendToConsole, ConsoleToBackend>;

/** What one supervisor's board was told of one call: numbers with the time they came, and when it was taken off. */
export interface Told {
  rows: { rev: number; at: number }[];
  goneAt?: number;
}

export interface BenchConsole {
  client: Client;
  /** Of the streams it watches: each number with when it came. */
  events: Map<string, Map<number, number>>;
  /** The last number of each call in the list, as it came. */
  lists: Map<string, Told['rows']>;
  board: Map<string, Told>;
  pushes: number;
  disconnects: number;
  watch: (stream: string) => Promise<void>;
}

/** Connects one; a supervisor's joins the board. Times are epoch milliseconds. */
export async function openBenchConsole(
  url: string,
  token: string,
  isSupervisor: boolean,
): Promise<BenchConsole> {
  const client: Client = io(new URL('/console', url).href, {
    auth: { token },
    transports: ['websocket'],
    forceNew: true,
  });
  const one: BenchConsole = {
    client,
    events: new Map(),
    lists: new Map(),
    board: new Map(),
    pushes: 0,
    disconnects: 0,
    watch: async (stream) => {
      one.events.set(stream, new Map());
      await client.emitWithAck('watch', { stream, after: 0 });
    },
  };
  client.on('event', ({ stream, seq }) => one.events.get(stream)?.set(seq, now()));
  client.on('call.changed', ({ id, seq }) => note(one.lists, id, []).push({ rev: seq, at: now() }));
  client.on('disconnect', () => (one.disconnects += 1));
  client.on('board', (change) => take(one, change));
  await new Promise<void>((resolve, reject) => {
    client.once('connect', resolve);
    client.once('connect_error', reject);
  });
  if (!isSupervisor) return one;
  const answer = (await client.emitWithAck('board.join')) as BoardAnswer;
  if (!answer.ok) throw new Error(answer.error);
  return one;
}

function take(one: BenchConsole, { calls = [], goneCalls = [] }: BoardChange): void {
  const at = now();
  one.pushes += 1;
  for (const { id, rev } of calls) note(one.board, id, { rows: [] }).rows.push({ rev, at });
  for (const id of goneCalls) note<Told>(one.board, id, { rows: [] }).goneAt ??= at;
}

function note<V>(map: Map<string, V>, key: string, empty: V): V {
  const value = map.get(key) ?? empty;
  map.set(key, value);
  return value;
}

/** Finer than a millisecond, and comparable with the database's clock on the same machine. */
function now(): number {
  return performance.timeOrigin + performance.now();
}
