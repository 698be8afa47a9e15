/** Vapi does not repeat what we missed while we were down: calls that went silent are asked after. */
import type { Deps } from '../../deps.ts';
import type { VapiCall } from '../../gateways/vapi.ts';
import { silentCalls, stuckDials, unclosedCalls } from '../../store/call-end.ts';
import { callById, lockCall, signalCall } from '../../store/calls.ts';
import { inTransaction } from '../../store/database.ts';
import { lockLead } from '../../store/leads.ts';
import { answerCall } from '../during-call/answer-call.ts';
import { readTime } from '../during-call/read-vapi-message.ts';
import { scheduleReconcile } from '../call/reconcile-call.ts';
import { takeEndStatus, takeReport } from './take-report.ts';
import { scheduleCompletion } from './end-call.ts';

/** A call speaks, or its line is quiet for good; Vapi itself hangs up after 30 s of silence. */
const silentMs = 60_000;
/** Longer than the question scheduled at the claim needs. */
const stuckDialMs = 120_000;
const unclosedMs = 60_000;

/** One round. `silentForMs` 0 asks after every open call: right after a start nobody knows what was missed. */
export async function sweepCalls(deps: Deps, silentForMs = silentMs): Promise<void> {
  for (const { id, vapiCallId } of await silentCalls(deps.db, silentForMs)) {
    try {
      await adopt(id, await deps.vapi.getCall(vapiCallId), deps);
    } catch (error) {
      deps.log.warn({ err: error, callId: id }, 'sweep: could not ask after a call');
    }
  }
  const round = Math.floor(deps.now().getTime() / unclosedMs);
  for (const { id } of await stuckDials(deps.db, stuckDialMs))
    await scheduleReconcile(deps.db, { callId: id, attempt: round, after: 'sweep' }, deps);
  for (const { id } of await unclosedCalls(deps.db, unclosedMs))
    await inTransaction(deps.db, (tx) => scheduleCompletion(tx, id, `sweep:${round}`));
}

/** What Vapi says of a call now: its end, or the state that a lost message would have told. */
async function adopt(callId: string, told: VapiCall | undefined, deps: Deps): Promise<void> {
  await inTransaction(deps.db, async (tx) => {
    const call = await callById(tx, callId);
    if (call === undefined) return;
    const lead = await lockLead(tx, call.leadId);
    const known = await lockCall(tx, callId);
    if (lead === undefined || known === undefined) return;
    const now = deps.now();
    if (told === undefined) {
      await takeEndStatus(tx, known, { at: now, reason: 'not-found' }, deps);
    } else if (told.status === 'ended') {
      await takeReport(tx, known, { fields: { ...told }, at: now }, deps.env);
    } else if (told.status === 'ringing') await signalCall(tx, known, 'ring');
    else if (told.status === 'in-progress')
      await answerCall(tx, { call: known, lead, at: readTime(told.startedAt) ?? now }, deps);
  });
}

/**
 * Sweeps at once and every `everyMs` until stopped; a round that fails is logged and the next one comes. The
 * returned function waits for a round under way.
 */
export function startSweep(deps: Deps, { everyMs = 60_000 }: { everyMs?: number } = {}): () => Promise<void> {
  let round: Promise<void> | undefined;
  const run = (silentForMs?: number): void => {
    round ??= sweepCalls(deps, silentForMs)
      .catch((error: unknown) => deps.log.warn({ err: error }, 'sweep: round failed'))
      .finally(() => (round = undefined));
  };
  run(0);
  const timer = setInterval(() => run(), everyMs);
  return async () => {
    clearInterval(timer);
    await round;
  };
}
