// The floor as a supervisor sees it: what the backend pushed, each row the newest we know.
import { create } from 'zustand';
import type {
  Alert,
  Board,
  BoardAgent,
  BoardCall,
  BoardChange,
  BoardFigures,
  Dialling,
  Threshold,
} from '../../shared/board.ts';
import type { Loading } from './work.ts';

export interface BoardState {
  status: Loading;
  calls: Readonly<Record<string, BoardCall>>;
  agents: Readonly<Record<string, BoardAgent>>;
  figures: BoardFigures | undefined;
  alerts: readonly Alert[];
  dialling: Dialling;
  thresholds: readonly Threshold[];
  teams: readonly Board['teams'][number][];
  /** By this machine's clock; ms since 1970. */
  freshAt: number;
}

const empty: BoardState = {
  status: 'loading',
  calls: {},
  agents: {},
  figures: undefined,
  alerts: [],
  dialling: { paused: false, since: null, byName: null, why: null },
  thresholds: [],
  teams: [],
  freshAt: 0,
};

export const board = create<BoardState>()(() => empty);

/** All as it stands, in place of whatever was there; `changes` came while it was read. */
export function takeBoard(whole: Board, changes: readonly BoardChange[], now: number): void {
  const start: BoardState = {
    ...empty,
    status: 'ready',
    calls: byId(whole.calls),
    agents: byId(whole.agents),
    figures: whole.figures,
    alerts: whole.alerts,
    dialling: whole.dialling,
    thresholds: whole.thresholds,
    teams: whole.teams,
    freshAt: now,
  };
  board.setState(
    changes.reduce((state, change) => withChange(state, change, now), start),
    true,
  );
}

/** A push. */
export function takeBoardChange(change: BoardChange, now: number): void {
  board.setState((state) => withChange(state, change, now));
}

/** `state` with what changed; a row older than ours changes nothing. */
export function withChange(state: BoardState, change: BoardChange, now: number): BoardState {
  const { figures } = change;
  const isNewer = figures !== undefined && figures.rev >= (state.figures?.rev ?? -1);
  return {
    ...state,
    calls: withRows(state.calls, change.calls, change.goneCalls),
    agents: withRows(state.agents, change.agents, change.goneAgents),
    figures: isNewer ? figures : state.figures,
    alerts: change.alerts ?? state.alerts,
    dialling: change.dialling ?? state.dialling,
    thresholds: change.thresholds ?? state.thresholds,
    freshAt: now,
  };
}

function withRows<T extends { id: string; rev: number }>(
  rows: Readonly<Record<string, T>>,
  changed: readonly T[] = [],
  gone: readonly string[] = [],
): Readonly<Record<string, T>> {
  if (changed.length === 0 && gone.length === 0) return rows;
  const next = { ...rows };
  for (const row of changed) if (row.rev >= (next[row.id]?.rev ?? -1)) next[row.id] = row;
  for (const id of gone) delete next[id];
  return next;
}

function byId<T extends { id: string }>(rows: readonly T[]): Record<string, T> {
  return Object.fromEntries(rows.map((row) => [row.id, row]));
}

/** Whoever signs in next sees nothing of it. */
export function forgetBoard(): void {
  board.setState(empty, true);
}
