/** One delivery of Meta may hold thousands of things that happened; each is stored, repeated and judged by itself. */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../json.ts';

/** One thing that happened, as it is stored in `webhooks`. */
export interface WhatsAppItem {
  naturalKey: string;
  type: 'message' | 'status' | 'change' | 'garbage';
  body: Record<string, unknown>;
  /** Jobs of one lane are done in order: one person's messages, one message's statuses. */
  lane: string;
  /** Why nothing follows from it; a job understands the others. */
  noEffect?: string;
}

/** Changes of other fields that mean something to us. */
const FIELDS_WITH_EFFECT = new Set(['user_id_update']);
/** Longer ids do not fit an index; Meta's have about 60 characters. */
const MAX_ID = 256;

/** Everything a body holds, in its order. Never throws: what is no webhook of Meta's becomes one item with its reason. */
export function itemsOf(body: unknown): WhatsAppItem[] {
  const entries = listOf(body, 'entry');
  if (entries === undefined) return [garbage(body, 'no list of entries: not a webhook of Meta')];
  return entries.flatMap((entry) => {
    const changes = listOf(entry, 'changes');
    return changes === undefined
      ? [garbage(entry, 'an entry without changes')]
      : changes.flatMap(itemsOfChange);
  });
}

function itemsOfChange(change: unknown): WhatsAppItem[] {
  if (!isObject(change) || !isObject(change['value'])) return [garbage(change, 'a change without a value')];
  const value = change['value'];
  const field = text(change['field']) ?? 'messages';
  if (field !== 'messages') return [otherChange(field, value)];
  const items = [
    ...(listOf(value, 'messages') ?? []).map((message, index) => messageItem(message, value, index)),
    ...(listOf(value, 'statuses') ?? []).map((status) => statusItem(status, value)),
  ];
  const others = listOf(value, 'errors') !== undefined || items.length === 0;
  return others ? [...items, otherChange(field, value)] : items;
}

function messageItem(message: unknown, value: Record<string, unknown>, index: number): WhatsAppItem {
  if (!isObject(message)) return garbage(message, 'a message that is no object');
  const id = text(message['id']);
  if (id === undefined) return garbage(message, 'a message without an id');
  const contact = contactOf(message, listOf(value, 'contacts') ?? [], index);
  const sender =
    text(message['from_user_id']) ?? text(message['from']) ?? text(contact?.['user_id']) ?? shortId(id);
  return {
    naturalKey: `message:${shortId(id)}`,
    type: 'message',
    body: { metadata: value['metadata'] ?? null, contact: contact ?? null, message },
    lane: `wa:${shortId(sender)}`,
  };
}

/** The sender's entry among `contacts`: by number, by user id, else by position. */
function contactOf(
  message: Record<string, unknown>,
  contacts: unknown[],
  index: number,
): Record<string, unknown> | undefined {
  const known = contacts.filter(isObject);
  const [from, userId] = [text(message['from']), text(message['from_user_id'])];
  const own = known.find(
    (contact) =>
      (from !== undefined && text(contact['wa_id']) === from) ||
      (userId !== undefined && text(contact['user_id']) === userId),
  );
  if (own !== undefined || from !== undefined || userId !== undefined) return own;
  return known.length === 1 ? known[0] : known[index];
}

function statusItem(status: unknown, value: Record<string, unknown>): WhatsAppItem {
  if (!isObject(status)) return garbage(status, 'a status that is no object');
  const [id, kind] = [text(status['id']), text(status['status'])];
  if (id === undefined || kind === undefined) return garbage(status, 'a status without id or status');
  const recipient = text(status['recipient_user_id']) ?? text(status['recipient_id']);
  const key = [
    'status',
    shortId(id),
    shortId(kind),
    ...(recipient === undefined ? [] : [shortId(recipient)]),
  ];
  return {
    naturalKey: key.join(':'),
    type: 'status',
    body: { metadata: value['metadata'] ?? null, status },
    lane: `wa-status:${shortId(id)}`,
  };
}

function otherChange(field: string, value: Record<string, unknown>): WhatsAppItem {
  const naturalKey = `change:${shortId(field)}:${digest(value)}`;
  const item: WhatsAppItem = { naturalKey, type: 'change', body: { field, value }, lane: naturalKey };
  if (FIELDS_WITH_EFFECT.has(field)) return item;
  return { ...item, noEffect: `none: changes of the field ${shortId(field)} mean nothing to a lead` };
}

function garbage(received: unknown, why: string): WhatsAppItem {
  const naturalKey = `garbage:${digest(received)}`;
  return { naturalKey, type: 'garbage', body: { received }, lane: naturalKey, noEffect: `none: ${why}` };
}

const digest = (value: unknown): string => createHash('sha256').update(canonicalJson(value)).digest('hex');
const shortId = (id: string): string => (id.length <= MAX_ID ? id : `sha256-${digest(id)}`);
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Meta's ids are strings, in some of its own examples numbers. */
function text(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function listOf(value: unknown, key: string): unknown[] | undefined {
  const list = isObject(value) ? value[key] : undefined;
  return Array.isArray(list) ? list : undefined;
}
