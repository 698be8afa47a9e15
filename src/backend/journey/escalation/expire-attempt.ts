/** An attempt's time is up: nobody picked up, or no phone ever heard of it. */
import type { Deps } from '../../deps.ts';
import { RunAgain, type Job } from '../../outbox/jobs.ts';
import { isPhoneSilent } from '../../store/agents.ts';
import { inTransaction, type Tx } from '../../store/database.ts';
import {
  attemptById,
  isReported,
  lockHandOff,
  type AttemptRow,
  type HandOff,
} from '../../store/escalations.ts';
import { afterTalk } from './after-talk.ts';
import { closeEscalation } from './close-escalation.ts';
import { endAfterHandOff } from '../completion/end-after-hand-off.ts';
import { missAttempt } from './miss-attempt.ts';
import { LONGEST_TALK_MS, TALK_CHECK_MS } from './phone-answered.ts';

/** Handles `escalation.expire`; a transfer that started later than its reservation moves the time. */
export async function expireAttempt(
  job: Job<'escalation.expire'>,
  { db, env, now }: Pick<Deps, 'db' | 'env' | 'now'>,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const known = await attemptById(tx, job.payload.attemptId);
    const handOff = known && (await lockHandOff(tx, known.escalationId));
    const attempt = handOff && (await attemptById(tx, job.payload.attemptId));
    if (handOff === undefined || attempt === undefined) return;
    if (attempt.status === 'ended') return;
    if (attempt.answeredAt !== null) return watchTalk(tx, { handOff, attempt, at: now() }, env);
    const leftMs = attempt.expiresAt.getTime() - now().getTime();
    if (leftMs > 0) throw new RunAgain(leftMs, 'The attempt still has time.');
    await missAttempt(tx, handOff, attempt, { at: now(), ...verdict(attempt) });
  });
}

/** Nobody told of the conversation's end, and nobody will: without this the agent would be busy, and the call open, for ever. */
async function watchTalk(
  tx: Tx,
  { handOff, attempt, at }: { handOff: HandOff; attempt: AttemptRow; at: Date },
  env: Pick<Deps['env'], 'WRAP_UP_SECONDS'>,
): Promise<void> {
  const talkedMs = at.getTime() - (attempt.answeredAt ?? at).getTime();
  const reported = await isReported(tx, handOff.call.id);
  const deserted = reported && (await isPhoneSilent(tx, attempt.agentId ?? ''));
  if (talkedMs < LONGEST_TALK_MS && !deserted) throw new RunAgain(TALK_CHECK_MS, 'They are talking.');
  const after = afterTalk(env, at);
  await closeEscalation(tx, handOff, attempt, { at, outcome: null, cause: 'no end was reported', after });
  if (reported) await endAfterHandOff(tx, handOff.call, at);
}

function verdict(attempt: AttemptRow): { outcome: 'no-answer' | 'unreachable' | 'failed'; cause: string } {
  if (attempt.status === 'ringing') return { outcome: 'no-answer', cause: 'rang without answer' };
  if (attempt.status === 'transferring') return { outcome: 'unreachable', cause: 'no phone reported a ring' };
  return { outcome: 'failed', cause: 'the transfer could not be started' };
}
