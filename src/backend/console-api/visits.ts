/** Visits from the desk: the same places, hosts and hours as the AI books, and the agenda of all of them. */
import type { FastifyPluginCallback, FastifyRequest } from 'fastify';
import { DateTime } from 'luxon';
import type pg from 'pg';
import { z } from 'zod';
import {
  appointmentQuery,
  newAppointment,
  slotQuery,
  visitOutcome,
  type Appointment,
  type AppointmentList,
  type PropertyList,
  type SlotList,
} from '../../shared/desk.ts';
import { appointmentById, type AppointmentRow } from '../store/appointments.ts';
import { appointmentCard, appointmentsBetween, propertiesToVisit } from '../store/console-appointments.ts';
import { inTransaction } from '../store/database.ts';
import { allProperties, type PropertyRow } from '../store/inventory.ts';
import { freeSlots } from '../tools/free-slots.ts';
import { maySeeLead } from './access.ts';
import { ApiProblem, checked } from './api-problem.ts';
import { bookFromDesk, callOff, withOffset } from './book-from-desk.ts';
import { sessionOf } from './guard.ts';
import { sayOutcome } from './visit-outcome.ts';

const byId = z.object({ id: z.uuid() });
const bySlug = z.object({ slug: z.string().min(1).max(100) });
const daysAhead = 6;

export interface VisitDeps {
  db: pg.Pool;
  env: { REPORTING_TIME_ZONE: string };
  /** The clock, in UTC. */
  now: () => Date;
}

type VisitClock = Pick<VisitDeps, 'db' | 'now'>;

/** `GET /api/properties`, `…/:slug/slots`, `GET /api/appointments`, `POST /api/leads/:id/appointments`, `POST /api/appointments/:id/cancel` and `…/outcome`. */
export function visitRoutes({ db, env, now }: VisitDeps): FastifyPluginCallback {
  return (server, _options, done) => {
    server.get('/api/properties', async (): Promise<PropertyList> => ({
      properties: await propertiesToVisit(db),
    }));
    server.get('/api/properties/:slug/slots', (request) => slotsOf({ db, now }, request));
    server.get('/api/appointments', async (request): Promise<AppointmentList> => {
      const query = checked(appointmentQuery, request.query);
      const from = query.from ?? dayOf(now(), env.REPORTING_TIME_ZONE);
      const to = query.to ?? DateTime.fromISO(from).plus({ days: daysAhead }).toISODate() ?? from;
      const appointments = await appointmentsBetween(db, from, to);
      return { appointments: appointments.filter(({ leadId }) => maySeeLead(sessionOf(request), leadId)) };
    });
    server.post('/api/leads/:id/appointments', async (request): Promise<Appointment> => {
      const wish = checked(newAppointment, request.body);
      const { id: leadId } = checked(byId, request.params);
      if (!maySeeLead(sessionOf(request), leadId)) throw noSuchLead();
      const by = agentOf(request);
      const id = await inTransaction(db, (tx) => bookFromDesk(tx, { ...wish, ...by, leadId, now: now() }));
      if (id === undefined) throw noSuchLead();
      return appointmentCard(db, id);
    });
    server.post('/api/appointments/:id/cancel', (request) => cancelled({ db, now }, request));
    server.post('/api/appointments/:id/outcome', (request) => told({ db, now }, request));
    done();
  };
}

/** Today where the house is; a slot's own day is that of its place. */
function dayOf(now: Date, zone: string): string {
  return DateTime.fromJSDate(now, { zone }).toISODate() ?? '';
}

async function slotsOf({ db, now }: VisitClock, request: FastifyRequest): Promise<SlotList> {
  const { slug } = checked(bySlug, request.params);
  const { from, days } = checked(slotQuery, request.query);
  const property = await propertyOf(db, slug);
  const day = DateTime.fromISO(from, { zone: property.timeZone });
  const slots = await freeSlots(db, property, { from: day, days, now: now() });
  return { timeZone: property.timeZone, slots: slots.map(withOffset) };
}

async function propertyOf(db: pg.Pool, slug: string): Promise<PropertyRow> {
  const property = (await allProperties(db)).find((each) => each.slug === slug);
  if (property === undefined)
    throw new ApiProblem('not-found', 'There is no such property. Choose one of the list.', {
      reason: 'no-such-property',
    });
  return property;
}

async function cancelled({ db, now }: VisitClock, request: FastifyRequest): Promise<Appointment> {
  const known = await visitOf(db, request);
  await inTransaction(db, (tx) => callOff(tx, known, { now: now(), by: agentOf(request) }));
  return appointmentCard(db, known.id);
}

async function told({ db, now }: VisitClock, request: FastifyRequest): Promise<Appointment> {
  const known = await visitOf(db, request);
  const { outcome } = checked(visitOutcome, request.body);
  const session = sessionOf(request);
  await inTransaction(db, (tx) => sayOutcome(tx, known, { outcome, session, now: now() }));
  return appointmentCard(db, known.id);
}

async function visitOf(db: pg.Pool, request: FastifyRequest): Promise<AppointmentRow> {
  const { id } = checked(byId, request.params);
  const known = await appointmentById(db, id);
  if (known === undefined || !maySeeLead(sessionOf(request), known.leadId))
    throw new ApiProblem('not-found', 'There is no such visit. Load the agenda again.', {
      reason: 'no-such-visit',
    });
  return known;
}

function agentOf(request: FastifyRequest): { agentId: string; agentName: string } {
  const { userId: agentId, name: agentName } = sessionOf(request);
  return { agentId, agentName };
}

function noSuchLead(): ApiProblem {
  return new ApiProblem('not-found', 'There is no such lead. Go back to the list and choose another.', {
    reason: 'no-such-lead',
  });
}
