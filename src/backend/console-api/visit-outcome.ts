/** Whether a lead came to their visit, as somebody at the desk says it, and what follows from it. */
import { DateTime } from 'luxon';
import type { VisitOutcome } from '../../shared/desk.ts';
import { hasVisitAhead, HourTaken, lockAppointment, setVisitOutcome } from '../store/appointments.ts';
import type { AppointmentRow } from '../store/appointments.ts';
import { recordAudit } from '../store/audit.ts';
import { cancelTask, reopenTask, tasksOfLead } from '../store/console-tasks.ts';
import type { Tx } from '../store/database.ts';
import { appendLeadEvent } from '../store/events.ts';
import { leadName, lockLead, signalLead, type LeadRow } from '../store/leads.ts';
import { cancelJobs } from '../store/outbox.ts';
import type { LiveSession } from '../store/sessions.ts';
import { createTask, ownerFor } from '../store/tasks.ts';
import { confirmationReason } from '../tools/book-visit.ts';
import { ApiProblem } from './api-problem.ts';

const eventOf = {
  done: 'appointment.held',
  'no-show': 'appointment.missed',
  booked: 'appointment.reopened',
} as const satisfies Record<VisitOutcome, string>;

/** Where a visit may go from where it stands; called off is called off. */
const outcomeTransitions: Readonly<Record<string, readonly VisitOutcome[]>> = {
  booked: ['done', 'no-show'],
  confirmed: ['done', 'no-show'],
  done: ['no-show', 'booked'],
  'no-show': ['done', 'booked'],
};

export interface OutcomeSaid {
  outcome: VisitOutcome;
  session: Pick<LiveSession, 'userId' | 'name' | 'role'>;
  now: Date;
}

/** Writes the outcome of a visit; one that stands already changes nothing. Throws ApiProblem with its reason. */
export async function sayOutcome(
  tx: Tx,
  { id, leadId }: Pick<AppointmentRow, 'id' | 'leadId'>,
  said: OutcomeSaid,
): Promise<void> {
  const lead = await lockLead(tx, leadId);
  const visit = await lockAppointment(tx, id);
  if (lead === undefined || visit === undefined) return;
  refuseStranger(lead, visit, said.session);
  if (isSaid(visit, said.outcome)) return;
  refuseImpossible(visit, said);
  await write(tx, visit, said.outcome);
  await appendLeadEvent(tx, leadId, eventOf[said.outcome], {
    appointmentId: id,
    property: visit.property,
    startsAt: visit.startsAt.toISOString(),
    agentId: said.session.userId,
    agentName: said.session.name,
  });
  await follow(tx, { lead, visit }, said);
  await keepTrail(tx, { lead, visit }, said);
}

interface Visited {
  lead: LeadRow;
  visit: AppointmentRow;
}

function isSaid({ status }: AppointmentRow, outcome: VisitOutcome): boolean {
  return status === outcome || (outcome === 'booked' && status === 'confirmed');
}

/** Whoever looks after the lead or booked the visit; of a lead that nobody looks after, anybody; supervisors always. */
function refuseStranger(
  lead: LeadRow,
  visit: AppointmentRow,
  { role, userId }: OutcomeSaid['session'],
): void {
  const isTheirs = lead.ownerId === null || lead.ownerId === userId || visit.bookedBy?.agentId === userId;
  if (role === 'agent' && !isTheirs)
    throw new ApiProblem(
      'forbidden',
      'A colleague looks after this lead. Ask them or a supervisor to say whether the lead came.',
      { reason: 'visit-of-another' },
    );
}

function refuseImpossible(visit: AppointmentRow, { outcome, now }: OutcomeSaid): void {
  if (!(outcomeTransitions[visit.status] ?? []).includes(outcome))
    throw new ApiProblem('conflict', 'This visit was called off.', { reason: 'visit-called-off' });
  const day = DateTime.fromJSDate(visit.startsAt, { zone: visit.timeZone }).startOf('day');
  if (day.toJSDate() > now)
    throw new ApiProblem('conflict', 'This visit is still to come. Say it on its day.', {
      reason: 'visit-ahead',
    });
}

async function write(tx: Tx, { id }: AppointmentRow, outcome: VisitOutcome): Promise<void> {
  try {
    await setVisitOutcome(tx, id, outcome);
  } catch (error) {
    if (!(error instanceof HourTaken)) throw error;
    throw new ApiProblem('conflict', 'That time was given to somebody else meanwhile.', {
      reason: 'slot-taken',
    });
  }
}

async function follow(tx: Tx, visited: Visited, { outcome, session, now }: OutcomeSaid): Promise<void> {
  const { lead, visit } = visited;
  if (outcome === 'booked') {
    await cancelTask(tx, { reasonKey: missedReason(visit.id) });
    await signalLead(tx, lead, 'book');
    return;
  }
  await cancelTask(tx, { reasonKey: confirmationReason(visit.id) });
  await cancelJobs(tx, `appointment.confirm:${visit.id}`);
  if (outcome === 'done') return cancelTask(tx, { reasonKey: missedReason(visit.id) });
  if (!(await hasVisitAhead(tx, lead.id, now))) await signalLead(tx, lead, 'unbook');
  await askToFollowUp(tx, visited, { session, now });
}

/** The reason of the task that a missed visit leaves. */
function missedReason(appointmentId: string): string {
  return `appointment-missed:${appointmentId}`;
}

/** Kinds of task by which somebody speaks to the lead again anyway. */
const planned = ['callback', 'follow-up'];

async function askToFollowUp(
  tx: Tx,
  { lead, visit }: Visited,
  { session, now }: Pick<OutcomeSaid, 'session' | 'now'>,
): Promise<void> {
  const open = (await tasksOfLead(tx, lead.id)).filter(({ status }) => status === 'open');
  if (lead.status === 'opted-out' || open.some(({ kind }) => planned.includes(kind))) return;
  const bookedBy = visit.bookedBy?.agentId;
  const self = session.role === 'agent' ? session.userId : undefined;
  const id = await createTask(tx, {
    leadId: lead.id,
    kind: 'follow-up',
    title: `Retomar con ${leadName(lead)}: no llegó a su visita a ${visit.property}`,
    dueAt: followUpDue(now, visit.timeZone),
    reasonKey: missedReason(visit.id),
    ownerId: lead.ownerId ?? bookedBy ?? self ?? (await ownerFor(tx, lead.id)),
  });
  // It was taken back once, and is true again.
  await reopenTask(tx, id);
}

const dayEnds = 18;
const dayBegins = 10;

/** In an hour, while the lead may still be on the way; after six in the evening there, the next morning. */
function followUpDue(now: Date, zone: string): Date {
  const soon = DateTime.fromJSDate(now, { zone }).plus({ hours: 1 });
  if (soon.hour >= dayBegins && soon.hour < dayEnds) return soon.toJSDate();
  const day = soon.hour < dayBegins ? soon : soon.plus({ days: 1 });
  return day.set({ hour: dayBegins, minute: 0, second: 0, millisecond: 0 }).toJSDate();
}

/** A supervisor who speaks for an agent leaves a trace. */
async function keepTrail(tx: Tx, { lead, visit }: Visited, { outcome, session }: OutcomeSaid): Promise<void> {
  if (session.role === 'agent' || lead.ownerId === session.userId) return;
  await recordAudit(tx, {
    user: { id: session.userId, name: session.name },
    action: 'appointment.outcome',
    subject: { kind: 'lead', id: lead.id, name: leadName(lead) },
    detail: { appointmentId: visit.id, outcome },
  });
}
