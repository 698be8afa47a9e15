/** Somebody picked up. If the lead had asked for a person, the hand-off begins at once. */
import { saveAnswered } from '../../store/call-end.ts';
import { signalCall, type CallRow } from '../../store/calls.ts';
import type { Tx } from '../../store/database.ts';
import type { LeadRow } from '../../store/leads.ts';
import { schedule } from '../../store/outbox.ts';
import type { Deps } from '../../deps.ts';
import { requestEscalation } from '../escalation/request-escalation.ts';

/** Records that a locked call was answered; false if that was known, or comes too late to matter. */
export async function answerCall(
  tx: Tx,
  { call, lead, at }: { call: CallRow; lead: LeadRow; at: Date },
  { env, now }: Pick<Deps, 'env' | 'now'>,
): Promise<boolean> {
  await saveAnswered(tx, call.id, at);
  if ((await signalCall(tx, call, 'answer')) === undefined) return false;
  if (call.mode !== 'direct') return true;
  const { outcome, say } = await requestEscalation(tx, { lead, call, reason: call.reason, now: now() }, env);
  // Somebody found: the transfer itself says so. Nobody found: Sofia has to, since nobody asked the model.
  if (outcome.kind === 'callback')
    await schedule(tx, {
      kind: 'call.control',
      key: `call.control:${call.id}:nobody-free`,
      lane: `call:${call.id}`,
      payload: { callId: call.id, command: { type: 'say', content: say } },
    });
  return true;
}
