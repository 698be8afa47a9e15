/** A call is over: summary, outcome, where the lead stands now, and what is left to do, by whom and until when. */
import type { CallOutcome } from '../../../shared/call.ts';
import type { LeadSignal } from '../../../shared/lead.ts';
import { clearCallContext } from '../../cache/call-context.ts';
import type { Deps } from '../../deps.ts';
import { GatewayError } from '../../gateways/gateway-error.ts';
import type { VapiCall } from '../../gateways/vapi.ts';
import { RunAgain, type Job } from '../../outbox/jobs.ts';
import { callEffects, saveOutcome } from '../../store/call-end.ts';
import { callById, lockCall, type CallRow } from '../../store/calls.ts';
import { inTransaction, type Tx } from '../../store/database.ts';
import { appendCallEvent } from '../../store/events.ts';
import { lockLead, signalLead, type LeadRow } from '../../store/leads.ts';
import { transcriptLines } from '../../store/transcripts.ts';
import { callOutcome } from './call-outcome.ts';
import { followUpCall } from './follow-up-call.ts';
import { plainSummary } from './plain-summary.ts';
import { optOut } from '../lead/opt-out.ts';
import { takeReport } from './take-report.ts';

const askAgainMs = 5_000;
/** How long Vapi's own record may lag behind its word that the call ended. */
const patienceMs = 60_000;

/** Where the lead stands after each outcome; opting out has a step of its own. */
const leadSignals: Record<Exclude<CallOutcome, 'opted_out'>, LeadSignal> = {
  appointment_scheduled: 'book',
  escalated_to_human: 'finish',
  callback_promised: 'finish',
  not_qualified: 'nurture',
  interested: 'finish',
  not_interested: 'lose',
  no_answer: 'finish',
  busy: 'finish',
  voicemail: 'finish',
  failed: 'finish',
  completed: 'finish',
};

/** Job `call.complete`. Closes the books once; before that, asks Vapi for a report that never came. */
export async function completeCall({ payload }: Job<'call.complete'>, deps: Deps): Promise<void> {
  const call = await callById(deps.db, payload.callId);
  if (call === undefined || call.outcome !== null) return;
  const asked = await askForReport(call, deps);
  const closed = await inTransaction(deps.db, (tx) => close(tx, call, asked, deps));
  if (!closed) return;
  await clearCallContext(deps.redis, call.id).catch((error: unknown) =>
    deps.log.warn({ reason: String(error), callId: call.id }, 'call: context not cleared, it will expire'),
  );
}

/** Vapi's own account of a call whose report is missing; undefined if there is a report, or nothing to ask for. */
async function askForReport(call: CallRow, deps: Deps): Promise<VapiCall | undefined> {
  if (call.vapiCallId === null || (await callEffects(deps.db, call.id)).vapiReported) return undefined;
  const told = await deps.vapi.getCall(call.vapiCallId).catch((error: unknown) => {
    if (error instanceof GatewayError && error.failure !== 'rejected')
      throw new RunAgain(error.retryAfterMs ?? askAgainMs, error.message);
    throw error;
  });
  const endedMsAgo = call.endedAt === null ? 0 : deps.now().getTime() - call.endedAt.getTime();
  if (told !== undefined && told.status !== 'ended' && call.status === 'ended' && endedMsAgo < patienceMs)
    throw new RunAgain(askAgainMs, 'Vapi has not closed its books on the call yet');
  return told;
}

/** False if the call is not over yet: whoever ends it schedules the completion again. */
async function close(
  tx: Tx,
  { id, leadId }: CallRow,
  asked: VapiCall | undefined,
  deps: Deps,
): Promise<boolean> {
  const lead = await lockLead(tx, leadId);
  const call = await lockCall(tx, id);
  if (lead === undefined || call === undefined || call.outcome !== null) return false;
  const now = deps.now();
  if (asked?.status === 'ended') await takeReport(tx, call, { fields: { ...asked }, at: now }, deps.env);
  const over = (await lockCall(tx, id)) ?? call;
  if (over.status !== 'ended') return false;
  const effects = await callEffects(tx, id);
  const outcome = callOutcome({ endedReason: over.endedReason, answered: over.answeredAt !== null, effects });
  const summary = over.summary ?? plainSummary(over, effects, lead.language);
  await saveOutcome(tx, id, {
    outcome,
    escalated: effects.escalation?.isAnswered === true,
    summary,
    transcript: await writtenTranscript(tx, over),
  });
  await moveLead(tx, lead, { outcome, callId: id });
  await followUpCall(tx, { call: over, lead, outcome, effects }, deps);
  await appendCallEvent(tx, over, 'call.completed', { summary });
  return true;
}

async function moveLead(tx: Tx, lead: LeadRow, end: { outcome: CallOutcome; callId: string }): Promise<void> {
  if (end.outcome !== 'opted_out') await signalLead(tx, lead, leadSignals[end.outcome]);
  else if (lead.status !== 'opted-out')
    await optOut(tx, lead, { said: 'said so on the phone', wamid: `call:${end.callId}` });
}

/** The seed's `transcript` column, from the lines we heard ourselves if Vapi's report brought none. */
async function writtenTranscript(tx: Tx, call: CallRow): Promise<string> {
  if (call.transcript !== null) return call.transcript;
  const lines = await transcriptLines(tx, call.id);
  const names = { lead: 'User', ai: 'AI', agent: 'Agent' };
  return lines.map((line) => `${names[line.author]}: ${line.text}`).join('\n');
}
