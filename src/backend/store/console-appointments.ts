/** Visits as the agenda shows them, each by the clock of the place where it is. */
import type { Appointment, PropertyList } from '../../shared/desk.ts';
import { iso, nameOfLead } from './console-columns.ts';
import { all, single, type Queryable } from './database.ts';

const APPOINTMENT = `a.id, a.lead_id AS "leadId", ${nameOfLead('l')} AS "leadName", p.name AS property, u.code AS unit,
  ${iso('lower(a.during)')} AS "startsAt", ${iso('upper(a.during)')} AS "endsAt", p.time_zone AS "timeZone", a.status,
  l.owner_id AS "ownerId", a.booked_by AS "bookedById"`;
const FROM = `appointments a JOIN leads l ON l.id = a.lead_id JOIN properties p ON p.id = a.property_id LEFT JOIN units u ON u.id = a.unit_id`;

/** One visit that must exist. */
export function appointmentCard(db: Queryable, id: string): Promise<Appointment> {
  return single<Appointment>(db, `SELECT ${APPOINTMENT} FROM ${FROM} WHERE a.id = $1`, [id]);
}

/** Visits from one day to another (YYYY-MM-DD, both included, as it is at the property), soonest first, cancelled ones too. */
export function appointmentsBetween(db: Queryable, from: string, to: string): Promise<Appointment[]> {
  // The first condition is the index's; no place on Earth is further than a day from UTC.
  return all<Appointment>(
    db,
    `SELECT ${APPOINTMENT} FROM ${FROM}
     WHERE lower(a.during) BETWEEN $1::date - interval '1 day' AND $2::date + interval '2 days'
       AND (lower(a.during) AT TIME ZONE p.time_zone)::date BETWEEN $1::date AND $2::date
     ORDER BY lower(a.during), a.id LIMIT 500`,
    [from, to],
  );
}

/** Every place one can visit, with what is for sale there. */
export function propertiesToVisit(db: Queryable): Promise<PropertyList['properties']> {
  return all(
    db,
    `SELECT p.slug, p.name, p.destination, p.time_zone AS "timeZone", p.visit_minutes AS "visitMinutes", coalesce(o.units, '[]') AS units
     FROM properties p LEFT JOIN LATERAL (
       SELECT jsonb_agg(jsonb_build_object('code', u.code, 'type', u.type, 'bedrooms', u.bedrooms, 'usd', usd.amount, 'mxn', mxn.amount) ORDER BY u.code) AS units
       FROM units u JOIN unit_prices usd ON usd.unit_id = u.id AND usd.currency = 'USD' JOIN unit_prices mxn ON mxn.unit_id = u.id AND mxn.currency = 'MXN'
       WHERE u.property_id = p.id AND u.status = 'available') o ON TRUE
     ORDER BY p.destination, p.name`,
  );
}
