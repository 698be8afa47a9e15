/** Booking a visit, by the AI or from the desk: the same hosts, the same rules, and the same that follows from it. */
import type { DateTime } from 'luxon';
import { bookAppointment, leadAppointmentAt, type AppointmentRow } from '../store/appointments.ts';
import type { Tx } from '../store/database.ts';
import { appendLeadEvent } from '../store/events.ts';
import { supersedeFollowUps } from '../store/follow-ups.ts';
import type { PropertyRow } from '../store/inventory.ts';
import { leadName, signalLead, type LeadRow } from '../store/leads.ts';
import { schedule } from '../store/outbox.ts';
import { createTask } from '../store/tasks.ts';
import { confirmationDue } from './confirmation-due.ts';
import { momentInWriting } from './speech/date-in-words.ts';

export interface VisitBooking {
  /** Locked. */
  lead: LeadRow;
  property: PropertyRow;
  unitId: string | null;
  /** In the property's zone, and without an obstacle (`obstacleTo`). */
  start: DateTime;
  notes: string | null;
  /** The AI in a call, or an agent. */
  by: { callId: string; toolCallId: string } | { agentId: string; agentName: string };
  /** Whether the lead gets a confirmation by WhatsApp. */
  confirm: boolean;
  now: Date;
}

/** It stands; or the lead has a visit at that time already; or every host has. */
export type VisitOutcome =
  | { outcome: 'booked'; appointmentId: string }
  | { outcome: 'own'; own: AppointmentRow }
  | { outcome: 'taken' };

/** Books a visit, and in the same transaction tells of it and leaves what has to be done next. */
export async function bookVisit(tx: Tx, visit: VisitBooking): Promise<VisitOutcome> {
  const { lead, property, start, by } = visit;
  const [startsAt, endsAt] = [start.toJSDate(), start.plus({ minutes: property.visitMinutes }).toJSDate()];
  const appointmentId = await bookAppointment(tx, {
    leadId: lead.id,
    callId: 'callId' in by ? by.callId : null,
    toolCallId: 'callId' in by ? by.toolCallId : null,
    bookedBy: 'agentId' in by ? by.agentId : null,
    property,
    unitId: visit.unitId,
    startsAt,
    endsAt,
    notes: visit.notes,
  });
  if (appointmentId !== undefined) {
    await tellOfBooking(tx, visit, appointmentId);
    return { outcome: 'booked', appointmentId };
  }
  const own = await leadAppointmentAt(tx, lead.id, startsAt, endsAt);
  return own === undefined ? { outcome: 'taken' } : { outcome: 'own', own };
}

/** Everything that follows from a booking, in its transaction. */
async function tellOfBooking(tx: Tx, visit: VisitBooking, appointmentId: string): Promise<void> {
  const { lead, property, start } = visit;
  await appendLeadEvent(tx, lead.id, 'appointment.booked', {
    appointmentId,
    property: property.name,
    startsAt: start.toUTC().toISO() ?? '',
    ...('agentId' in visit.by ? visit.by : {}),
  });
  await signalLead(tx, lead, 'book');
  await supersedeFollowUps(tx, lead.id, { appointmentId });
  if (visit.confirm)
    await schedule(tx, {
      kind: 'appointment.confirm',
      key: `appointment.confirm:${appointmentId}`,
      payload: { appointmentId },
    });
  await askToConfirm(tx, visit, appointmentId);
}

/** Somebody makes sure that the lead will come: whoever looks after them, else whoever has booked it; nobody where it is about to begin. */
async function askToConfirm(
  tx: Tx,
  { lead, property, start, by, now }: VisitBooking,
  appointmentId: string,
): Promise<void> {
  const dueAt = confirmationDue(start.toJSDate(), now);
  if (dueAt === undefined) return;
  await createTask(tx, {
    leadId: lead.id,
    kind: 'confirm-appointment',
    title: `Confirmar visita de ${leadName(lead)} a ${property.name}, ${momentInWriting(start, 'es')}`,
    dueAt,
    reasonKey: confirmationReason(appointmentId),
    ...('callId' in by
      ? { callId: by.callId }
      : { createdBy: by.agentId, ...(lead.ownerId === null ? { ownerId: by.agentId } : {}) }),
  });
}

/** The reason of the task to confirm an appointment. */
export function confirmationReason(appointmentId: string): string {
  return `appointment:${appointmentId}`;
}
