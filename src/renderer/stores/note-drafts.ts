// What is being written about each lead, and whether it is safe yet: kept here first, then at the backend, never lost between.
import { create } from 'zustand';
import type { NoteDraft } from '../../shared/desk.ts';
import { ActionError } from './actions.ts';
import { inUse } from './in-use.ts';
import { keepNewest } from './keep-newest.ts';

export interface Note {
  text: string;
  /** `waiting`: the backend is away, it is sent when it is back; `failed`: it was refused. */
  phase: 'unread' | 'saved' | 'changed' | 'saving' | 'waiting' | 'failed';
  /** ISO 8601, of the last text that the backend has. */
  savedAt: string | null;
}

interface NoteDrafts {
  /** By lead. */
  notes: Record<string, Note>;
}
export const noteDrafts = create<NoteDrafts>()(() => ({ notes: {} }));

const nothing: Note = { text: '', phase: 'unread', savedAt: null };

/** Selector of the note about a lead. */
export const selectNote =
  (leadId: string) =>
  (state: NoteDrafts): Note =>
    state.notes[leadId] ?? nothing;

interface NoteApi {
  draft: (leadId: string) => Promise<NoteDraft>;
  keepDraft: (leadId: string, text: string) => Promise<NoteDraft>;
  addNote: (leadId: string, text: string) => Promise<unknown>;
}
export interface NoteKeeperOptions {
  api: NoteApi;
  /** Whose notes they are: two people may share a machine. */
  ownerId: string;
  /** Where a text that the backend does not have yet outlives a crash. */
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  /** After the last key press; 600 ms unless told. */
  quietMs?: number;
  /** Between attempts while the backend is away. */
  retryMs?: number;
}

/** Saves what is typed a moment after the typing, one request at a time for each lead. */
export class NoteKeeper {
  readonly #options: Required<NoteKeeperOptions>;
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #queues = new Map<string, Promise<void>>();

  constructor(options: NoteKeeperOptions) {
    this.#options = { quietMs: 600, retryMs: 4_000, ...options };
  }

  /** Brings the note of a lead: what a crash left here comes before what the backend has. */
  async open(leadId: string): Promise<void> {
    const held = noteDrafts.getState().notes[leadId];
    if (held && held.phase !== 'saved' && held.phase !== 'unread') return;
    const left = this.#options.storage.getItem(this.#keyOf(leadId));
    if (left !== null) return this.#restore(leadId, left);
    const draft = await this.#options.api.draft(leadId).catch(() => undefined);
    // What was written meanwhile is newer, also when it is saved by now.
    if (draft && noteDrafts.getState().notes[leadId] === held) {
      setNote(leadId, { ...draft, phase: 'saved' });
      forgetEmpty(leadId);
    }
  }

  write(leadId: string, text: string): void {
    this.#options.storage.setItem(this.#keyOf(leadId), text);
    setNote(leadId, { text, phase: 'changed' });
    this.#saveAfter(leadId, this.#options.quietMs);
  }

  /** Makes it part of the lead's story and clears the field; rejects, with the text still there, where that fails. */
  async add(leadId: string): Promise<void> {
    const { text } = selectNote(leadId)(noteDrafts.getState());
    if (text.trim() === '') return;
    this.#cancel(leadId);
    await this.#inTurn(leadId, () => this.#options.api.addNote(leadId, text).then(() => undefined)).catch(
      (cause: unknown) => {
        this.#saveAfter(leadId, 0);
        throw cause;
      },
    );
    this.#settle(leadId, text, { text: '', savedAt: null });
  }

  /** The backend has used it up, with the wrap-up it was part of. */
  forget(leadId: string): void {
    this.#cancel(leadId);
    this.#options.storage.removeItem(this.#keyOf(leadId));
    setNote(leadId, { text: '', phase: 'saved', savedAt: null });
  }

  /** Nothing more is sent: what is not safe yet stays in the storage. */
  stop(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }

  /** Sends at once whatever is not safe yet: before leaving, and when the backend is back. */
  flush(): void {
    for (const [leadId, { phase }] of Object.entries(noteDrafts.getState().notes))
      if (phase === 'changed' || phase === 'waiting' || phase === 'failed') this.#saveAfter(leadId, 0);
  }

  #keyOf(leadId: string): string {
    return `console.note.${this.#options.ownerId}.${leadId}`;
  }

  #restore(leadId: string, text: string): void {
    setNote(leadId, { text, phase: 'changed' });
    this.#saveAfter(leadId, 0);
  }

  #saveAfter(leadId: string, ms: number): void {
    this.#cancel(leadId);
    const save = () => void this.#inTurn(leadId, () => this.#save(leadId));
    this.#timers.set(leadId, setTimeout(save, ms));
  }

  #cancel(leadId: string): void {
    clearTimeout(this.#timers.get(leadId));
    this.#timers.delete(leadId);
  }

  #inTurn(leadId: string, task: () => Promise<void>): Promise<void> {
    const turn = (this.#queues.get(leadId) ?? Promise.resolve()).then(task);
    const last: Promise<void> = turn.then(
      () => this.#leave(leadId, last),
      () => this.#leave(leadId, last),
    );
    this.#queues.set(leadId, last);
    return turn;
  }

  /** The last of a lead's tasks leaves no queue behind. */
  #leave(leadId: string, last: Promise<void>): void {
    if (this.#queues.get(leadId) === last) this.#queues.delete(leadId);
  }

  async #save(leadId: string): Promise<void> {
    const { text, phase } = selectNote(leadId)(noteDrafts.getState());
    if (phase === 'saved') return;
    setNote(leadId, { phase: 'saving' });
    try {
      const { savedAt } = await this.#options.api.keepDraft(leadId, text);
      this.#settle(leadId, text, { text, savedAt });
    } catch (cause) {
      const isAway = cause instanceof ActionError && awayCodes.includes(cause.code);
      setNote(leadId, { phase: isAway ? 'waiting' : 'failed' });
      if (isAway) this.#saveAfter(leadId, this.#options.retryMs);
    }
  }

  /** `sent` is safe; what was typed meanwhile is not. */
  #settle(leadId: string, sent: string, { text, savedAt }: NoteDraft): void {
    const now = selectNote(leadId)(noteDrafts.getState());
    if (now.text !== sent) {
      setNote(leadId, { phase: 'changed', savedAt });
      return this.#saveAfter(leadId, this.#options.quietMs);
    }
    this.#options.storage.removeItem(this.#keyOf(leadId));
    setNote(leadId, { text, phase: 'saved', savedAt });
  }
}
const awayCodes = ['unreachable', 'timeout', 'unavailable', 'internal'];

/** Leads whose empty field stands ready without asking the backend again. */
const mostEmpty = 50;

/** Whoever only looked at a lead left nothing that could be lost: a text stays, saved or not. */
function forgetEmpty(openedId: string): void {
  const { leadIds } = inUse();
  noteDrafts.setState(({ notes }) => ({
    notes: keepNewest(notes, {
      most: mostEmpty,
      mustStay: ({ text, phase }, leadId) =>
        text !== '' || phase !== 'saved' || leadId === openedId || leadIds.has(leadId),
    }),
  }));
}

function setNote(leadId: string, news: Partial<Note>): void {
  noteDrafts.setState(({ notes }) => ({
    notes: { ...notes, [leadId]: { ...nothing, ...notes[leadId], ...news } },
  }));
}
