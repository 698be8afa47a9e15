/** A call is over: the end is recorded once, whether a status, a report or our own question to Vapi told of it first. */
import { saveEnd } from '../../store/call-end.ts';
import { signalCall, type CallRow } from '../../store/calls.ts';
import type { Tx } from '../../store/database.ts';
import { appendCallEvent } from '../../store/events.ts';
import { schedule } from '../../store/outbox.ts';

export interface Ending {
  at: Date;
  reason: string | undefined;
}

/** Ends a locked call; false if it was over already. */
export async function endCall(tx: Tx, call: CallRow, end: Ending): Promise<boolean> {
  if ((await signalCall(tx, call, 'end')) === undefined) return false;
  const durationSeconds = await saveEnd(tx, call.id, end);
  await appendCallEvent(tx, call, 'call.ended', {
    endedReason: end.reason ?? call.endedReason,
    outcome: null,
    durationSeconds,
  });
  return true;
}

/** `why` makes the job one of its kind: the same reason again schedules nothing. */
export async function scheduleCompletion(tx: Tx, callId: string, why: string, runAt?: Date): Promise<void> {
  await schedule(tx, {
    kind: 'call.complete',
    key: `call.complete:${callId}:${why}`,
    lane: `call:${callId}`,
    payload: { callId },
    runAt,
  });
}
