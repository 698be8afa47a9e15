/** The phone's call is over: after a conversation everybody moves on; without one the ladder does. */
import type { AttemptOutcome } from '../../../shared/escalation.ts';
import type { Deps } from '../../deps.ts';
import { endOtherCall } from '../../store/agents.ts';
import type { Tx } from '../../store/database.ts';
import { addPhoneAccount, isReported } from '../../store/escalations.ts';
import { afterTalk } from './after-talk.ts';
import { soonDue } from './callback-due.ts';
import { ownCallback } from './climb-ladder.ts';
import { closeEscalation } from './close-escalation.ts';
import { endAfterHandOff } from '../completion/end-after-hand-off.ts';
import { missAttempt } from './miss-attempt.ts';
import { phoneAnswered } from './phone-answered.ts';
import type { Rung } from './phone-report.ts';

/** Returns what it did, or why it did nothing. */
export async function phoneEnded(
  tx: Tx,
  rung: Rung<'call.ended'>,
  deps: Pick<Deps, 'env' | 'now'>,
): Promise<string> {
  const { report, attempt, at, agentId } = rung;
  const outcome = attemptOutcome(report);
  const talked = outcome === 'answered';
  // The report of the answer may be the one that is late.
  if (talked && attempt.answeredAt === null) {
    const answeredAt = new Date(at.getTime() - report.talkMs);
    const effect = await phoneAnswered(tx, { ...rung, at: answeredAt }, deps);
    if (effect !== 'answered') return effect;
  }
  if (attempt.answeredAt !== null) return endTalk(tx, rung, deps);
  if (attempt.target === 'hunt-pilot') return 'none: others may still answer at the hunt pilot';
  const ending = { at, outcome, sipStatus: report.sipStatus, cause: report.cause };
  if (await missAttempt(tx, rung.handOff, attempt, ending)) return `ended: ${outcome}`;
  await addPhoneAccount(tx, attempt, report);
  return `none: the attempt of ${agentId} had ended`;
}

/** A call that was handed on, or that broke after somebody spoke, was answered all the same. */
function attemptOutcome({ outcome, talkMs }: Rung<'call.ended'>['report']): AttemptOutcome {
  if (outcome === 'transferred') return 'answered';
  if (outcome === 'lost') return talkMs > 0 ? 'answered' : 'failed';
  return outcome;
}

/** The lead was cut off in mid-sentence by a fault of ours: the agent who knows them calls back, soon. */
async function callBackSoon(
  tx: Tx,
  handOff: Rung<'call.ended'>['handOff'],
  { env, now }: Pick<Deps, 'env' | 'now'>,
): Promise<void> {
  const { timeZone } = handOff.lead;
  const dueAt = soonDue({ now: now(), timeZone, hours: env.CALL_HOURS });
  await ownCallback(tx, handOff, { dueAt, isWished: false });
}

async function endTalk(
  tx: Tx,
  { report, attempt, at, handOff, agentId }: Rung<'call.ended'>,
  deps: Pick<Deps, 'env' | 'now'>,
): Promise<string> {
  if (attempt.agentId !== agentId) return 'none: another agent answered';
  const { outcome, sipStatus, cause, talkMs } = report;
  if (outcome === 'lost') await callBackSoon(tx, handOff, deps);
  const after = afterTalk(deps.env, deps.now());
  const closed = await closeEscalation(tx, handOff, attempt, {
    at,
    outcome,
    sipStatus,
    cause,
    talkMs,
    after,
  });
  if (!closed) {
    await addPhoneAccount(tx, attempt, report);
    await endOtherCall(tx, agentId, { phoneCallId: report.phoneCallId, at, after });
    return 'none: closed before';
  }
  // With `dial` Vapi stays in the call, and its report comes when all is over; with `refer` it left long ago.
  const { call } = handOff;
  if (deps.env.VAPI_TRANSFER_VERB === 'refer' || (await isReported(tx, call.id)))
    await endAfterHandOff(tx, call, at);
  return 'closed';
}
