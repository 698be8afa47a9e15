/** The ladder's next step after a miss, told to the lead as it is taken. */
import type { Deps } from '../../deps.ts';
import type { Job } from '../../outbox/jobs.ts';
import { inTransaction, type Tx } from '../../store/database.ts';
import { lockHandOff, openAttemptOf, type HandOff } from '../../store/escalations.ts';
import { schedule } from '../../store/outbox.ts';
import { callbackInWords } from './callback-due.ts';
import { climbLadder, type Rung } from './climb-ladder.ts';
import { notesOf } from './compose-brief.ts';
import { nobodyAnswered, stillLooking } from './hand-off-words.ts';

/** Handles `escalation.advance`; nothing to do where the ladder has moved on meanwhile. */
export async function advanceEscalation(
  job: Job<'escalation.advance'>,
  { db, env, now }: Pick<Deps, 'db' | 'env' | 'now'>,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const handOff = await lockHandOff(tx, job.payload.escalationId);
    if (handOff?.escalation.status !== 'requested') return;
    if (await openAttemptOf(tx, handOff.escalation.id)) return;
    const notes = notesOf(handOff.escalation);
    const rung = await climbLadder(tx, handOff, { env, now: now(), notes, transferBy: 'control' });
    await tellLead(tx, handOff, { job, text: inWords(rung, handOff, now()) });
  });
}

function inWords(rung: Rung, { lead: { language, timeZone } }: HandOff, now: Date): string {
  if (rung.kind !== 'callback') return stillLooking[language](rung.kind === 'agent' ? rung.agentName : null);
  return nobodyAnswered[language](callbackInWords(rung.dueAt, { now, timeZone, language }));
}

/** Only where Sofia is on the line to say it. */
async function tellLead(
  tx: Tx,
  { call }: HandOff,
  { job, text }: { job: Job<'escalation.advance'>; text: string },
): Promise<void> {
  if (call.status !== 'in-progress' && call.status !== 'forwarding') return;
  await schedule(tx, {
    kind: 'call.control',
    key: `call.control:${job.key}`,
    lane: `call:${call.id}`,
    payload: { callId: call.id, command: { type: 'say', content: text } },
  });
}
