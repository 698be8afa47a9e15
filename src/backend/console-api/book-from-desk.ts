/** Booking and calling off a visit for an agent, who is told why it cannot be. */
import { DateTime } from 'luxon';
import {
  cancelAppointment,
  hasVisitAhead,
  lockAppointment,
  type AppointmentRow,
} from '../store/appointments.ts';
import { cancelTask } from '../store/console-tasks.ts';
import type { Tx } from '../store/database.ts';
import { appendLeadEvent } from '../store/events.ts';
import { allProperties, unitsByCode, type PropertyRow } from '../store/inventory.ts';
import { leadName, lockLead, signalLead, type LeadRow } from '../store/leads.ts';
import { queueMessage } from '../store/messages.ts';
import { cancelJobs } from '../store/outbox.ts';
import { createTask } from '../store/tasks.ts';
import { obstacleTo, visitHours } from '../tools/arguments/read-visit.ts';
import { bookVisit, confirmationReason, type VisitOutcome } from '../tools/book-visit.ts';
import { nearestFreeSlots } from '../tools/free-slots.ts';
import { momentInWriting } from '../tools/speech/date-in-words.ts';
import { ApiProblem } from './api-problem.ts';

/** WhatsApp's customer service window, less what sending may take. */
const windowMs = 24 * 60 * 60 * 1000 - 60_000;
const offeredSlots = 5;
/** To tell of a visit that was called off: at once, and yet not overdue while it is being read. */
const tellWithinMs = 15 * 60_000;

export interface DeskBooking {
  leadId: string;
  agentId: string;
  agentName: string;
  /** Slug. */
  property: string;
  /** Code. */
  unit?: string | undefined;
  /** ISO 8601 with an offset. */
  startsAt: string;
  notes?: string | undefined;
  confirm: boolean;
  now: Date;
}

/** Books it and returns its id; undefined where there is no such lead. Throws ApiProblem: what cannot be, 400; what is taken, 409 with free slots. */
export async function bookFromDesk(tx: Tx, booking: DeskBooking): Promise<string | undefined> {
  const lead = await lockLead(tx, booking.leadId);
  if (lead === undefined) return undefined;
  const property = (await allProperties(tx)).find(({ slug }) => slug === booking.property);
  if (property === undefined) throw noSuchProperty();
  const unitId = await unitAt(tx, property, booking.unit);
  const start = DateTime.fromISO(booking.startsAt, { zone: property.timeZone });
  refuseObstacle(start, property, booking.now);
  const outcome = await bookVisit(tx, {
    lead,
    property,
    unitId,
    start,
    notes: booking.notes ?? null,
    by: { agentId: booking.agentId, agentName: booking.agentName },
    confirm: booking.confirm,
    now: booking.now,
  });
  if (outcome.outcome === 'booked') return outcome.appointmentId;
  const slots = await nearestFreeSlots(tx, property, {
    wanted: start,
    after: booking.now,
    count: offeredSlots,
  });
  throw refusalOf(outcome, slots);
}

const noSuchProperty = (): ApiProblem =>
  new ApiProblem('invalid', 'There is no such property. Choose one of the list.', {
    reason: 'no-such-property',
  });

async function unitAt(tx: Tx, property: PropertyRow, code: string | undefined): Promise<string | null> {
  if (code === undefined) return null;
  const units = await unitsByCode(tx, code, property.destination);
  const unit = units.find(
    ({ propertySlug, status }) => propertySlug === property.slug && status === 'available',
  );
  if (unit === undefined)
    throw new ApiProblem(
      'invalid',
      'That unit is not for sale at this property. Choose another one, or none.',
      { reason: 'no-such-unit' },
    );
  return unit.unitId;
}

function refuseObstacle(start: DateTime, property: PropertyRow, now: Date): void {
  const obstacle = obstacleTo(start, property, now);
  if (obstacle === 'past')
    throw new ApiProblem('invalid', 'That time is in the past. Choose another.', { reason: 'visit-past' });
  if (obstacle === 'too-far')
    throw new ApiProblem(
      'invalid',
      'Visits are booked within the next six months only. Choose a day that is closer.',
      { reason: 'visit-too-far' },
    );
  if (obstacle === undefined) return;
  const { first, last } = visitHours(start, property);
  const { name } = property;
  const [from, to] = [first.toFormat('HH:mm'), last.toFormat('HH:mm')];
  throw new ApiProblem(
    'invalid',
    `Visits to ${name} start between ${from} and ${to} local time. Choose another time.`,
    { reason: 'visit-closed', params: { name, from, to } },
  );
}

