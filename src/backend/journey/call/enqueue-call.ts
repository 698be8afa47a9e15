/** Tells the dialling workers that there is a call to place. Redis may be away: the call waits in PostgreSQL. */
import type { Deps } from '../../deps.ts';
import type { Job } from '../../outbox/jobs.ts';
import { callById } from '../../store/calls.ts';

/** Job `call.enqueue`. */
export async function enqueueCall({ payload }: Job<'call.enqueue'>, deps: Deps): Promise<void> {
  const call = await callById(deps.db, payload.callId);
  if (call?.status !== 'queued') return;
  await deps.queue.enqueue(call.id).catch((error: unknown) => {
    // Not tried again here: whoever watches the line puts it back as soon as Redis returns (restore-queue.ts).
    deps.log.warn({ err: error, callId: call.id }, 'call queue: away, the call waits in PostgreSQL');
  });
}
