// What a supervisor has chosen on the floor; it stays while they look at another page.
import { create } from 'zustand';
import type { Language } from '../../../shared/lead.ts';
import type { BoardFilter, Grouping } from './board-rows.ts';

/** `id` is a call's, or an agent's. */
export interface Chosen {
  kind: 'queue' | 'call' | 'escalation' | 'agent';
  id: string;
}

/** How the supervisor speaks into the call that they follow. */
export type DockMode = 'speak' | 'instruct';

/** A question that is open in front of the floor. */
export type Question =
  | { ask: 'end' | 'cancel' | 'assign'; callId: string; name: string }
  | { ask: 'force'; agentId: string }
  | { ask: 'dialling'; pause: boolean }
  | { ask: 'limits' | 'audit' };

interface BoardView extends BoardFilter {
  grouping: Grouping;
  chosen: Chosen | undefined;
  /** The call whose transcript is open below; `asked` counts how often its field was asked for. */
  dock: { callId: string; mode: DockMode; asked: number } | undefined;
  question: Question | undefined;
}

export const boardView = create<BoardView>()(() => ({
  team: undefined,
  language: undefined,
  text: '',
  grouping: 'state',
  chosen: undefined,
  dock: undefined,
  question: undefined,
}));

export function filterBoard(filter: Partial<BoardFilter>): void {
  boardView.setState(filter);
}

export function choose(chosen: Chosen | undefined): void {
  boardView.setState({ chosen });
}

/** Opens the call below; `mode` asks for its field at the same time. */
export function openDock(callId: string, mode?: DockMode): void {
  boardView.setState(({ dock }) => ({
    dock: {
      callId,
      mode: mode ?? (dock?.callId === callId ? dock.mode : 'speak'),
      asked: (dock?.asked ?? 0) + (mode === undefined ? 0 : 1),
    },
  }));
}

export function closeDock(): void {
  boardView.setState({ dock: undefined });
}

export function askAbout(question: Question): void {
  boardView.setState({ question });
}

export function closeQuestion(): void {
  boardView.setState({ question: undefined });
}

/** The languages that leads are spoken to in. */
export const languages: readonly Language[] = ['es', 'en'];
