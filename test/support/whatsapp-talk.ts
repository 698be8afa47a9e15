/** A person with a phone in hand: says something, waits for the answer, reads it. */
import type { InboundContent } from '../../src/simulators/whatsapp/webhook-bodies.ts';
import type { SentMessage } from '../../src/simulators/whatsapp/whatsapp.ts';
import { until } from './until.ts';
import type { WhatsAppBackend } from './whatsapp-backend.ts';
import { newPhone } from './whatsapp-bodies.ts';

export interface Talk {
  phone: string | undefined;
  userId: string | undefined;
  /** Everything we wrote to this person. */
  heard: () => SentMessage[];
  /** Says it and returns the next answer's text. */
  say: (words: string | InboundContent) => Promise<string>;
  /** Says it and waits until everything is done; returns what was answered to it, if anything. */
  sayAndWait: (words: string | InboundContent) => Promise<string[]>;
}

/** Somebody new. With a user id and no phone, somebody known by user id alone. */
export function talk(
  backend: WhatsAppBackend,
  { name = 'Ana Prueba', phone, userId }: { name?: string; phone?: string; userId?: string } = {},
): Talk {
  const number = phone ?? (userId === undefined ? newPhone() : undefined);
  const person = { name, phone: number === undefined ? undefined : `+${number}`, userId };
  const heard = (): SentMessage[] => backend.whatsapp.messages.filter(({ to }) => to === (number ?? userId));
  const send = (words: string | InboundContent): string =>
    backend.whatsapp.receive(
      person,
      typeof words === 'string' ? { type: 'text', text: { body: words } } : words,
    );
  return {
    phone: number,
    userId,
    heard,
    say: async (words) => {
      const before = heard().length;
      send(words);
      const answer = await until(() => heard()[before], { what: `an answer to ${JSON.stringify(words)}` });
      await backend.idle();
      return answer.text;
    },
    sayAndWait: async (words) => {
      const before = heard().length;
      send(words);
      await backend.idle();
      return heard()
        .slice(before)
        .map(({ text }) => text);
    },
  };
}

/** The lead's row, snake-cased as it stands in the table. */
export async function leadOf(
  backend: WhatsAppBackend,
  { phone, userId }: Pick<Talk, 'phone' | 'userId'>,
): Promise<Record<string, unknown> & { id: string }> {
  const { rows } = await backend.db.query<Record<string, unknown> & { id: string }>(
    'SELECT * FROM leads WHERE whatsapp_id = $1 OR whatsapp_user_id = $2',
    [phone ?? null, userId ?? null],
  );
  if (rows.length !== 1) throw new Error(`expected one lead, found ${rows.length}`);
  return rows[0]!;
}

/** The calls asked for on behalf of a lead. */
export function callRequestsOf(backend: WhatsAppBackend, leadId: string): unknown[] {
  return backend.handedOn
    .filter(
      ({ kind, payload }) => kind === 'call.request' && 'leadId' in payload && payload.leadId === leadId,
    )
    .map(({ payload }) => payload);
}
