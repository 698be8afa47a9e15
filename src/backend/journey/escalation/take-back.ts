/**
 * Vapi has the lead back although our own phone told of no end: everybody at the hunt pilot refused, or the
 * transfer never reached a phone. The ladder goes on at once, so that the lead does not wait out the ring time.
 */
import type { CallRow } from '../../store/calls.ts';
import type { Tx } from '../../store/database.ts';
import { lockOpenEscalation, openAttemptOf } from '../../store/escalations.ts';
import { lockLead } from '../../store/leads.ts';
import { missAttempt } from './miss-attempt.ts';

/** Vapi's clock is not ours, and news of the attempt before this one must not end it. */
const clockSkewMs = 3_000;

/**
 * Ends the attempt under way of a locked call in `forwarding`; false where there is none, where the news is older
 * than the transfer, or where a reserved agent's own phone rings and will tell its end itself.
 */
export async function takeBack(tx: Tx, call: CallRow, at: Date): Promise<boolean> {
  const lead = await lockLead(tx, call.leadId);
  const escalation = await lockOpenEscalation(tx, call.id);
  const attempt = escalation && (await openAttemptOf(tx, escalation.id));
  if (lead === undefined || escalation === undefined || attempt === undefined) return false;
  if (attempt.transferringAt === null || at.getTime() < attempt.transferringAt.getTime() + clockSkewMs)
    return false;
  if (attempt.target === 'agent' && attempt.status === 'ringing') return false;
  const rang = attempt.status === 'ringing';
  return missAttempt(tx, { lead, call, escalation }, attempt, {
    at,
    outcome: rang ? 'no-answer' : 'unreachable',
    cause: rang ? 'everybody let it ring or refused' : 'the call came back before any phone rang',
  });
}
