// What agents write on WhatsApp and the story does not hold yet: drafts and messages on their way; it outlives a reload, not the window.
import { create } from 'zustand';
import { createJSONStorage, persist, type StateStorage } from 'zustand/middleware';
import type { NewMessage } from '../../shared/desk.ts';
import type { RefusalMore } from './actions.ts';
import { keepNewest } from './keep-newest.ts';
import type { Turn } from './reading-line.ts';
import type { StreamLog } from './stream-log.ts';

/** A message between the key that sent it and its line in the story. */
export interface Outgoing {
  leadId: string;
  message: NewMessage;
  /** As the lead will read it. */
  text: string;
  /** ISO 8601, by this machine's clock. */
  at: string;
  phase: 'sending' | 'accepted' | 'failed';
  /** Once it is accepted. */
  interactionId?: string | undefined;
  /** Why it failed; `interrupted` where the page was gone before the answer came. */
  failure?: ({ code: string; message: string } & Pick<RefusalMore, 'reason' | 'params'>) | undefined;
}

/** A template being filled in. */
export interface TemplateDraft {
  /** `name/language`. */
  id: string;
  values: string[];
  /** Chosen while free text was possible: it stands in its place until it is sent or closed. */
  byHand: boolean;
}

interface Writing {
  /** Whose these are: two people may share a machine. */
  ownerId: string;
  /** By lead. */
  drafts: Record<string, string>;
  /** By lead. */
  templates: Record<string, TemplateDraft>;
  /** By key, in the order they were sent. */
  outgoing: Record<string, Outgoing>;
}

const nothing: Writing = { ownerId: '', drafts: {}, templates: {}, outgoing: {} };

/** A page that may keep nothing (a full disk, a strict policy) still lets people write. */
const keptWhilePossible: StateStorage = {
  getItem: (name) => attempt(() => sessionStorage.getItem(name)) ?? null,
  setItem: (name, value) => attempt(() => sessionStorage.setItem(name, value)),
  removeItem: (name) => attempt(() => sessionStorage.removeItem(name)),
};

function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}

export const writing = create<Writing>()(
  persist((): Writing => nothing, {
    name: 'console.writing',
    storage: createJSONStorage(() => keptWhilePossible),
    merge: (kept, fresh) => ({ ...fresh, ...afterReload(kept as Partial<Writing> | undefined) }),
  }),
);

/** What was on its way when the page went is not known to have arrived: its key lets it be sent again without doubling it. */
export function afterReload(kept: Partial<Writing> | undefined): Partial<Writing> {
  const outgoing = Object.entries(kept?.outgoing ?? {}).map(([key, one]): [string, Outgoing] => [
    key,
    one.phase === 'sending'
      ? { ...one, phase: 'failed', failure: { code: 'interrupted', message: '' } }
      : one,
  ]);
  return { ...kept, outgoing: Object.fromEntries(outgoing) };
}

/** Somebody sits down: what another person left is not theirs. */
export function claimWriting(ownerId: string): void {
  writing.setState((state) => (state.ownerId === ownerId ? state : { ...nothing, ownerId }));
}

/** Keeps what is being written to a lead; an empty text forgets it. */
export function keepText(leadId: string, text: string): void {
  writing.setState(({ drafts }) => ({ drafts: withEntry(drafts, leadId, text === '' ? undefined : text) }));
}

/** Keeps the template being filled in; undefined closes it. */
export function keepTemplate(leadId: string, draft: TemplateDraft | undefined): void {
  writing.setState(({ templates }) => ({ templates: withEntry(templates, leadId, draft) }));
}

/** A message that was accepted is in the lead's story: of leads whose line nobody watched it come, the newest stay. */
const mostAccepted = 50;

export function addOutgoing(one: Outgoing): void {
  writing.setState(({ outgoing }) => ({
    outgoing: keepNewest(
      { ...outgoing, [one.message.key]: one },
      {
        most: mostAccepted,
        mustStay: ({ phase, leadId }) => phase !== 'accepted' || leadId === one.leadId,
        at: ({ at }) => at,
      },
    ),
  }));
}

/** News of one on its way; of one that is not there any more, nothing. */
export function changeOutgoing(key: string, news: Partial<Outgoing>): void {
  writing.setState(({ outgoing }) => {
    const one = outgoing[key];
    return one ? { outgoing: { ...outgoing, [key]: { ...one, ...news } } } : {};
  });
}

export function dropOutgoing(keys: readonly string[]): void {
  if (keys.length === 0) return;
  writing.setState(({ outgoing }) => ({
    outgoing: Object.fromEntries(Object.entries(outgoing).filter(([key]) => !keys.includes(key))),
  }));
}

/** Of these messages, the keys of those that the lead's own stream has told: the story holds them now. */
export function toldKeys(outgoing: readonly Outgoing[], log: StreamLog | undefined): string[] {
  if (outgoing.length === 0 || !log) return [];
  const reasons = log.events.flatMap((event) => (event.type === 'message.queued' ? [event.data.reason] : []));
  return outgoing
    .map(({ message }) => message.key)
    .filter((key) => reasons.some((reason) => reason.endsWith(`:${key}`)));
}

/** Rows of what is on its way, at the end of the line. */
export function turnsOnTheirWay(outgoing: readonly Outgoing[], agentName: string | null): Turn[] {
  return outgoing.map(({ message, text, at, phase }) => ({
    ...{ kind: 'turn', id: `out:${message.key}`, at, callId: null, author: 'agent', agentName },
    ...{
      channel: 'whatsapp',
      text,
      messageKind: message.kind,
      status: phase === 'failed' ? 'failed' : 'sending',
    },
  }));
}

function withEntry<T>(entries: Record<string, T>, key: string, value: T | undefined): Record<string, T> {
  const { [key]: _, ...others } = entries;
  return value === undefined ? others : { ...others, [key]: value };
}
