/** A person got a new number or a new WhatsApp user id: the lead follows, with its whole story. */
import { z } from 'zod';
import type { Tx } from '../../store/database.ts';
import { lockByIdentity, type Identity } from '../../store/lead-identity.ts';
import type { LeadRow } from '../../store/leads.ts';
import { insertInbound } from '../../store/whatsapp-messages.ts';
import type { Effect } from './lead-in.ts';
import { findLead, isNobody, joinIdentities } from './lead-identity.ts';
import { toE164 } from './phone-locale.ts';
import { describeMessage, type InboundMessage } from './whatsapp-message.ts';

const CHANGES = new Set(['user_changed_number', 'user_changed_user_id']);

/** System messages that say who the sender is from now on. */
export const isIdentityChange = ({ type, system }: InboundMessage): boolean =>
  type === 'system' && CHANGES.has(system?.type ?? '');

/** `before` is the identity the message came from; what it is now stands in `system`. */
export async function changeIdentity(tx: Tx, message: InboundMessage, before: Identity): Promise<Effect> {
  const { system } = message;
  const previous = { ...before, userId: system?.previous_user_id ?? before.userId };
  const lead = (await findLead(tx, previous)) ?? (await findByOldUserId(tx, system?.body));
  if (lead === undefined) return { effect: 'none: a change of somebody who never wrote to us' };
  const digits = system?.wa_id ?? system?.new_wa_id;
  const after: Identity = {
    phone: digits === undefined ? undefined : toE164(digits),
    whatsappId: digits,
    userId: system?.user_id,
  };
  if (isNobody(after)) return { effect: 'none: the change names no new number or id', leadId: lead.id };
  const { content, metadata } = describeMessage(message);
  const leadId = await becomes(tx, lead, after);
  await insertInbound(tx, {
    leadId,
    wamid: message.id,
    content,
    metadata,
    author: 'system',
    at: new Date((message.timestamp ?? Date.now() / 1000) * 1000),
    forDiscovery: false,
  });
  return { effect: 'the lead goes by its new number or user id', leadId };
}

/** "User A changed from US.1 to US.2": some of Meta's messages name the old id only in words. */
async function findByOldUserId(tx: Tx, body: string | undefined): Promise<LeadRow | undefined> {
  const userId = /changed from (\S+) to /.exec(body ?? '')?.[1];
  return userId === undefined ? undefined : findLead(tx, { userId });
}

/**
 * The old user id may belong to the old number: seen without it, the lead is no stranger to its own new identity,
 * and where Meta names no new id the old one is forgotten.
 */
async function becomes(tx: Tx, lead: LeadRow, after: Identity): Promise<string> {
  const others = (await lockByIdentity(tx, after)).filter(({ id }) => id !== lead.id);
  const kept = await joinIdentities(tx, [{ ...lead, whatsappUserId: null }, ...others], after);
  return kept?.id ?? lead.id;
}

const userIdChange = z.looseObject({
  value: z.looseObject({
    user_id_update: z.array(
      z.looseObject({
        wa_id: z.coerce.string().optional().catch(undefined),
        user_id: z.looseObject({ previous: z.string(), current: z.string() }),
      }),
    ),
  }),
});

/** A change of the field `user_id_update`: the same news, told apart from any message. */
export async function updateUserId(tx: Tx, body: unknown): Promise<Effect> {
  const change = userIdChange.safeParse(body);
  if (!change.success) return { effect: 'none: a change of user ids without a shape we know' };
  const moved: string[] = [];
  for (const { user_id } of change.data.value.user_id_update) {
    const lead = await findLead(tx, { userId: user_id.previous });
    if (lead !== undefined) moved.push(await becomes(tx, lead, { userId: user_id.current }));
  }
  const [leadId] = moved;
  return leadId === undefined
    ? { effect: 'none: a change of somebody who never wrote to us' }
    : { effect: `${moved.length} leads go by a new user id`, leadId };
}
