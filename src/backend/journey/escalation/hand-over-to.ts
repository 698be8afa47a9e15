/** A supervisor names who shall take a call over: the ladder's own way, with that person as its next rung. */
import { supervisedReason, type Supervised } from '../../../shared/brief.ts';
import type { CallRow } from '../../store/calls.ts';
import type { Tx } from '../../store/database.ts';
import { endAttempt, lockOpenEscalation, openAttemptOf, signalEscalation } from '../../store/escalations.ts';
import type { LeadRow } from '../../store/leads.ts';
import { climbLadder } from './climb-ladder.ts';
import { notesOf } from './compose-brief.ts';
import { requestEscalation } from './request-escalation.ts';
import type { LadderEnv } from './reserve-agent.ts';

export interface NamedHandOver {
  env: LadderEnv;
  now: Date;
  agentId: string;
  /** They take it themselves: whatever state they are in. */
  isOwnWish: boolean;
  /** Who names them. */
  by: Supervised;
  /** Why, in their words. */
  why: string | undefined;
}

/**
 * Reserves the agent and has Vapi transfer. Whoever was reserved before, and was not rung yet, is let go. `under-way`:
 * a phone rings, or somebody has answered. With `not-free` the caller must undo its transaction: nobody is looked for.
 */
export async function handOverTo(
  tx: Tx,
  { lead, call }: { lead: LeadRow; call: CallRow },
  { env, now, agentId, isOwnWish, by, why }: NamedHandOver,
): Promise<'reserved' | 'not-free' | 'under-way'> {
  const escalation = await lockOpenEscalation(tx, call.id);
  if (escalation === undefined) {
    const reason = why || supervisedReason(by);
    const { outcome } = await requestEscalation(tx, { lead, call, reason, by, agentId, isOwnWish, now }, env);
    return outcome.kind === 'agent' ? 'reserved' : 'not-free';
  }
  const attempt = await openAttemptOf(tx, escalation.id);
  if (escalation.status === 'answered' || (attempt !== undefined && attempt.status !== 'reserved'))
    return 'under-way';
  if (attempt !== undefined) {
    await endAttempt(tx, attempt, { at: now, outcome: 'cancelled' });
    await signalEscalation(tx, escalation, 'miss', now);
  }
  const step = {
    env,
    now,
    notes: notesOf(escalation),
    transferBy: 'control' as const,
    agentId,
    isOwnWish,
  };
  const rung = await climbLadder(tx, { lead, call, escalation }, step);
  return rung.kind === 'agent' ? 'reserved' : 'not-free';
}
