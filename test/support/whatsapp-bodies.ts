/** Webhook bodies in Meta's words, with ids of their own. */
import { randomUUID } from 'node:crypto';

export interface Sender {
  phone?: string;
  userId?: string;
  name?: string;
}

let count = 0;
/** A wa_id nobody else in this run has; `length` digits with the prefix. */
export function newPhone(prefix = '52155', length = 13): string {
  const rest = String((process.pid * 7_919 + (count += 1) * 104_729) % 10 ** (length - prefix.length));
  return prefix + rest.padStart(length - prefix.length, '2');
}
export const newWamid = (): string => `wamid.${randomUUID()}`;

/** One message of `sender` as Meta's webhook carries it; `content` has the type's own part. */
export function messageBody(
  sender: Sender,
  content: Record<string, unknown>,
  { wamid = newWamid(), at = new Date() }: { wamid?: string; at?: Date } = {},
): { wamid: string; body: Record<string, unknown> } {
  return { wamid, body: envelope([messageValue(sender, content, { wamid, at })]) };
}

export function messageValue(
  { phone, userId, name }: Sender,
  content: Record<string, unknown>,
  { wamid, at }: { wamid: string; at: Date },
): Record<string, unknown> {
  const contact = {
    profile: { name: name ?? 'Ana Prueba' },
    ...(phone ? { wa_id: phone } : {}),
    ...(userId ? { user_id: userId } : {}),
  };
  const who = { ...(phone ? { from: phone } : {}), ...(userId ? { from_user_id: userId } : {}) };
  const timestamp = String(Math.floor(at.getTime() / 1000));
  return { contacts: [contact], messages: [{ ...who, id: wamid, timestamp, ...content }] };
}

export const text = (body: string): Record<string, unknown> => ({ type: 'text', text: { body } });

/** One delivery with a change per value. */
export function envelope(values: Record<string, unknown>[], field = 'messages'): Record<string, unknown> {
  const shared = {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '15550783881', phone_number_id: '106540352242922' },
  };
  const changes = values.map((value) => ({ field, value: { ...shared, ...value } }));
  return { object: 'whatsapp_business_account', entry: [{ id: '419561257915477', changes }] };
}
