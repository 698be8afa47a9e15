// Which notes of the call bar the agent has read and put away; other pages come and go meanwhile.
import { create } from 'zustand';

const kept = 20;

export const dismissedNotes = create<{ ids: readonly string[] }>()(() => ({ ids: [] }));

export function dismissNote(id: string): void {
  dismissedNotes.setState(({ ids }) => ({ ids: [...ids, id].slice(-kept) }));
}
