/** Somebody should be called: the wish is recorded, judged by the pre-dial gate, and put in line. */
import type { Deps } from '../../deps.ts';
import type { Job } from '../../outbox/jobs.ts';
import { gateFacts, saveVerdicts } from '../../store/call-gate.ts';
import { recordIntent, signalCall, type CallRow } from '../../store/calls.ts';
import { inTransaction, type Tx } from '../../store/database.ts';
import { appendCallEvent } from '../../store/events.ts';
import { lockLead } from '../../store/leads.ts';
import { schedule } from '../../store/outbox.ts';
import { createTask } from '../../store/tasks.ts';
import { passGate, type GateDecision, type GateVerdict } from './pre-dial-gate.ts';

const handTaskDueMs = 2 * 3_600_000;

/** Job `call.request`: one intent key, one call, however often the job runs. */
export async function requestCall({ payload }: Job<'call.request'>, deps: Deps): Promise<void> {
  await inTransaction(deps.db, async (tx) => {
    const lead = await lockLead(tx, payload.leadId);
    if (lead === undefined) throw new Error('A call was requested for a lead that does not exist.');
    const call = await recordIntent(tx, payload);
    if (call === undefined) return;
    await appendCallEvent(tx, call, 'call.requested', { reason: call.reason });
    await judgeCall(tx, call, deps);
  });
}

/**
 * Puts a locked call through the gate. A call that may be placed is (or stays) `queued`, from `notBefore` on, and
 * the job that puts it on the list is scheduled unless the call is due already and stands there; one that may not
 * is `blocked`. Returns the decision.
 */
export async function judgeCall(
  tx: Tx,
  call: CallRow,
  deps: Pick<Deps, 'now' | 'env'>,
): Promise<GateDecision> {
  const now = deps.now();
  const decision = passGate(await gateFacts(tx, call.id), now, deps.env.CALL_HOURS);
  const { blockedBy, notBefore, verdicts } = decision;
  await saveVerdicts(tx, call.id, { verdicts, notBefore: blockedBy === undefined ? notBefore : undefined });
  if (blockedBy !== undefined) await block(tx, call, blockedBy, now);
  else if (call.status === 'requested' || notBefore > now) await putInLine(tx, call, notBefore);
  return decision;
}

async function putInLine(tx: Tx, call: CallRow, notBefore: Date): Promise<void> {
  if (call.status === 'requested') await signalCall(tx, call, 'queue');
  const seq = await appendCallEvent(tx, call, 'call.queued', { notBefore: notBefore.toISOString() });
  await schedule(tx, {
    kind: 'call.enqueue',
    key: `call.enqueue:${call.id}:${seq}`,
    payload: { callId: call.id },
    runAt: notBefore,
  });
}

/** A lead who may still be reached in another way becomes somebody's task: no wish to talk is lost in silence. */
async function block(tx: Tx, call: CallRow, { rule, detail }: GateVerdict, now: Date): Promise<void> {
  await signalCall(tx, call, 'block');
  await appendCallEvent(tx, call, 'call.blocked', { rule, detail });
  if (rule !== 'has-phone' && rule !== 'consent-to-calls') return;
  await createTask(tx, {
    leadId: call.leadId,
    callId: call.id,
    kind: 'review',
    title:
      rule === 'has-phone'
        ? 'Pedir un número: no tenemos a dónde llamar'
        : 'Pedir permiso para llamar: falta el consentimiento',
    notes: call.reason,
    dueAt: new Date(now.getTime() + handTaskDueMs),
    reasonKey: `call-blocked:${call.id}`,
  });
}
