/** Whose message is it? One person is one lead, whether WhatsApp gives a number, a user id, or first one and then the other. */
import { RunAgain } from '../../outbox/jobs.ts';
import type { Tx } from '../../store/database.ts';
import {
  insertLead,
  lockByIdentity,
  releaseNumber,
  setIdentity,
  setLocale,
  type Identity,
} from '../../store/lead-identity.ts';
import { bothHaveOpenCalls, mergeLeads } from '../../store/lead-merge.ts';
import { signalLead, type LeadRow } from '../../store/leads.ts';
import { localeOf, toE164 } from './phone-locale.ts';
import type { InboundContact, InboundMessage } from './whatsapp-message.ts';

const MERGE_WAIT_MS = 30_000;

/**
 * What a message and its contact tell of the sender; every part may be missing. A contact sent by WhatsApp's own
 * "share my number" button is the sender's.
 */
export function identityOf(message: InboundMessage, contact: InboundContact | null | undefined): Identity {
  const own = message.origin === 'contact_request' ? message.contacts?.[0]?.phones?.[0] : undefined;
  const digits = message.from ?? contact?.wa_id ?? own?.wa_id ?? own?.phone?.replace(/\D/g, '');
  const userId = message.from_user_id ?? contact?.user_id;
  return {
    phone: digits === undefined ? undefined : toE164(digits),
    whatsappId: digits !== undefined && digits.length <= 50 ? digits : undefined,
    userId: userId !== undefined && userId.length <= 200 ? userId : undefined,
  };
}

export const isNobody = (identity: Identity): boolean =>
  Object.values(identity).every((part) => part === undefined);

/** The lead of this identity, found, joined from several, or made; under lock. */
export async function resolveLead(tx: Tx, identity: Identity, source: string): Promise<LeadRow> {
  for (;;) {
    const found = await joinIdentities(tx, await lockByIdentity(tx, identity), identity);
    if (found !== undefined) return found;
    const made = await insertLead(tx, { ...identity, source, ...localeOf(identity) });
    if (made !== undefined) return made;
  }
}

/** The lead of this identity if there is one; nobody is made. */
export async function findLead(tx: Tx, identity: Identity): Promise<LeadRow | undefined> {
  return (await lockByIdentity(tx, identity))[0];
}

/**
 * Makes one of all (locked) leads that carry a part of `identity`, and gives that one all of it. Undefined if
 * none of them can be this person.
 */
export async function joinIdentities(
  tx: Tx,
  found: LeadRow[],
  identity: Identity,
): Promise<LeadRow | undefined> {
  const [kept, ...others] = found.filter((lead) => !isSomebodyElse(lead, identity)).toSorted(byWorth);
  for (const other of found.filter((lead) => isSomebodyElse(lead, identity))) await releaseNumber(tx, other);
  if (kept === undefined) return undefined;
  for (const other of others) await joinInto(tx, kept, other);
  const hadPhone = kept.phone !== null;
  if (differs(kept, identity)) await setIdentity(tx, kept, identity);
  if (!hadPhone && kept.phone !== null)
    await setLocale(tx, kept, { timeZone: localeOf({ phone: kept.phone }).timeZone });
  return kept;
}

/**
 * Numbers are handed on, user ids are not: whoever writes from a lead's number under another user id must not
 * inherit that lead's consents.
 */
function isSomebodyElse(lead: LeadRow, { userId }: Identity): boolean {
  return userId !== undefined && lead.whatsappUserId !== null && lead.whatsappUserId !== userId;
}

/** The one who can be called first, then the eldest. */
function byWorth(a: LeadRow, b: LeadRow): number {
  const callable = Number(b.phone !== null) - Number(a.phone !== null);
  return callable || a.createdAt.getTime() - b.createdAt.getTime();
}

async function joinInto(tx: Tx, kept: LeadRow, other: LeadRow): Promise<void> {
  if (await bothHaveOpenCalls(tx, kept, other))
    throw new RunAgain(MERGE_WAIT_MS, 'two leads are one person, and both are on the phone');
  await mergeLeads(tx, kept, other);
  if (other.status === 'opted-out') kept.status = await signalLead(tx, kept, 'opt-out');
}

function differs(lead: LeadRow, identity: Identity): boolean {
  return (
    (identity.phone !== undefined && identity.phone !== lead.phone) ||
    (identity.whatsappId !== undefined && identity.whatsappId !== lead.whatsappId) ||
    (identity.userId !== undefined && identity.userId !== lead.whatsappUserId)
  );
}
