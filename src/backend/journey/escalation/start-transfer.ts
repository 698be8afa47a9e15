/** The claim before a transfer: written before Vapi is told, so that no phone rings twice for one attempt. */
import type { Tx } from '../../store/database.ts';
import { signalCall } from '../../store/calls.ts';
import { claimTransfer, signalEscalation, type AttemptRow, type HandOff } from '../../store/escalations.ts';
import { appendCallEvent } from '../../store/events.ts';
import { EXPIRY_MARGIN_MS, type LadderEnv } from './reserve-agent.ts';

/** Claims a reserved attempt of a locked hand-off; false if it was claimed before, or is over. */
export async function startTransfer(
  tx: Tx,
  { escalation, call }: HandOff,
  attempt: AttemptRow,
  { env, now }: { env: Pick<LadderEnv, 'RING_TIMEOUT_MS'>; now: Date },
): Promise<boolean> {
  const expiresAt = new Date(now.getTime() + env.RING_TIMEOUT_MS + EXPIRY_MARGIN_MS);
  if (!(await claimTransfer(tx, attempt, { at: now, expiresAt }))) return false;
  await signalEscalation(tx, escalation, 'transfer', now);
  await signalCall(tx, call, 'forward');
  await appendCallEvent(tx, call, 'escalation.transferring', {
    escalationId: escalation.id,
    attemptId: attempt.id,
  });
  return true;
}
