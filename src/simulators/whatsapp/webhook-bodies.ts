/** Webhook bodies as Meta writes them: a person's message, and what became of one of ours. */
import { statusError } from './graph-errors.ts';

/** A WhatsApp user. Since 2026 one may have no phone number for us, only a user id ("US.1349…"). */
export interface Person {
  /** E.164 with +; undefined for a person known by `userId` alone. */
  phone?: string | undefined;
  userId?: string | undefined;
  name: string;
}

/** The type-specific part of a message: `{ type: 'text', text: { body } }`, `{ type: 'image', image: {…} }`, … */
export interface InboundContent {
  type: string;
  [part: string]: unknown;
}

/** One `change`; several may travel in one webhook. */
export interface Change {
  field: 'messages';
  value: Record<string, unknown>;
}

export interface BusinessNumber {
  accountId: string;
  phoneNumberId: string;
  display: string;
}

const digits = (phone: string): string => phone.replace(/\D/g, '');
const seconds = (at: Date): string => String(Math.floor(at.getTime() / 1000));
const shared = (number: BusinessNumber): Record<string, unknown> => ({
  messaging_product: 'whatsapp',
  metadata: { display_phone_number: number.display, phone_number_id: number.phoneNumberId },
});

/** Someone wrote to us. */
export function messageChange(
  number: BusinessNumber,
  message: { person: Person; wamid: string; at: Date; content: InboundContent },
): Change {
  const { person } = message;
  const contact = {
    profile: { name: person.name },
    ...(person.phone === undefined ? {} : { wa_id: digits(person.phone) }),
    ...(person.userId === undefined ? {} : { user_id: person.userId }),
  };
  const from = {
    ...(person.phone === undefined ? {} : { from: digits(person.phone) }),
    ...(person.userId === undefined ? {} : { from_user_id: person.userId }),
  };
  const body = { ...from, id: message.wamid, timestamp: seconds(message.at), ...message.content };
  return { field: 'messages', value: { ...shared(number), contacts: [contact], messages: [body] } };
}

export type DeliveryStatus = 'sent' | 'delivered' | 'read' | 'failed';

/** What became of a message we sent; `callbackData` is echoed as Meta does. */
export function statusChange(
  number: BusinessNumber,
  status: {
    wamid: string;
    status: DeliveryStatus;
    at: Date;
    to: string;
    byUserId: boolean;
    callbackData: string | undefined;
    errorCode?: number | undefined;
  },
): Change {
  const recipient = status.byUserId
    ? { recipient_id: status.to, recipient_user_id: status.to }
    : { recipient_id: digits(status.to) };
  const billing =
    status.status === 'failed'
      ? {}
      : {
          pricing: {
            billable: true,
            pricing_model: 'PMP',
            category: 'service',
            type: 'free_customer_service',
          },
        };
  const body = {
    id: status.wamid,
    status: status.status,
    timestamp: seconds(status.at),
    ...recipient,
    ...billing,
    ...(status.callbackData === undefined ? {} : { biz_opaque_callback_data: status.callbackData }),
    ...(status.errorCode === undefined ? {} : { errors: [statusError(status.errorCode)] }),
  };
  return { field: 'messages', value: { ...shared(number), statuses: [body] } };
}

/** A webhook with one change, or with a batch of them. */
export function webhookBody(number: BusinessNumber, changes: Change[]): string {
  return JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: number.accountId, changes }] });
}
