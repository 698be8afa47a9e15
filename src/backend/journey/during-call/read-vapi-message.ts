/** What we read of Vapi's server messages. Tolerant: a field of the wrong kind is a field that is not there. */

/** A server message with what every kind of them has; `fields` is the message as it came. */
export interface VapiMessage {
  /** As Vapi names it, without a filter (`transcript[transcriptType="final"]` is `transcript`); `unknown` if it names none. */
  type: string;
  vapiCallId: string | undefined;
  /** Our own call id, which we gave Vapi as `customer.externalId`. */
  ourCallId: string | undefined;
  at: Date;
  fields: Fields;
}
export type Fields = Record<string, unknown>;

/** `calls.vapi_call_id` holds so much; Vapi's ids are uuids. */
const longestId = 100;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Reads `{message: {...}}`, or a message without its envelope. `receivedAt` stands in for a time it does not tell. */
export function readVapiMessage(body: unknown, receivedAt: Date): VapiMessage {
  const envelope = record(body) ?? {};
  const fields = record(envelope['message']) ?? envelope;
  const call = record(fields['call']);
  return {
    type: text(fields['type'])?.replace(/\[.*$/s, '') ?? 'unknown',
    vapiCallId: [call?.['id'], fields['callId']]
      .map(text)
      .find((id) => id !== undefined && id.length <= longestId),
    ourCallId: ourCallId(fields, call),
    at: readTime(fields['timestamp']) ?? receivedAt,
    fields,
  };
}

function ourCallId(fields: Fields, call: Fields | undefined): string | undefined {
  const candidates = [
    record(call?.['customer'])?.['externalId'],
    record(fields['customer'])?.['externalId'],
    record(record(call?.['assistant'])?.['metadata'])?.['callId'],
  ];
  return candidates.map(text).find((id) => id !== undefined && uuid.test(id));
}

/** Nothing that we are told happened before Vapi was, or after us; the database knows fewer years than JavaScript. */
const oldest = Date.UTC(2020);
const newest = Date.UTC(2100);

/** Milliseconds since 1970 as number or digits, or ISO 8601; undefined for anything else. */
export function readTime(value: unknown): Date | undefined {
  const number = typeof value === 'number' || (typeof value === 'string' && /^\d{10,16}$/.test(value));
  if (!number && typeof value !== 'string') return undefined;
  const epoch = number ? Number(value) : NaN;
  const date = new Date(number ? (epoch < 1e11 ? epoch * 1000 : epoch) : (value as string));
  const isOurs = date.getTime() > oldest && date.getTime() < newest;
  return isOurs ? date : undefined;
}

/** What a table of ours holds under a word of theirs; `constructor` and the like are no entries. */
export function entry<T>(table: Readonly<Record<string, T>>, word: string): T | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}

/** The value if it is an object (no array). */
export function record(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

/** The value if it is a text that says something. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** The value if it is a finite number, or digits that make one. */
export function number(value: unknown): number | undefined {
  const figure = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof figure === 'number' && Number.isFinite(figure) ? figure : undefined;
}
