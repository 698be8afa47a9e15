// Whom one may call, in the order one looks for them: this number, the last ones, colleagues, queues, numbers.
import type { DirectoryEntry, HistoryCall } from '../../../shared/desk.ts';
import { foldText } from '../search/fold-text.ts';
import { cleanNumber } from './dial-number.ts';

export interface Contact {
  key: string;
  group: 'typed' | 'recent' | 'agent' | 'queue' | 'number';
  name: string;
  number: string;
  note: string | null;
  presence: DirectoryEntry['state'];
}
interface Sources {
  directory: readonly DirectoryEntry[];
  recent: readonly HistoryCall[];
  /** Nobody calls themselves. */
  myId: string | undefined;
  /** Numbers of the calls in hand: nobody is handed over to themselves. */
  onLine?: readonly string[];
  /** The last calls were with clients: whoever hands one over looks for colleagues first. */
  isHandOver?: boolean;
}

const groups = { agent: 2, queue: 3, number: 4 } as const;
const presences = { available: 0, busy: 1, away: 2, offline: 3 } as const;
const recentShown = 6;

/** Those whom `text` names, by any part of name, note or number; without a text everybody. */
export function findContacts(text: string, sources: Sources): Contact[] {
  const { directory, recent, myId, onLine = [], isHandOver = false } = sources;
  const number = cleanNumber(text);
  const others = directory.filter(({ id, number: has }) => id !== myId && has !== '').map(contactOf);
  const parts = [recentContacts(recent), others.toSorted(byGroupAndPresence)];
  const listed = (isHandOver ? parts.toReversed() : parts).flat();
  const known = listed.filter(
    (contact) => matches(contact, text) && !onLine.some((busy) => isSameNumber(busy, contact.number)),
  );
  const isListed = known.some((contact) => contact.number === number);
  if (number === undefined || isListed) return known;
  return [{ key: 'typed', group: 'typed', name: number, number, note: null, presence: null }, ...known];
}

const contactOf = ({ id, kind, name, number, note, state }: DirectoryEntry): Contact => ({
  key: `${kind} ${id}`,
  group: kind,
  ...{ name, number, note },
  presence: kind === 'agent' ? state : null,
});

/** Every number once, the newest call first. */
export function recentContacts(recent: readonly HistoryCall[]): Contact[] {
  const byNumber = new Map<string, Contact>();
  for (const { number, leadName } of recent) {
    if (number === null || number === '' || byNumber.has(number)) continue;
    const contact = { name: leadName ?? number, number, note: null, presence: null } as const;
    byNumber.set(number, { key: `recent ${number}`, group: 'recent', ...contact });
  }
  return [...byNumber.values()].slice(0, recentShown);
}

/** As the PBX shows them: with or without country code, an extension only as it is. */
function isSameNumber(a: string, b: string): boolean {
  const [one, other] = [a.replace(/\D/g, ''), b.replace(/\D/g, '')];
  const isLong = Math.min(one.length, other.length) >= nationalDigits;
  return a === b || (isLong && one.slice(-nationalDigits) === other.slice(-nationalDigits));
}
const nationalDigits = 10;

/** A call handed over unasked must find somebody: a colleague without a phone cannot take it. */
export const canTakeUnasked = ({ presence }: Contact): boolean => presence !== 'offline';

function byGroupAndPresence(a: Contact, b: Contact): number {
  const group = groups[a.group as keyof typeof groups] - groups[b.group as keyof typeof groups];
  const presence = presences[a.presence ?? 'available'] - presences[b.presence ?? 'available'];
  return group || presence || a.name.localeCompare(b.name);
}

function matches({ name, note, number }: Contact, text: string): boolean {
  const wanted = foldText(text).trim();
  if (wanted === '') return true;
  const digits = text.replace(/\D/g, '');
  if (digits.length > 1 && /^[\d\s+().-]+$/.test(text) && number.replace(/\D/g, '').includes(digits))
    return true;
  const words = foldText(`${name} ${note ?? ''} ${number}`);
  return wanted.split(/\s+/).every((word) => words.includes(word));
}
