/** A booked visit is confirmed in writing: the lead reads tomorrow what was said today. */
import { DateTime } from 'luxon';
import type { Job } from '../../outbox/jobs.ts';
import type { Deps } from '../../deps.ts';
import { appointmentById, type AppointmentRow } from '../../store/appointments.ts';
import { inTransaction } from '../../store/database.ts';
import { leadById, type LeadRow } from '../../store/leads.ts';
import { queueMessage } from '../../store/messages.ts';
import { momentInWriting } from '../../tools/speech/date-in-words.ts';

/** Handles `appointment.confirm`; a visit that was cancelled meanwhile is not confirmed. */
export async function confirmAppointment(
  job: Job<'appointment.confirm'>,
  { db }: Pick<Deps, 'db'>,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const appointment = await appointmentById(tx, job.payload.appointmentId);
    if (appointment === undefined || !['booked', 'confirmed'].includes(appointment.status)) return;
    const lead = await leadById(tx, appointment.leadId);
    if (lead === undefined || lead.status === 'opted-out') return;
    await queueMessage(tx, {
      leadId: lead.id,
      callId: appointment.callId ?? undefined,
      text: confirmation(appointment, lead),
      reasonKey: `appointment:${appointment.id}`,
      ...(appointment.bookedBy === null ? {} : { ...appointment.bookedBy, author: 'agent' }),
    });
  });
}

function confirmation({ property, unit, startsAt, timeZone }: AppointmentRow, lead: LeadRow): string {
  const when = momentInWriting(DateTime.fromJSDate(startsAt, { zone: timeZone }), lead.language);
  const name = lead.firstName ? ` ${lead.firstName}` : '';
  return lead.language === 'es'
    ? `¡Listo${name}! Tu visita a ${property}${unit ? ` (${unit})` : ''} quedó agendada: ${when} (hora del lugar). Si necesitas cambiarla, respóndenos aquí.`
    : `All set${name}! Your visit to ${property}${unit ? ` (${unit})` : ''} is booked: ${when} (local time). If you need to change it, just reply here.`;
}
