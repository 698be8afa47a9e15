/** `assistant-request`: somebody calls us. Sofia answers, and the call becomes one of ours, with transcript, tools and end. */
import type { Deps } from '../../deps.ts';
import { callByVapiId, lockCall, recordIntent, signalCall, type CallRow } from '../../store/calls.ts';
import { inTransaction, type Tx } from '../../store/database.ts';
import { appendCallEvent } from '../../store/events.ts';
import { leadWhoCalls, openCallOf } from '../../store/inbound-calls.ts';
import { lockLead } from '../../store/leads.ts';
import { composeAssistant, type Assistant } from '../call/compose-vapi-call.ts';
import { prepareContext, type CallContext } from '../call/prepare-context.ts';
import { record, text, type VapiMessage } from './read-vapi-message.ts';
import { firstNameOf, inboundMessage, strangerPrompt, systemPrompt } from '../call/sofia-prompt.ts';
import { joinCall } from '../call/start-call.ts';

const e164 = /^\+[1-9]\d{6,14}$/;

/** The assistant for this caller; for one without a number, Sofia as a stranger meets her. Vapi waits 7.5 s at most. */
export async function answerInbound(
  message: VapiMessage,
  deps: Pick<Deps, 'db' | 'env' | 'log' | 'now'>,
): Promise<{ assistant: Assistant }> {
  const context = await meet(message, deps).catch((error: unknown) => {
    deps.log.error({ err: error }, 'inbound: the caller could not be looked up');
    return undefined;
  });
  const words =
    context === undefined
      ? { firstMessage: inboundMessage('es', ''), prompt: strangerPrompt('es') }
      : {
          firstMessage: inboundMessage(context.lead.language, firstNameOf(context.lead)),
          prompt: systemPrompt(context, deps.now()),
        };
  return { assistant: composeAssistant(words, deps.env) };
}

async function meet(
  { fields, vapiCallId }: VapiMessage,
  { db, now }: Pick<Deps, 'db' | 'now'>,
): Promise<CallContext | undefined> {
  const customer = record(record(fields['call'])?.['customer']) ?? record(fields['customer']);
  const phone = text(customer?.['number']);
  if (vapiCallId === undefined || phone === undefined || !e164.test(phone)) return undefined;
  const call = await inTransaction(db, (tx) => recordInbound(tx, phone, vapiCallId));
  return call && prepareContext(db, call, now());
}

/** Once for one call of Vapi's. A lead whom we were about to call has got ahead of us; one whom we are dialling keeps that call. */
async function recordInbound(tx: Tx, phone: string, vapiCallId: string): Promise<CallRow | undefined> {
  const leadId = await leadWhoCalls(tx, phone);
  await lockLead(tx, leadId);
  const known = await callByVapiId(tx, vapiCallId);
  if (known !== undefined) return known;
  const open = await openCallOf(tx, leadId);
  const waiting = open && (await lockCall(tx, open.id));
  if (waiting?.status === 'queued') {
    await signalCall(tx, waiting, 'cancel');
    await appendCallEvent(tx, waiting, 'call.cancelled', { reason: 'the lead called us' });
  } else if (waiting !== undefined) return undefined;
  const intent = {
    leadId,
    intentKey: `inbound:${vapiCallId}`,
    reason: 'Nos llamó',
    mode: 'qualify' as const,
  };
  const call = await recordIntent(tx, intent);
  if (call === undefined) return undefined;
  await appendCallEvent(tx, call, 'call.requested', { reason: call.reason });
  await signalCall(tx, call, 'queue');
  return joinCall(tx, call.id, { id: vapiCallId });
}
