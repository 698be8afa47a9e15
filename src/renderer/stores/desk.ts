// What an agent's day holds beside calls and leads: choices of the house, wrap-ups, chats, whom to call.
import { create } from 'zustand';
import type { ChatSummary, DeskChoices, DirectoryEntry, Today, WrapUp } from '../../shared/desk.ts';

interface DeskStore {
  choices: DeskChoices;
  /** Not saved yet, newest first. */
  wrapUps: WrapUp[];
  /** Chats that I look after. */
  chats: ChatSummary[];
  directory: DirectoryEntry[];
  today: Today | undefined;
}

export const desk = create<DeskStore>()(() => ({
  choices: { reasons: [], dispositions: [], templates: [], wrapUpSeconds: null },
  wrapUps: [],
  chats: [],
  directory: [],
  today: undefined,
}));

/** Chats that wait for an answer, the longest wait first. */
export function orderUnanswered(chats: readonly ChatSummary[]): ChatSummary[] {
  return chats
    .filter((chat) => chat.unansweredSince !== null)
    .sort((a, b) => (a.unansweredSince ?? '').localeCompare(b.unansweredSince ?? ''));
}
