/** Sends one message exactly once: claimed and committed, posted, recorded; whoever crashes in between waits for Meta's word. */
import { templateLanguages } from '../../../shared/demo-templates.ts';
import type { Deps } from '../../deps.ts';
import { GatewayError } from '../../gateways/gateway-error.ts';
import type { OutgoingTemplate, WhatsAppAddress } from '../../gateways/whatsapp.ts';
import { RunAgain, type Job } from '../../outbox/jobs.ts';
import { inTransaction, type Tx } from '../../store/database.ts';
import { leadById, lockLead, type LeadRow } from '../../store/leads.ts';
import {
  changeMessage,
  claimSending,
  hasUnreadStatus,
  lockOutgoing,
  outgoingById,
  touchOutbound,
  type OutgoingRow,
} from '../../store/whatsapp-outgoing.ts';
import { applyDeliveryFailure } from './delivery-failure.ts';
import { isAiTalk, withholdAiTalk } from './ai-silence.ts';
import { OPT_OUT_REASON } from '../lead/opt-out.ts';

type SendDeps = Pick<Deps, 'db' | 'env' | 'log' | 'now' | 'whatsapp' | 'upSince'>;

/** WhatsApp's customer service window, less what a POST may take. */
const WINDOW_MS = 24 * 60 * 60 * 1000 - 60_000;
const MAX_TEXT = 4096;
const UNREAD_CHECK_MS = 500;
const MIN_BACKOFF_MS = 1_000;
const MAX_BACKOFF_MS = 60_000;

/** Job `message.send`. */
export async function sendMessage(job: Job<'message.send'>, deps: SendDeps): Promise<void> {
  const message = await claim(job.payload.interactionId, deps);
  if (message === undefined) return;
  const lead = await leadById(deps.db, message.leadId);
  if (lead === undefined) return;
  let wamid: string;
  try {
    ({ wamid } = await post(message, lead, deps));
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return await handleFailure(message, error, deps);
  }
  await record(message, wamid, deps);
}

/** The message if it is ours to send now; undefined if nothing is left to do. Throws `RunAgain` while an earlier POST may still be confirmed. */
async function claim(interactionId: string, deps: SendDeps): Promise<OutgoingRow | undefined> {
  const { db, now } = deps;
  const leadId = (await outgoingById(db, interactionId))?.leadId;
  if (leadId === undefined) return undefined;
  const waitMs = await inTransaction(db, async (tx) => {
    const lead = await lockLead(tx, leadId);
    const message = await lockOutgoing(tx, interactionId);
    if (lead === undefined || message === undefined) return undefined;
    if (message.status !== 'pending' && message.status !== 'sending') return undefined;
    const left = message.status === 'sending' ? await graceLeft(tx, message, deps) : 0;
    if (left > 0) return left;
    if (await holdBack(tx, { lead, message, now: now() })) return undefined;
    await claimSending(tx, message, now());
    return message;
  });
  if (typeof waitMs === 'number') throw new RunAgain(waitMs, 'it may have been sent: waiting for a status');
  return waitMs;
}

/**
 * How long Meta's word may still be on its way: from the POST on, and from our start on if we were away
 * meanwhile, for Meta then knocks again at longer and longer intervals. News that is here and unread counts too.
 */
async function graceLeft(tx: Tx, message: OutgoingRow, { env, now, upSince }: SendDeps): Promise<number> {
  const since = Math.max(message.sendingAt?.getTime() ?? 0, upSince?.getTime() ?? 0);
  const left = since + env.WHATSAPP_CONFIRM_GRACE_MS - now().getTime();
  if (left > 0) return left;
  return (await hasUnreadStatus(tx, message.id)) ? UNREAD_CHECK_MS : 0;
}

/**
 * Whether this message must not go, and if so, why: nothing goes to a lead who opted out but the confirmation of
 * just that, nothing of the AI's own while a person has the chat, nothing that a person typed once the window is shut.
 */
async function holdBack(
  tx: Tx,
  { lead, message, now }: { lead: LeadRow; message: OutgoingRow; now: Date },
): Promise<boolean> {
  const isGoodbye = message.reasonKey?.startsWith(OPT_OUT_REASON) === true;
  // Outside the window only a template could go, and that would ask for an answer.
  if (lead.status === 'opted-out' && !(isGoodbye && isWindowOpen(lead, now))) {
    await changeMessage(tx, message, { status: 'withheld', error: optedOut });
    return true;
  }
  if (lead.handledBy === 'human' && isAiTalk(message)) {
    await withholdAiTalk(tx, message);
    return true;
  }
  if (message.author !== 'agent' || message.metadata.template !== undefined || isWindowOpen(lead, now))
    return false;
  await changeMessage(tx, message, { status: 'failed', error: windowClosed });
  return true;
}

