/** A call that is known not to have been placed goes back to its place in line. */
import type { Deps } from '../../deps.ts';
import { lockCall, signalCall } from '../../store/calls.ts';
import { inTransaction } from '../../store/database.ts';
import { appendCallEvent } from '../../store/events.ts';
import { schedule } from '../../store/outbox.ts';

/** Does nothing unless the call is being dialled. It keeps its `queued_at`, and so its place. */
export async function releaseCall(deps: Pick<Deps, 'db'>, callId: string, reason: string): Promise<void> {
  await inTransaction(deps.db, async (tx) => {
    const call = await lockCall(tx, callId);
    if (call === undefined || (await signalCall(tx, call, 'release')) === undefined) return;
    const seq = await appendCallEvent(tx, call, 'call.released', { reason });
    await schedule(tx, { kind: 'call.enqueue', key: `call.enqueue:${callId}:${seq}`, payload: { callId } });
  });
}
