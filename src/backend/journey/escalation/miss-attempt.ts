/** One attempt came to nothing: it ends in a typed outcome, the AI is back, and the ladder goes on. */
import { signalCall } from '../../store/calls.ts';
import type { Tx } from '../../store/database.ts';
import {
  endAttempt,
  signalEscalation,
  type AttemptEnding,
  type AttemptRow,
  type HandOff,
} from '../../store/escalations.ts';
import { appendCallEvent } from '../../store/events.ts';
import { cancelJobs, schedule } from '../../store/outbox.ts';

/** Ends an attempt of a locked hand-off that nobody answered; nothing if it had ended. */
export async function missAttempt(
  tx: Tx,
  { escalation, call }: HandOff,
  attempt: AttemptRow,
  ending: AttemptEnding,
): Promise<boolean> {
  if (attempt.status === 'answered' || !(await endAttempt(tx, attempt, ending))) return false;
  await cancelJobs(tx, `escalation.expire:${attempt.id}`);
  if ((await signalEscalation(tx, escalation, 'miss', ending.at)) === undefined) return true;
  await signalCall(tx, call, 'resume');
  await appendCallEvent(tx, call, 'escalation.missed', {
    escalationId: escalation.id,
    attemptId: attempt.id,
    outcome: ending.outcome,
    sipStatus: ending.sipStatus ?? null,
    cause: ending.cause ?? null,
  });
  await schedule(tx, {
    kind: 'escalation.advance',
    key: `escalation.advance:${attempt.id}`,
    payload: { escalationId: escalation.id },
  });
  return true;
}