const optedOut = { why: 'opted-out', message: 'the lead opted out' } as const;
/** Meta's code for it, and what the agent reads. */
const windowClosed = {
  code: 131047,
  why: 'window-closed',
  message: 'more than 24 hours have passed since the lead wrote last: only a template may go',
} as const;

function post(
  message: OutgoingRow,
  lead: LeadRow,
  { env, now, whatsapp }: SendDeps,
): Promise<{ wamid: string }> {
  const address = addressOf(lead);
  const callbackData = message.id;
  const chosen = chosenTemplate(message);
  if (chosen !== undefined) return whatsapp.sendTemplate({ address, callbackData, template: chosen });
  if (message.metadata.asTemplate !== true && isWindowOpen(lead, now()))
    return whatsapp.sendText({ address, text: message.content.slice(0, MAX_TEXT), callbackData });
  return whatsapp.sendTemplate({
    address,
    callbackData,
    template: {
      name: env.WHATSAPP_TEMPLATE_FOLLOW_UP,
      language: lead.language === 'es' ? 'es_MX' : 'en_US',
      parameters: [lead.firstName ?? lead.whatsappName ?? (lead.language === 'es' ? 'qué tal' : 'there')],
    },
  });
}

/** The template that somebody chose, as Meta wants it. */
function chosenTemplate({ metadata }: OutgoingRow): OutgoingTemplate['template'] | undefined {
  const { template: name, templateLanguage, parameters = [] } = metadata;
  if (name === undefined) return undefined;
  return { name, language: templateLanguages[templateLanguage ?? 'es'], parameters };
}

/** WhatsApp lets us write freely for 24 hours after the lead's last message. */
export function isWindowOpen({ lastInboundAt }: Pick<LeadRow, 'lastInboundAt'>, now: Date): boolean {
  return lastInboundAt !== null && now.getTime() - lastInboundAt.getTime() < WINDOW_MS;
}

/** Where the lead wrote from. A number they only typed is for calls, and nobody has shown that WhatsApp is behind it. */
function addressOf({ whatsappId, whatsappUserId, phone }: LeadRow): WhatsAppAddress {
  if (whatsappId !== null) return { to: whatsappId };
  return whatsappUserId === null ? { to: phone?.slice(1) ?? '' } : { recipient: whatsappUserId };
}

async function record(message: OutgoingRow, wamid: string, { db, now }: SendDeps): Promise<void> {
  await inTransaction(db, async (tx) => {
    const lead = await lockLead(tx, message.leadId);
    const current = await lockOutgoing(tx, message.id);
    // A status may have been faster than Meta's answer, also one that this copy failed; then there is nothing left to say.
    if (lead === undefined || current === undefined || current.wamid !== null) return;
    if (current.metadata.failedWamids?.includes(wamid)) return;
    const wasTemplate =
      current.metadata.template !== undefined ||
      current.metadata.asTemplate === true ||
      !isWindowOpen(lead, now());
    await changeMessage(tx, current, {
      status: current.status === 'sending' ? 'sent' : current.status,
      wamid,
      metadata: wasTemplate ? { ...current.metadata, kind: 'template' } : current.metadata,
    });
    await touchOutbound(tx, message.leadId, now());
  });
}

async function handleFailure(message: OutgoingRow, error: GatewayError, deps: SendDeps): Promise<void> {
  const { db, env, log, now } = deps;
  log.warn({ err: error, interactionId: message.id, code: error.code }, 'whatsapp: not sent');
  if (error.failure === 'ambiguous')
    throw new RunAgain(env.WHATSAPP_CONFIRM_GRACE_MS, 'it may have been sent: waiting for a status');
  await inTransaction(db, async (tx) => {
    await lockLead(tx, message.leadId);
    const current = await lockOutgoing(tx, message.id);
    if (current?.status !== 'sending') return;
    if (error.failure === 'rejected')
      await applyDeliveryFailure(tx, current, { error: { code: error.code, message: error.words }, now });
    else await changeMessage(tx, current, { status: 'pending', error: { message: error.words } });
  });
  if (error.failure !== 'rejected')
    throw new RunAgain(error.retryAfterMs ?? backoffMs(message, now()), error.message);
}

/** As long again as it has waited already: quick for a hiccup, patient in an outage. */
function backoffMs({ createdAt }: OutgoingRow, now: Date): number {
  return Math.min(MAX_BACKOFF_MS, Math.max(MIN_BACKOFF_MS, now.getTime() - createdAt.getTime()));
}
