/** The conversation with the agent is over: the agent wraps up, the lead is to be followed up. */
import type { PhoneOutcome } from '../../../shared/phone.ts';
import { stopTalking, type AfterTalk } from '../../store/agents.ts';
import type { Tx } from '../../store/database.ts';
import {
  endAttempt,
  signalEscalation,
  type AttemptEnding,
  type AttemptRow,
  type HandOff,
} from '../../store/escalations.ts';
import { appendCallEvent } from '../../store/events.ts';
import { signalLead } from '../../store/leads.ts';
import { cancelJobs } from '../../store/outbox.ts';

export interface Closing extends Omit<AttemptEnding, 'outcome'> {
  /** What the phone said of the end; null where Vapi's report told us. */
  outcome: PhoneOutcome | null;
  after: AfterTalk;
}

/** Ends an answered attempt of a locked hand-off; false if it had ended. */
export async function closeEscalation(
  tx: Tx,
  { escalation, call, lead }: HandOff,
  attempt: AttemptRow,
  { outcome, after, ...ending }: Closing,
): Promise<boolean> {
  if (!(await endAttempt(tx, attempt, { ...ending, outcome: 'answered' }))) return false;
  await cancelJobs(tx, `escalation.expire:${attempt.id}`);
  if (attempt.agentId !== null) await stopTalking(tx, attempt.agentId, { at: ending.at, after });
  await signalEscalation(tx, escalation, 'close', ending.at);
  await appendCallEvent(tx, call, 'escalation.closed', {
    escalationId: escalation.id,
    outcome,
    talkMs: ending.talkMs ?? null,
  });
  lead.status = await signalLead(tx, lead, 'finish');
  return true;
}
