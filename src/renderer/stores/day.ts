// What the pages of the rest of the day were asked to show, so that a search or a notice can lead into one of them.
import { create } from 'zustand';
import type { HistoryCall } from '../../shared/desk.ts';
import { openView } from './preferences.ts';

export type SearchPlace = 'all' | 'leads' | 'calls' | 'chats' | 'notes';
/** `from` and `to` are days, `2026-11-22`, or empty. */
export interface SearchAsked {
  q: string;
  in: SearchPlace;
  from: string;
  to: string;
}

/** A call opened beside the list: a line of the list, or only the AI's call and the line that was searched for. */
export interface OpenedCall {
  row: HistoryCall | undefined;
  callId: string | null;
  lineId: string | undefined;
}

/** Whom a new task is for; undefined: to be chosen. */
export interface NewTaskFor {
  lead: { id: string; name: string } | undefined;
}

interface Day {
  search: SearchAsked;
  callsTab: 'open' | 'history';
  call: OpenedCall | undefined;
  newTask: NewTaskFor | undefined;
}

const nothingAsked: SearchAsked = { q: '', in: 'all', from: '', to: '' };

export const day = create<Day>()(() => ({
  search: nothingAsked,
  callsTab: 'open',
  call: undefined,
  newTask: undefined,
}));

/** Shows everything that is found for a text. */
export function openSearch(q: string): void {
  day.setState({ search: { ...nothingAsked, q } });
  openView('search');
}

/** Shows one call of the AI with its transcript, at the line `lineId` where one is named. */
export function openCallRecord(callId: string, lineId?: string): void {
  day.setState({ callsTab: 'history', call: { row: undefined, callId, lineId } });
  openView('calls');
}

/** Asks for a new task; of `lead`, or of whom the person will choose. */
export function askNewTask(lead?: { id: string; name: string }): void {
  day.setState({ newTask: { lead } });
}
