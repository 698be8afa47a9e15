/** The reserved agent's phone rings. */
import type { Tx } from '../../store/database.ts';
import { markRinging, signalEscalation } from '../../store/escalations.ts';
import { appendCallEvent } from '../../store/events.ts';
import type { Rung } from './phone-report.ts';

/** Returns what it did, or why it did nothing. */
export async function phoneRang(
  tx: Tx,
  { report, handOff, attempt, at }: Rung<'call.ringing'>,
): Promise<string> {
  if (!(await markRinging(tx, attempt, { at, match: report.match })))
    return `none: the attempt is ${attempt.status} already`;
  await signalEscalation(tx, handOff.escalation, 'ring', at);
  await appendCallEvent(tx, handOff.call, 'escalation.ringing', {
    escalationId: handOff.escalation.id,
    attemptId: attempt.id,
  });
  return 'ringing';
}
