// Two leads turned out to be one person: what is on screen, being written or to be closed goes on with the one that is left.
import { create } from 'zustand';
import type { LeadMerge } from '../../shared/push.ts';
import { chosenWork } from './chosen-work.ts';
import { desk } from './desk.ts';
import { escalations } from './escalations.ts';
import { noteDrafts, selectNote, type Note, type NoteKeeper } from './note-drafts.ts';
import { work } from './work.ts';
import { writing } from './writing.ts';

interface Merges {
  /** By the lead that is gone: which one has everything of theirs. */
  into: Readonly<Record<string, string>>;
  last: LeadMerge | undefined;
}
export const merges = create<Merges>()(() => ({ into: {}, last: undefined }));

/** The lead that an id stands for now: lists read before a merge go on naming the one that is gone. */
export function survivorOf(leadId: string): string {
  const { into } = merges.getState();
  let id = leadId;
  // Each merge leaves one lead fewer, so that a row of them ends.
  for (let next = into[id]; next !== undefined && next !== leadId; next = into[id]) id = next;
  return id;
}

/** Takes the merge into every list and everything that is being written; notes follow through `moveNote`. */
export function followMerge(merge: LeadMerge): void {
  const { id, droppedId } = merge;
  if (id === droppedId) return;
  const moved = <T extends { leadId: string | null }>(one: T): T =>
    one.leadId === droppedId ? { ...one, leadId: id } : one;
  work.setState(({ leads: { [droppedId]: _, ...leads }, calls, tasks }) => ({
    leads,
    calls: mapValues(calls, moved),
    tasks: tasks.map(moved),
  }));
  desk.setState(({ wrapUps, chats }) => ({ wrapUps: wrapUps.map(moved), chats: chats.map(moved) }));
  escalations.setState(({ offers }) => ({
    offers: mapValues(offers, (record) => ({ ...record, offer: moved(record.offer) })),
  }));
  chosenWork.setState(({ rowId }) => ({ rowId: rowId?.replace(droppedId, id) }));
  moveWriting(merge, moved);
  merges.setState(({ into }) => ({ into: { ...into, [droppedId]: id }, last: merge }));
}

function moveWriting({ id, droppedId }: LeadMerge, moved: <T extends { leadId: string }>(one: T) => T): void {
  writing.setState(({ drafts, templates, outgoing }) => {
    const { [droppedId]: text, ...otherDrafts } = drafts;
    const { [droppedId]: template, ...otherTemplates } = templates;
    return {
      drafts: text === undefined ? drafts : { ...otherDrafts, [id]: joinTexts(drafts[id] ?? '', text) },
      templates: template === undefined ? templates : { [id]: template, ...otherTemplates },
      outgoing: mapValues(outgoing, moved),
    };
  });
}

/**
 * The note that was being typed about the lead that is gone, now about the other one. The backend has joined what it
 * had of both; what it did not have yet is added and saved.
 */
export async function moveNote(keeper: NoteKeeper, { id, droppedId }: LeadMerge): Promise<void> {
  const { text, phase } = selectNote(droppedId)(noteDrafts.getState());
  const wasSafe = isSafe(phase) && isSafe(selectNote(id)(noteDrafts.getState()).phase);
  keeper.forget(droppedId);
  await keeper.open(id);
  if (text.trim() === '' || wasSafe) return;
  keeper.write(id, joinTexts(selectNote(id)(noteDrafts.getState()).text, text));
}

function isSafe(phase: Note['phase']): boolean {
  return phase === 'saved' || phase === 'unread';
}

/** `a`, and what `b` has more: the lines at the end of `a` with which `b` begins stand once. */
export function joinTexts(a: string, b: string): string {
  const lines = a === '' ? [] : a.split('\n');
  const shared = lines.findIndex((_, index) => b.startsWith(lines.slice(index).join('\n')));
  return [...(shared === -1 ? lines : lines.slice(0, shared)), ...(b === '' ? [] : [b])].join('\n');
}

function mapValues<T>(values: Record<string, T>, change: (value: T) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));
}
