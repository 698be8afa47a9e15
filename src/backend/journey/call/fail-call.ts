/** A call that cannot be placed ends with its reason, and somebody is asked to see to it. */
import type { Deps } from '../../deps.ts';
import { callById, lockCall, signalCall } from '../../store/calls.ts';
import { saveDialError } from '../../store/call-line.ts';
import { saveOutcome } from '../../store/call-end.ts';
import { inTransaction } from '../../store/database.ts';
import { appendCallEvent } from '../../store/events.ts';
import { lockLead } from '../../store/leads.ts';
import { createTask } from '../../store/tasks.ts';
import { nextOpening } from './call-hours.ts';

const taskDueMs = 3_600_000;

/** Does nothing to a call that is under way or over. `error` is for people and names no secret. */
export async function failCall(
  deps: Pick<Deps, 'db' | 'env' | 'now'>,
  callId: string,
  error: string,
): Promise<void> {
  await inTransaction(deps.db, async (tx) => {
    // The lead first, like everybody: the task below touches it too.
    const known = await callById(tx, callId);
    const lead = known && (await lockLead(tx, known.leadId));
    const call = await lockCall(tx, callId);
    if (lead === undefined || call?.status !== 'dialing') return;
    await signalCall(tx, call, 'fail');
    await saveDialError(tx, callId, error);
    await saveOutcome(tx, callId, { outcome: 'failed' });
    await appendCallEvent(tx, call, 'call.failed', { error });
    await createTask(tx, {
      leadId: call.leadId,
      callId,
      kind: 'callback',
      title: 'Llamar: la llamada automática no se pudo hacer',
      notes: error,
      dueAt: nextOpening(new Date(deps.now().getTime() + taskDueMs), lead.timeZone, deps.env.CALL_HOURS),
      reasonKey: `call-failed:${callId}`,
    });
  });
}
