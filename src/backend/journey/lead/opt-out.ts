/** "Stop" ends all contact at once: it is law before it is manners, so no model is asked and nothing waits. */
import { addToDoNotCallList, removeFromDoNotCallList } from '../../store/do-not-call.ts';
import { lockWaitingCalls, recordConsent, type ConsentKind } from '../../store/consents.ts';
import { signalCall } from '../../store/calls.ts';
import type { Tx } from '../../store/database.ts';
import { appendCallEvent, appendLeadEvent } from '../../store/events.ts';
import { reopenLead } from '../../store/lead-changes.ts';
import { signalLead, type LeadRow } from '../../store/leads.ts';
import { queueMessage } from '../../store/messages.ts';
import { cancelJobs } from '../../store/outbox.ts';
import { withholdPending } from '../../store/whatsapp-outgoing.ts';
import { toE164 } from './phone-locale.ts';

/** The words it was said in, and the message they stand in. */
export interface Evidence {
  said: string;
  wamid: string;
}

const ALL_CONTACT: readonly ConsentKind[] = ['whatsapp', 'marketing', 'call'];
const CONFIRMATION = {
  es: 'Listo, no te escribiremos ni te llamaremos más. Si cambias de opinión, escríbenos ALTA y con gusto seguimos.',
  en: 'Done: we will not message or call you again. If you change your mind, write START and we will gladly pick up from there.',
};

/** Messages of this reason are the only ones that still go to a lead who opted out. */
export const OPT_OUT_REASON = 'opt-out:';

/** Ends all contact with a locked lead: consents, do-not-call, whatever waits, and one confirmation. */
export async function optOut(tx: Tx, lead: LeadRow, { said, wamid }: Evidence): Promise<void> {
  for (const kind of ALL_CONTACT)
    await recordConsent(tx, { leadId: lead.id, kind, granted: false, evidence: said, evidenceKey: wamid });
  if (lead.phone !== null)
    await addToDoNotCallList(tx, { phone: lead.phone, source: 'opt-out', reason: 'the lead asked for it' });
  await cancelJobs(tx, `lead.follow-up:${lead.id}:`);
  await withholdPending(tx, lead.id);
  await cancelCalls(tx, lead.id, 'the lead opted out');
  lead.status = await signalLead(tx, lead, 'opt-out');
  await appendLeadEvent(tx, lead.id, 'lead.opted-out', { evidence: said.slice(0, 500) });
  await queueMessage(tx, {
    leadId: lead.id,
    text: CONFIRMATION[lead.language],
    reasonKey: `${OPT_OUT_REASON}${wamid}`,
    author: 'system',
  });
}

/** Takes back every call of a locked lead that was not dialled yet. */
export async function cancelCalls(tx: Tx, leadId: string, reason: string): Promise<void> {
  await cancelJobs(tx, `call.request:${leadId}:`);
  for (const call of await lockWaitingCalls(tx, leadId)) {
    await signalCall(tx, call, 'cancel');
    await appendCallEvent(tx, call, 'call.cancelled', { reason });
  }
}

/** A number that belongs to no lead of ours is not to be called either, should it become one. Ten digits are Mexican. */
export async function forbidNumber(tx: Tx, number: string): Promise<void> {
  const digits = number.replace(/\D/g, '');
  const phone = toE164(digits.length === 10 ? `52${digits}` : digits);
  if (phone !== undefined)
    await addToDoNotCallList(tx, { phone, source: 'opt-out', reason: 'whoever answers there asked for it' });
}

/** Takes a refusal back, by the lead's own opt-in word: writing is allowed again, calling must be asked anew. */
export async function optIn(tx: Tx, lead: LeadRow, { said, wamid }: Evidence): Promise<void> {
  for (const kind of ['whatsapp', 'marketing'] as const)
    await recordConsent(tx, { leadId: lead.id, kind, granted: true, evidence: said, evidenceKey: wamid });
  await reopenLead(tx, lead);
}

/**
 * A yes counts from now on: an earlier request that still waits is off, and what this person's own opt-out forbade
 * is lifted; public registers stay in force. A no takes back every call that was not dialled yet.
 */
export async function recordCallConsent(
  tx: Tx,
  lead: LeadRow,
  consent: Evidence & { granted: boolean },
): Promise<void> {
  await recordConsent(tx, {
    leadId: lead.id,
    kind: 'call',
    granted: consent.granted,
    evidence: consent.said,
    evidenceKey: consent.wamid,
  });
  if (!consent.granted) return cancelCalls(tx, lead.id, 'the lead does not want to be called');
  await cancelJobs(tx, `call.request:${lead.id}:`);
  if (lead.phone !== null) await removeFromDoNotCallList(tx, lead.phone, 'opt-out');
}