function refusalOf(outcome: Exclude<VisitOutcome, { outcome: 'booked' }>, slots: DateTime[]): ApiProblem {
  const free = { slots: slots.map(withOffset) };
  if (outcome.outcome === 'taken')
    return new ApiProblem('conflict', 'That time is taken. Choose one of those that are free.', {
      reason: 'slot-taken',
      ...free,
    });
  const { property, startsAt, timeZone } = outcome.own;
  const when = DateTime.fromJSDate(startsAt, { zone: timeZone });
  return new ApiProblem(
    'conflict',
    `The lead already has a visit at that time: ${property}, ${momentInWriting(when, 'en')}. Choose another time.`,
    { reason: 'lead-has-visit', params: { name: property, at: withOffset(when) }, ...free },
  );
}

/** ISO 8601 with the offset of the moment's own zone. */
export function withOffset(at: DateTime): string {
  return at.toISO({ suppressMilliseconds: true }) ?? '';
}

/** Calls a visit off, with all that hangs on it; one that is cancelled already stays so. Throws ApiProblem `conflict` once it is over. */
export async function callOff(
  tx: Tx,
  { id, leadId }: AppointmentRow,
  { now, by }: { now: Date; by: { agentId: string; agentName: string } },
): Promise<void> {
  const lead = await lockLead(tx, leadId);
  const visit = await lockAppointment(tx, id);
  if (lead === undefined || visit === undefined || visit.status === 'cancelled') return;
  if (!['booked', 'confirmed'].includes(visit.status) || visit.endsAt <= now)
    throw new ApiProblem('conflict', 'This visit is over and cannot be cancelled any more.', {
      reason: 'visit-over',
    });
  await cancelAppointment(tx, id);
  await appendLeadEvent(tx, leadId, 'appointment.cancelled', {
    appointmentId: id,
    property: visit.property,
    startsAt: visit.startsAt.toISOString(),
    ...by,
  });
  if (!(await hasVisitAhead(tx, leadId, now))) await signalLead(tx, lead, 'unbook');
  await cancelTask(tx, { reasonKey: confirmationReason(id) });
  await cancelJobs(tx, `appointment.confirm:${id}`);
  if (lead.status !== 'opted-out') await tellLead(tx, lead, { visit, now, agentId: by.agentId });
}

/** By WhatsApp while its window is open; otherwise whoever called it off has to call: nobody is to travel for nothing. */
async function tellLead(
  tx: Tx,
  lead: LeadRow,
  { visit, now, agentId }: { visit: AppointmentRow; now: Date; agentId: string },
): Promise<void> {
  const about = { leadId: lead.id, reasonKey: `appointment-cancelled:${visit.id}` };
  if (isWindowOpen(lead, now)) {
    await queueMessage(tx, { ...about, text: cancellation(visit, lead), author: 'system' });
    return;
  }
  const when = momentInWriting(DateTime.fromJSDate(visit.startsAt, { zone: visit.timeZone }), 'es');
  await createTask(tx, {
    ...about,
    kind: 'callback',
    title: `Avisar a ${leadName(lead)} que se canceló su visita a ${visit.property}, ${when}`,
    dueAt: new Date(now.getTime() + tellWithinMs),
    ownerId: agentId,
    createdBy: agentId,
  });
}

function isWindowOpen({ lastInboundAt }: LeadRow, now: Date): boolean {
  return lastInboundAt !== null && now.getTime() - lastInboundAt.getTime() < windowMs;
}

function cancellation({ property, startsAt, timeZone }: AppointmentRow, lead: LeadRow): string {
  const when = momentInWriting(DateTime.fromJSDate(startsAt, { zone: timeZone }), lead.language);
  const name = lead.firstName ? ` ${lead.firstName}` : '';
  return lead.language === 'es'
    ? `Hola${name}, tu visita a ${property} quedó cancelada: ${when} (hora del lugar). Si quieres otra fecha, respóndenos aquí.`
    : `Hi${name}, your visit to ${property} has been cancelled: ${when} (local time). If you would like another date, just reply here.`;
}
