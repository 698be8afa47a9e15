/** That a call did not take what a supervisor wanted: once, as an event and in the trail, however often the job runs. */
import type pg from 'pg';
import type { CallRefusal } from '../../../shared/events.ts';
import { RunAgain, type Job } from '../../outbox/jobs.ts';
import { recordAudit } from '../../store/audit.ts';
import { callById, lockCall } from '../../store/calls.ts';
import { inTransaction } from '../../store/database.ts';
import { appendCallEvent } from '../../store/events.ts';
import { leadName, lockLead } from '../../store/leads.ts';
import { settleJob } from '../../store/outbox.ts';

type Refusal = NonNullable<Job<'call.control'>['payload']['by']> & { why: CallRefusal };

/** Ends the job in the same transaction, so that a crash after it tells nothing twice. */
export async function recordRefusal(db: pg.Pool, job: Job<'call.control'>, refusal: Refusal): Promise<void> {
  const { action, userId, userName, why } = refusal;
  const text = wordsOf(job);
  await inTransaction(db, async (tx) => {
    const known = await callById(tx, job.payload.callId);
    const lead = known && (await lockLead(tx, known.leadId));
    // Merged away between the two: the call is another lead's by now.
    if (known !== undefined && lead === undefined) throw new RunAgain(100, 'the lead was merged');
    const call = lead && (await lockCall(tx, known.id));
    if (lead === undefined || call === undefined || !(await settleJob(tx, job.id))) return;
    await appendCallEvent(tx, call, 'supervisor.refused', {
      ...{ action, userId, userName, why },
      ...(text !== undefined && { text }),
    });
    await recordAudit(tx, {
      user: { id: userId, name: userName },
      action: 'call.refused',
      subject: { kind: 'call', id: call.id, name: leadName(lead) },
      detail: { leadId: lead.id, act: action, refusal: why, ...(text !== undefined && { text }) },
    });
  });
}

function wordsOf({ payload: { command } }: Job<'call.control'>): string | undefined {
  if (command.type === 'say') return command.content;
  return command.type === 'add-message' ? command.message.content : undefined;
}
