/** A supervisor's console on the live board, keeping rows the way the real one does: never an older one for a newer. */
import type { Board, BoardAnswer, BoardChange } from '../../src/shared/board.ts';
import { connectConsole, type ConsoleClient } from './console-backend.ts';

export interface BoardDesk {
  client: ConsoleClient;
  calls: Map<string, Board['calls'][number]>;
  agents: Map<string, Board['agents'][number]>;
  /** Everything but rows, the newest of each. */
  rest: Omit<Board, 'calls' | 'agents'>;
  changes: BoardChange[];
  /** A row that came with a smaller number than the one before it. */
  outOfOrder: number;
}

/** Joins the board at `url`; throws where that is refused. */
export async function openBoard(url: string, token: string): Promise<BoardDesk> {
  const client = await connectConsole(url, token);
  const early: BoardChange[] = [];
  const open: { desk?: BoardDesk } = {};
  client.on('board', (change) =>
    open.desk === undefined ? void early.push(change) : take(open.desk, change),
  );
  const answer = (await client.emitWithAck('board.join')) as BoardAnswer;
  if (!answer.ok) throw new Error(answer.error);
  const { calls, agents, ...rest } = answer.board;
  const desk: BoardDesk = {
    client,
    calls: new Map(calls.map((call) => [call.id, call])),
    agents: new Map(agents.map((agent) => [agent.id, agent])),
    rest,
    changes: [],
    outOfOrder: 0,
  };
  for (const change of early) take(desk, change);
  open.desk = desk;
  return desk;
}

function take(desk: BoardDesk, change: BoardChange): void {
  const { calls = [], goneCalls = [], agents = [], goneAgents = [], ...rest } = change;
  desk.changes.push(change);
  for (const call of calls) replace(desk, desk.calls, call);
  for (const agent of agents) replace(desk, desk.agents, agent);
  for (const id of goneCalls) desk.calls.delete(id);
  for (const id of goneAgents) desk.agents.delete(id);
  Object.assign(desk.rest, rest);
}

function replace<R extends { id: string; rev: number }>(desk: BoardDesk, rows: Map<string, R>, row: R): void {
  const before = rows.get(row.id);
  if (before !== undefined && before.rev > row.rev) desk.outOfOrder += 1;
  else rows.set(row.id, row);
}
