/** `nurture_sequence`: a lead who was not ready hears from us again, in daylight, a few times, and then no more. */
import type { Deps } from '../../deps.ts';
import type { Job } from '../../outbox/jobs.ts';
import { consentInForce } from '../../store/consents.ts';
import { inTransaction, type Tx } from '../../store/database.ts';
import { appendLeadEvent } from '../../store/events.ts';
import { setFollowUpStep } from '../../store/lead-changes.ts';
import { lockLead, signalLead, type LeadRow } from '../../store/leads.ts';
import { queueMessage } from '../../store/messages.ts';
import { schedule } from '../../store/outbox.ts';
import { nextOpening } from '../call/call-hours.ts';
import { phrases } from '../discovery/phrases.ts';

const HOUR_MS = 60 * 60 * 1000;

/**
 * Schedules the follow-up `step` (from 0) of a locked lead, in the caller's transaction. `since` is the lead's
 * message it counts from: a newer one starts anew. After the last step the lead is quietly lost.
 */
export async function scheduleFollowUp(
  tx: Tx,
  lead: LeadRow,
  { step, since }: { step: number; since: string },
  { env, now }: Pick<Deps, 'env' | 'now'>,
): Promise<void> {
  const hours = env.FOLLOW_UP_HOURS[step] ?? env.FOLLOW_UP_HOURS.at(-1);
  if (hours === undefined) return;
  const due = new Date(now().getTime() + hours * HOUR_MS);
  const at = nextOpening(due, lead.timeZone, env.CALL_HOURS);
  const isNew = await schedule(tx, {
    kind: 'lead.follow-up',
    key: `lead.follow-up:${lead.id}:${since}:${step}`,
    payload: { leadId: lead.id, step },
    runAt: at,
  });
  if (isNew && step < env.FOLLOW_UP_HOURS.length)
    await appendLeadEvent(tx, lead.id, 'follow-up.scheduled', { step, at: at.toISOString() });
}

/** Job `lead.follow-up`. */
export async function followUp(
  job: Job<'lead.follow-up'>,
  deps: Pick<Deps, 'db' | 'env' | 'now'>,
): Promise<void> {
  const { leadId, step } = job.payload;
  await inTransaction(deps.db, async (tx) => {
    const lead = await lockLead(tx, leadId);
    if (lead === undefined || !(await isDue(tx, lead, step))) return;
    if (step >= deps.env.FOLLOW_UP_HOURS.length) {
      await signalLead(tx, lead, 'lose');
      return;
    }
    lead.status = await signalLead(tx, lead, 'nurture');
    const say = phrases[lead.language].followUps;
    const text = (say[Math.min(step, say.length - 1)] ?? String)(lead.firstName);
    const since = job.key.slice(`lead.follow-up:${leadId}:`.length, job.key.lastIndexOf(':'));
    await queueMessage(tx, { leadId, text, reasonKey: `follow-up:${leadId}:${since}:${step}` });
    await setFollowUpStep(tx, leadId, step + 1);
    await scheduleFollowUp(tx, lead, { step: step + 1, since }, deps);
  });
}

/** Still silent, still ours, still allowed, and this very step is the next. */
async function isDue(tx: Tx, lead: LeadRow, step: number): Promise<boolean> {
  const isQuiet = ['discovering', 'nurturing', 'qualified'].includes(lead.status);
  if (!isQuiet || lead.handledBy === 'human' || lead.followUpStep !== step) return false;
  return (await consentInForce(tx, lead.id, 'marketing')) !== false;
}
