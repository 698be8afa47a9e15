/** Step 1, lead in: a stored item of WhatsApp becomes a lead, a message on the timeline, and whatever follows from it. */
import { isOptIn, isOptOut } from '../../../shared/reader/opt-out.ts';
import type { Deps } from '../../deps.ts';
import type { Job } from '../../outbox/jobs.ts';
import { recordReferral } from '../../store/campaigns.ts';
import { recordConsent } from '../../store/consents.ts';
import { inTransaction, type Tx } from '../../store/database.ts';
import { rememberNames, touchInbound } from '../../store/lead-changes.ts';
import { signalLead, type LeadRow } from '../../store/leads.ts';
import { cancelJobs, schedule } from '../../store/outbox.ts';
import { recordEffect, webhookById, type StoredWebhook } from '../../store/webhooks.ts';
import { insertInbound } from '../../store/whatsapp-messages.ts';
import { changeIdentity, isIdentityChange, updateUserId } from './identity-change.ts';
import { findLead, identityOf, isNobody, resolveLead } from './lead-identity.ts';
import { processStatus } from '../messages/message-status.ts';
import { optIn, optOut } from './opt-out.ts';
import { describeMessage, messageItem, type Described, type InboundMessage } from './whatsapp-message.ts';

type LeadInDeps = Pick<Deps, 'db' | 'now' | 'log'>;
/** What a stored item led to; the words are kept with it. */
export interface Effect {
  effect: string;
  leadId?: string;
}

/** Types that want no answer. */
const SILENT = new Set(['reaction', 'system', 'edit', 'revoke']);
/** Longer than any of Meta's, and than an index can hold. */
const MAX_WAMID = 256;
/** Meta tells whole seconds: what was sent within one comes after whatever we said in its course. */
const SECOND_ROUNDED_UP_MS = 999;

/** Job `whatsapp.process`. */
export async function processWhatsApp(job: Job<'whatsapp.process'>, deps: LeadInDeps): Promise<void> {
  const webhook = await webhookById(deps.db, job.payload.webhookId);
  if (webhook === undefined || webhook.processedAt !== null) return;
  await inTransaction(deps.db, async (tx) => {
    const { effect, leadId } = await effectOf(tx, webhook, deps);
    await recordEffect(tx, webhook.id, effect, { leadId });
  });
}

function effectOf(tx: Tx, webhook: StoredWebhook, deps: LeadInDeps): Promise<Effect> {
  if (webhook.type === 'status') return processStatus(tx, webhook.body, deps);
  if (webhook.type === 'change') return updateUserId(tx, webhook.body);
  return receiveMessage(tx, webhook.body, deps);
}

async function receiveMessage(tx: Tx, body: unknown, deps: LeadInDeps): Promise<Effect> {
  const item = messageItem.safeParse(body);
  if (!item.success) return { effect: 'none: the message has no shape we know' };
  const { message, contact } = item.data;
  if (message.id.length > MAX_WAMID) return { effect: 'none: the id is none of Meta’s' };
  if (message.group_id !== undefined) return { effect: 'none: said in a group, not to us' };
  const identity = identityOf(message, contact);
  if (isNobody(identity)) return { effect: 'none: no number and no user id, so nobody to answer' };
  if (isIdentityChange(message)) return changeIdentity(tx, message, identity);
  if (message.type === 'system' && (await findLead(tx, identity)) === undefined)
    return { effect: 'none: a notice about somebody who never wrote to us' };
  const lead = await resolveLead(tx, identity, 'whatsapp');
  const isFirst = lead.lastInboundAt === null;
  const described = describeMessage(message);
  const isNew = await storeMessage(tx, lead, { message, described, now: deps.now() });
  if (!isNew) return { effect: 'none: this message is on the timeline already', leadId: lead.id };
  if (isFirst) await consentToWrite(tx, lead, { said: described.content, wamid: message.id });
  await rememberNames(tx, lead, namesOf(contact?.profile?.name));
  await noteReferral(tx, lead, message);
  return { effect: await follow(tx, lead, { message, described }), leadId: lead.id };
}

