/** Booking and calling off a visit for an agent, who is told in their own language why it cannot be. */
import { DateTime } from 'luxon';
import type { Language } from '../../shared/lead.ts';
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
import { lockLead, signalLead, type LeadRow } from '../store/leads.ts';
import { queueMessage } from '../store/messages.ts';
import { cancelJobs } from '../store/outbox.ts';
import { userById } from '../store/users.ts';
import { obstacleTo, visitHours } from '../tools/arguments/read-visit.ts';
import { bookVisit, confirmationReason, type VisitOutcome } from '../tools/book-visit.ts';
import { nearestFreeSlots } from '../tools/free-slots.ts';
import { momentInWriting } from '../tools/speech/date-in-words.ts';
import { ApiProblem } from './api-problem.ts';

/** WhatsApp's customer service window, less what sending may take. */
const windowMs = 24 * 60 * 60 * 1000 - 60_000;
const offeredSlots = 5;

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
  const language = await languageOf(tx, booking.agentId);
  const property = (await allProperties(tx)).find(({ slug }) => slug === booking.property);
  if (property === undefined) throw new ApiProblem('invalid', words.noProperty[language]);
  const unitId = await unitAt(tx, property, booking.unit, language);
  const start = DateTime.fromISO(booking.startsAt, { zone: property.timeZone });
  refuseObstacle(start, property, { now: booking.now, language });
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
  throw refusalOf(outcome, slots, language);
}

async function languageOf(tx: Tx, agentId: string): Promise<Language> {
  const agent = await userById(tx, agentId);
  return agent?.languages[0] === 'en' ? 'en' : 'es';
}

async function unitAt(
  tx: Tx,
  property: PropertyRow,
  code: string | undefined,
  language: Language,
): Promise<string | null> {
  if (code === undefined) return null;
  const units = await unitsByCode(tx, code, property.destination);
  const unit = units.find(
    ({ propertySlug, status }) => propertySlug === property.slug && status === 'available',
  );
  if (unit === undefined) throw new ApiProblem('invalid', words.noUnit[language]);
  return unit.unitId;
}

function refuseObstacle(
  start: DateTime,
  property: PropertyRow,
  { now, language }: { now: Date; language: Language },
): void {
  const obstacle = obstacleTo(start, property, now);
  if (obstacle === 'past') throw new ApiProblem('invalid', words.past[language]);
  if (obstacle === 'too-far') throw new ApiProblem('invalid', words.tooFar[language]);
  if (obstacle === undefined) return;
  const { first, last } = visitHours(start, property);
  const [from, to] = [first.toFormat('HH:mm'), last.toFormat('HH:mm')];
  throw new ApiProblem('invalid', words.closed[language](property.name, from, to));
}

function refusalOf(
  outcome: Exclude<VisitOutcome, { outcome: 'booked' }>,
  slots: DateTime[],
  language: Language,
): ApiProblem {
  const free = slots.map(withOffset);
  if (outcome.outcome === 'taken') return new ApiProblem('conflict', words.taken[language], { slots: free });
  const { property, startsAt, timeZone } = outcome.own;
  const when = momentInWriting(DateTime.fromJSDate(startsAt, { zone: timeZone }), language);
  return new ApiProblem('conflict', words.own[language](property, when), { slots: free });
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
    throw new ApiProblem('conflict', 'This visit is over and cannot be cancelled any more.');
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
  if (isWindowOpen(lead, now) && lead.status !== 'opted-out')
    await queueMessage(tx, {
      leadId,
      text: cancellation(visit, lead),
      author: 'system',
      reasonKey: `appointment-cancelled:${id}`,
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

const words = {
  noProperty: {
    es: 'Ese desarrollo no existe. Elige uno de la lista.',
    en: 'There is no such property. Choose one of the list.',
  },
  noUnit: {
    es: 'Esa unidad no está disponible en este desarrollo. Elige otra o déjala sin unidad.',
    en: 'That unit is not for sale at this property. Choose another one, or none.',
  },
  past: { es: 'Ese horario ya pasó. Elige uno que venga.', en: 'That time is in the past. Choose another.' },
  tooFar: {
    es: 'Solo se agendan visitas dentro de los próximos seis meses. Elige un día más cercano.',
    en: 'Visits are booked within the next six months only. Choose a day that is closer.',
  },
  closed: {
    es: (name: string, from: string, to: string): string =>
      `Las visitas a ${name} empiezan entre las ${from} y las ${to}, hora del lugar. Elige otro horario.`,
    en: (name: string, from: string, to: string): string =>
      `Visits to ${name} start between ${from} and ${to} local time. Choose another time.`,
  },
  taken: {
    es: 'Ese horario ya está ocupado. Elige uno de los que quedan libres.',
    en: 'That time is taken. Choose one of those that are free.',
  },
  own: {
    es: (property: string, when: string): string =>
      `El cliente ya tiene una visita a esa hora: ${property}, ${when}. Elige otro horario.`,
    en: (property: string, when: string): string =>
      `The lead already has a visit at that time: ${property}, ${when}. Choose another time.`,
  },
} as const;
