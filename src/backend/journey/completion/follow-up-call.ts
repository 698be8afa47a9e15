/** What is left to do after a call: a task with an owner and a due date, one more try, or patience. */
import type { CallOutcome } from '../../../shared/call.ts';
import type { Deps } from '../../deps.ts';
import type { CallEffects } from '../../store/call-end.ts';
import type { CallRow } from '../../store/calls.ts';
import type { Tx } from '../../store/database.ts';
import type { LeadRow } from '../../store/leads.ts';
import { moveCallback } from '../../store/callbacks.ts';
import { followUpReason, isPlanned } from '../../store/follow-ups.ts';
import { schedule } from '../../store/outbox.ts';
import { createTask, type NewTask } from '../../store/tasks.ts';
import { soonDue } from '../escalation/callback-due.ts';
import { callbackWish, type WishScene } from '../escalation/callback-wish.ts';
import { callbackReason } from '../escalation/climb-ladder.ts';
import { scheduleFollowUp } from '../lead/nurture.ts';

const hourMs = 3_600_000;
/** Long enough for a meeting to end, soon enough to be remembered; the gate keeps it within the lead's hours. */
const retryAfterMs = 2 * hourMs;
/** One retry: whoever did not answer twice is called by a person. */
const retrySuffix = ':retry';

export interface Finished {
  call: CallRow;
  lead: LeadRow;
  outcome: CallOutcome;
  effects: CallEffects;
}

type NextTask = Pick<NewTask, 'kind' | 'title' | 'dueAt'> &
  Pick<Partial<NewTask>, 'ownerId' | 'notes' | 'isWished'>;

/** Writes what follows from a call that is over, in the caller's transaction; a second run changes nothing. */
export async function followUpCall(
  tx: Tx,
  finished: Finished,
  { env, now }: Pick<Deps, 'env' | 'now'>,
): Promise<void> {
  const { call, lead, outcome } = finished;
  if (outcome === 'not_qualified')
    return scheduleFollowUp(tx, lead, { step: lead.followUpStep, since: `call-${call.id}` }, { env, now });
  const unreached = outcome === 'no_answer' || outcome === 'busy' || outcome === 'voicemail';
  if (unreached && !call.intentKey.endsWith(retrySuffix)) return retry(tx, call, now());
  const scene = { now: now(), timeZone: lead.timeZone, hours: env.CALL_HOURS };
  const wish = await callbackWish(tx, call.id, scene);
  // Promised while they were on the line; what they said of it afterwards counts.
  if (wish !== undefined && isCallbackPromised(finished))
    await moveCallback(tx, callbackReason(call.id), wish);
  const task = taskAfter(finished, scene, wish);
  if (task === undefined || (task.kind === 'follow-up' && (await isPlanned(tx, call.id)))) return;
  const reasonKey = followUpReason(call.id);
  await createTask(tx, { ...task, leadId: call.leadId, callId: call.id, reasonKey });
}

function isCallbackPromised({ effects }: Finished): boolean {
  return effects.escalation?.isAnswered === false;
}

/** The task that an outcome leaves; undefined where nothing is left, or somebody else owns it already. */
function taskAfter(
  { outcome, effects, call }: Finished,
  scene: WishScene,
  wish: Date | undefined,
): NextTask | undefined {
  const due = (hours: number): Date => new Date(scene.now.getTime() + hours * hourMs);
  const dueCall = (hours: number): Date => soonDue(scene, hours * 60);
  const wished = wish && {
    kind: 'callback' as const,
    title: 'Devolver la llamada prometida',
    dueAt: wish,
    isWished: true,
  };
  switch (outcome) {
    case 'escalated_to_human':
      return {
        kind: 'follow-up',
        title: 'Dar seguimiento a la conversación',
        dueAt: due(24),
        ...(effects.escalation?.agentId == null ? {} : { ownerId: effects.escalation.agentId }),
      };
    case 'callback_promised':
      // The ladder leaves an owned callback itself (escalation); without one it is ours to leave.
      if (effects.escalation !== null) return undefined;
      return wished ?? { kind: 'callback', title: 'Devolver la llamada prometida', dueAt: dueCall(1) };
    case 'interested':
      return (
        wished ?? { kind: 'follow-up', title: 'Enviar información y proponer una visita', dueAt: due(24) }
      );
    case 'completed':
      return (
        wished ?? {
          kind: 'follow-up',
          title: 'Revisar la llamada y decidir el siguiente paso',
          dueAt: due(24),
        }
      );
    case 'no_answer':
    case 'busy':
    case 'voicemail':
      return { kind: 'callback', title: 'Llamar en persona: no contestó dos veces', dueAt: dueCall(4) };
    case 'failed':
      return {
        kind: 'callback',
        title: 'Llamar: la llamada automática falló',
        dueAt: dueCall(1),
        ...(call.endedReason === null ? {} : { notes: call.endedReason }),
      };
    // Whoever books a visit leaves the task to confirm it (tools/schedule-appointment.ts).
    case 'appointment_scheduled':
    case 'not_interested':
    case 'not_qualified':
    case 'opted_out':
      return undefined;
  }
}

async function retry(tx: Tx, call: CallRow, now: Date): Promise<void> {
  const intentKey = `${call.intentKey}${retrySuffix}`;
  await schedule(tx, {
    kind: 'call.request',
    key: `call.request:${call.leadId}:${intentKey}`,
    payload: { leadId: call.leadId, intentKey, reason: call.reason, mode: call.mode },
    runAt: new Date(now.getTime() + retryAfterMs),
  });
}
