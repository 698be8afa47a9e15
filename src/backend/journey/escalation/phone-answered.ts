/** A person answered: from here on the lead is with an agent. */
import type { Deps } from '../../deps.ts';
import { agentById, ownLead, startTalking } from '../../store/agents.ts';
import { signalCall } from '../../store/calls.ts';
import type { Tx } from '../../store/database.ts';
import {
  endAttempt,
  markAnswered,
  openAttemptOf,
  signalEscalation,
  type AttemptRow,
} from '../../store/escalations.ts';
import { appendCallEvent } from '../../store/events.ts';
import { signalLead } from '../../store/leads.ts';
import { cancelJobs, schedule } from '../../store/outbox.ts';
import type { Rung } from './phone-report.ts';

/** A conversation whose end nobody reported is closed after so long: the phone that knew of it is gone. */
export const LONGEST_TALK_MS = 2 * 3_600_000;
/** How often somebody looks whether that has happened. */
export const TALK_CHECK_MS = 60_000;

type Answer = Pick<Rung<'call.answered'>, 'agentId' | 'handOff' | 'attempt' | 'at'> & {
  report: Pick<Rung<'call.answered'>['report'], 'match'>;
};

/** Returns what it did, or why it did nothing. An answer that comes just after its attempt was given up still counts. */
export async function phoneAnswered(
  tx: Tx,
  { report, agentId, handOff, attempt, at }: Answer,
  { now }: Pick<Deps, 'now'>,
): Promise<string> {
  const { escalation, call, lead } = handOff;
  if (attempt.answeredAt !== null) return 'none: answered before';
  const inTime = ['requested', 'reserved', 'transferring', 'ringing'].includes(escalation.status);
  if (!inTime) return `none: answered too late, the escalation is ${escalation.status}`;
  await letOthersGo(tx, escalation.id, attempt, at);
  if (!(await markAnswered(tx, attempt, { at, match: report.match, agentId })))
    return 'none: this agent is in another escalation';
  attempt.agentId = agentId;
  attempt.status = 'answered';
  attempt.answeredAt = at;
  await signalEscalation(tx, escalation, 'answer', at);
  const agent = await agentById(tx, agentId);
  await appendCallEvent(tx, call, 'escalation.answered', {
    escalationId: escalation.id,
    attemptId: attempt.id,
    agentId,
    agentName: agent?.name ?? null,
  });
  await signalCall(tx, call, 'connect');
  lead.status = await signalLead(tx, lead, 'connect');
  await ownLead(tx, lead.id, agentId);
  await startTalking(tx, agentId);
  await cancelJobs(tx, `escalation.expire:${attempt.id}`);
  await schedule(tx, {
    kind: 'escalation.expire',
    key: `escalation.expire:${attempt.id}:talk`,
    payload: { attemptId: attempt.id },
    runAt: new Date(now().getTime() + TALK_CHECK_MS),
  });
  return 'answered';
}

/** The ladder may have gone on to somebody else meanwhile. */
async function letOthersGo(tx: Tx, escalationId: string, answered: AttemptRow, at: Date): Promise<void> {
  const other = await openAttemptOf(tx, escalationId);
  if (other === undefined || other.id === answered.id) return;
  await endAttempt(tx, other, { at, outcome: 'cancelled', cause: 'an earlier agent answered after all' });
  await cancelJobs(tx, `escalation.expire:${other.id}`);
}
