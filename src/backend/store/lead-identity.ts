/** Who a lead is to WhatsApp: a phone, a wa_id, a user id, or several of them. Only here are leads found or made by these. */
import type { Language } from '../../shared/lead.ts';
import { all, first, type Tx } from './database.ts';
import { appendLeadEvent } from './events.ts';
import { LEAD, type LeadRow } from './leads.ts';

/** At least one is there. `phone` is E.164 with +, `whatsappId` digits, `userId` like 'US.1349…'. */
export interface Identity {
  phone?: string | undefined;
  whatsappId?: string | undefined;
  userId?: string | undefined;
}

export interface NewLead extends Identity {
  source: string;
  language: Language;
  timeZone: string;
}

/** Every lead that any part of `identity` names, under lock, in an order that all transactions share. */
export function lockByIdentity(tx: Tx, identity: Identity): Promise<LeadRow[]> {
  return all<LeadRow>(
    tx,
    `SELECT ${LEAD} FROM leads WHERE phone = $1 OR whatsapp_id = $2 OR whatsapp_user_id = $3 ORDER BY id FOR UPDATE`,
    [identity.phone ?? null, identity.whatsappId ?? null, identity.userId ?? null],
  );
}

/** A new lead, or undefined if somebody else has just written one with a part of this identity: look again. */
export async function insertLead(tx: Tx, lead: NewLead): Promise<LeadRow | undefined> {
  const row = await first<LeadRow>(
    tx,
    `INSERT INTO leads (phone, whatsapp_id, whatsapp_user_id, lead_source, language, time_zone) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT DO NOTHING RETURNING ${LEAD}`,
    [
      lead.phone ?? null,
      lead.whatsappId ?? null,
      lead.userId ?? null,
      lead.source,
      lead.language,
      lead.timeZone,
    ],
  );
  if (row !== undefined) await appendLeadEvent(tx, row.id, 'lead.created', { source: row.leadSource });
  return row;
}

/** Gives a locked lead what it now goes by; an absent part stays as it was, `null` is forgotten. Others must have let go of it before. */
export async function setIdentity(
  tx: Tx,
  lead: LeadRow,
  identity: Omit<Identity, 'userId'> & { userId?: string | null | undefined },
): Promise<void> {
  const next = {
    phone: identity.phone ?? lead.phone,
    whatsappId: identity.whatsappId ?? lead.whatsappId,
    whatsappUserId: identity.userId === undefined ? lead.whatsappUserId : identity.userId,
  };
  await tx.query(
    `UPDATE leads SET phone = $2, whatsapp_id = $3, whatsapp_user_id = $4, updated_at = now() WHERE id = $1`,
    [lead.id, next.phone, next.whatsappId, next.whatsappUserId],
  );
  Object.assign(lead, next);
}

/** A number that went to somebody else: this lead is now known by the user id alone, which it must have. */
export async function releaseNumber(tx: Tx, lead: LeadRow): Promise<void> {
  await tx.query(`UPDATE leads SET phone = NULL, whatsapp_id = NULL, updated_at = now() WHERE id = $1`, [
    lead.id,
  ]);
  Object.assign(lead, { phone: null, whatsappId: null });
}

/** Where a number's owner lives, learned after the lead was made. */
export async function setLocale(
  tx: Tx,
  lead: LeadRow,
  locale: { language?: Language; timeZone?: string },
): Promise<void> {
  const next = { language: locale.language ?? lead.language, timeZone: locale.timeZone ?? lead.timeZone };
  await tx.query(`UPDATE leads SET language = $2, time_zone = $3, updated_at = now() WHERE id = $1`, [
    lead.id,
    next.language,
    next.timeZone,
  ]);
  Object.assign(lead, next);
}