async function storeMessage(
  tx: Tx,
  lead: LeadRow,
  { message, described, now }: { message: InboundMessage; described: Described; now: Date },
): Promise<boolean> {
  const sentAt =
    message.timestamp === undefined ? now : new Date(message.timestamp * 1000 + SECOND_ROUNDED_UP_MS);
  const at = Number.isNaN(sentAt.getTime()) || sentAt > now ? now : sentAt;
  const id = await insertInbound(tx, {
    leadId: lead.id,
    wamid: message.id,
    content: described.content,
    metadata: described.metadata,
    author: described.kind === 'system' ? 'system' : 'lead',
    at,
    forDiscovery: !SILENT.has(described.kind),
  });
  if (id !== undefined && described.kind !== 'system') await touchInbound(tx, lead, at);
  return id !== undefined;
}

/** Whoever writes to us first may be answered (WhatsApp Business Policy: opt-in). */
function consentToWrite(
  tx: Tx,
  lead: LeadRow,
  { said, wamid }: { said: string; wamid: string },
): Promise<void> {
  const evidence = { evidence: said, evidenceKey: wamid };
  return recordConsent(tx, { leadId: lead.id, kind: 'whatsapp', granted: true, ...evidence });
}

/** What must happen next: silence, goodbye, welcome back, or discovery. */
async function follow(
  tx: Tx,
  lead: LeadRow,
  { message, described }: { message: InboundMessage; described: Described },
): Promise<string> {
  const evidence = { said: described.said, wamid: message.id };
  if (lead.status === 'opted-out') {
    if (!isOptIn(described.said)) return 'stored; the lead opted out, so we stay silent';
    await optIn(tx, lead, evidence);
  } else if (endsContact(described)) {
    await optOut(tx, lead, evidence);
    return 'the lead opted out';
  }
  if (SILENT.has(described.kind)) return 'stored; nothing to answer';
  await cancelJobs(tx, `lead.follow-up:${lead.id}:`);
  lead.status = await signalLead(tx, lead, 'wrote');
  if (lead.handledBy === 'human') return 'stored; a person looks after this lead';
  await schedule(tx, {
    kind: 'message.acknowledge',
    key: `message.acknowledge:${message.id}`,
    payload: { wamid: message.id },
  });
  await schedule(tx, {
    kind: 'lead.discover',
    key: `lead.discover:${message.id}`,
    lane: `lead:${lead.id}`,
    payload: { leadId: lead.id },
  });
  return 'stored; discovery follows';
}

/** "Cancel" on a button of ours answers that button; written, or on a template's own button, it means all of it. */
function endsContact({ kind, said }: Described): boolean {
  return isOptOut(said) && !(kind === 'interactive' && /^\s*(?:cancel\w*|end|salir|alto)\W*$/i.test(said));
}

/** A profile name is what people call themselves; only one that looks like a person's is split into first and last. */
function namesOf(profileName: string | undefined): {
  whatsappName?: string;
  firstName?: string;
  lastName?: string;
} {
  const name = profileName?.trim().slice(0, 200);
  if (!name) return {};
  const [first, ...rest] = /^\p{Lu}[\p{L}'.-]+(?: [\p{L}'.-]+){0,4}$/u.test(name) ? name.split(' ') : [];
  if (first === undefined) return { whatsappName: name };
  return { whatsappName: name, firstName: first, ...(rest.length > 0 ? { lastName: rest.join(' ') } : {}) };
}

async function noteReferral(tx: Tx, lead: LeadRow, { referral }: InboundMessage): Promise<void> {
  if (referral?.source_id === undefined) return;
  await recordReferral(tx, lead.id, {
    sourceType: referral.source_type ?? 'ad',
    sourceId: referral.source_id,
    headline: referral.headline ?? null,
    clickId: referral.ctwa_clid ?? null,
    raw: referral,
  });
}
