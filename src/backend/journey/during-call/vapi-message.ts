/** Server messages that change something, each to its own step; every one leaves what it did, or why it did nothing. */
import type { Deps } from '../../deps.ts';
import type { VapiCall } from '../../gateways/vapi.ts';
import { RunAgain, type Job } from '../../outbox/jobs.ts';
import { callById, callByVapiId, lockCall, type CallRow } from '../../store/calls.ts';
import { isAnyoneDialing } from '../../store/call-line.ts';
import { inTransaction, type Tx } from '../../store/database.ts';
import { lockLead, type LeadRow } from '../../store/leads.ts';
import { recordEffect, webhookById } from '../../store/webhooks.ts';
import { addTranscript } from './add-transcript.ts';
import { followCallStatus } from './follow-call-status.ts';
import { followTransfer } from './follow-transfer.ts';
import { noteHang, noteInterruption, noteLanguage } from './note-call-signs.ts';
import { entry, readVapiMessage, record, text, type VapiMessage } from './read-vapi-message.ts';
import { joinCall } from '../call/start-call.ts';
import { takeEndOfCallReport } from '../completion/take-end-of-call-report.ts';

/** A message and the call it is about; lead and call are locked. */
export interface Heard {
  message: VapiMessage;
  call: CallRow;
  lead: LeadRow;
  webhookId: number;
}
type Effect = (tx: Tx, heard: Heard, deps: Deps) => Promise<string>;

const effects: Record<string, Effect> = {
  'status-update': followCallStatus,
  transcript: addTranscript,
  'user-interrupted': noteInterruption,
  hang: noteHang,
  'language-change-detected': noteLanguage,
  'transfer-update': followTransfer,
  'end-of-call-report': takeEndOfCallReport,
};

/** Messages kept for the record, whose content reaches us in another way. */
const kept: Record<string, string> = {
  'conversation-update': 'kept: the lines come as transcript messages',
  'speech-update': 'kept: who speaks shows in the transcript',
  'assistant.started': 'kept: the status tells it',
  'assistant.speechStarted': 'kept: the words come as transcript messages',
  'model-output': 'kept: the words come as transcript messages',
  'voice-input': 'kept: the words come as transcript messages',
  'language-changed': 'kept: language-change-detected tells it',
};

/** Why a message of this type is stored and nothing more; undefined if it is to be processed. */
export function reasonToOnlyKeep(type: string): string | undefined {
  return entry(effects, type) === undefined
    ? (entry(kept, type) ?? `none: nothing here listens to ${type}`)
    : undefined;
}

/** The answer to POST /call may be on its way to us while the call already speaks. */
const joinGraceMs = 20_000;
const lookAgainMs = 300;

/** Job `vapi.process`. */
export async function processVapiMessage({ payload }: Job<'vapi.process'>, deps: Deps): Promise<void> {
  await inTransaction(deps.db, async (tx) => {
    const stored = await webhookById(tx, payload.webhookId);
    if (stored === undefined || stored.processedAt !== null) return;
    const message = readVapiMessage(stored.body, stored.receivedAt);
    const effect = entry(effects, message.type);
    if (effect === undefined) {
      await recordEffect(tx, stored.id, reasonToOnlyKeep(message.type) ?? '');
      return;
    }
    const about = await findCall(tx, message);
    if (about === undefined) {
      const waitedMs = deps.now().getTime() - stored.receivedAt.getTime();
      if (message.vapiCallId !== undefined && waitedMs < joinGraceMs && (await isAnyoneDialing(tx)))
        throw new RunAgain(lookAgainMs, 'a call is being placed: this may be its first message');
      await recordEffect(tx, stored.id, 'none: not about a call of ours');
      return;
    }
    const done = await effect(tx, { message, ...about, webhookId: stored.id }, deps);
    await recordEffect(tx, stored.id, done, { callId: about.call.id, leadId: about.lead.id });
  });
}

/** The call a message is about, locked after its lead; joined now if the message is the first to name it. */
async function findCall(tx: Tx, message: VapiMessage): Promise<Pick<Heard, 'call' | 'lead'> | undefined> {
  const { vapiCallId, ourCallId } = message;
  const known = vapiCallId === undefined ? undefined : await callByVapiId(tx, vapiCallId);
  const ours = known ?? (ourCallId === undefined ? undefined : await callById(tx, ourCallId));
  if (ours === undefined) return undefined;
  const joins = known === undefined && vapiCallId !== undefined;
  await lockLead(tx, ours.leadId);
  const call = joins
    ? await joinCall(tx, ours.id, { id: vapiCallId, monitor: monitorOf(message) })
    : await lockCall(tx, ours.id);
  // Read after joining, which may have moved the lead.
  const lead = await lockLead(tx, ours.leadId);
  return call && lead && { call, lead };
}

function monitorOf({ fields }: VapiMessage): NonNullable<VapiCall['monitor']> {
  const monitor = record(record(fields['call'])?.['monitor']) ?? {};
  const controlUrl = text(monitor['controlUrl']);
  const listenUrl = text(monitor['listenUrl']);
  return { ...(controlUrl && { controlUrl }), ...(listenUrl && { listenUrl }) };
}
