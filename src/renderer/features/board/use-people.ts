// Everybody on the floor who takes calls, as the list, its counts and the wall show them.
import { useMemo } from 'react';
import { useStore } from 'zustand';
import type { BoardAgent } from '../../../shared/board.ts';
import { board } from '../../stores/board.ts';
import { peopleOf } from './board-rows.ts';

/** By id; see `peopleOf`. */
export function usePeople(): Readonly<Record<string, BoardAgent>> {
  const agents = useStore(board, (state) => state.agents);
  const calls = useStore(board, (state) => state.calls);
  return useMemo(() => peopleOf(agents, calls), [agents, calls]);
}
