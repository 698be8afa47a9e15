/** Visits: a host shows one party around at a time, and nobody is in two places. The database decides. */
import { all, first, type Queryable, type Tx } from './database.ts';
import type { PropertyRow } from './inventory.ts';

export interface NewAppointment {
  leadId: string;
  callId: string | null;
  toolCallId: string | null;
  /** The person who books it from the desk, if one does. */
  bookedBy: string | null;
  property: Pick<PropertyRow, 'id' | 'visitHosts'>;
  unitId: string | null;
  startsAt: Date;
  endsAt: Date;
  notes: string | null;
}

export interface AppointmentRow {
  id: string;
  leadId: string;
  callId: string | null;
  /** The person who booked it from the desk, if one did. */
  bookedBy: { agentId: string; agentName: string } | null;
  propertyId: string;
  property: string;
  timeZone: string;
  unit: string | null;
  startsAt: Date;
  endsAt: Date;
  status: string;
}

/** Books with any host who is free; undefined if none is, or the lead is elsewhere at that time. */
export async function bookAppointment(
  tx: Tx,
  { property, startsAt, endsAt, ...visit }: NewAppointment,
): Promise<string | undefined> {
  // DO NOTHING inserts speculatively: of two at once one waits for the other instead of both for each other.
  for (let host = 1; host <= property.visitHosts; host += 1) {
    const row = await first<{ id: string }>(
      tx,
      `INSERT INTO appointments (lead_id, call_id, tool_call_id, property_id, unit_id, host, during, notes, booked_by)
       SELECT $1, $2, $3, $4, $5, $6, tstzrange($7, $8), $9, $10
       WHERE NOT EXISTS (SELECT 1 FROM appointments WHERE property_id = $4 AND host = $6 AND during && tstzrange($7, $8) AND status IN ('booked', 'confirmed'))
       ON CONFLICT DO NOTHING RETURNING id`,
      [
        visit.leadId,
        visit.callId,
        visit.toolCallId,
        property.id,
        visit.unitId,
        host,
        startsAt,
        endsAt,
        visit.notes,
        visit.bookedBy,
      ],
    );
    if (row) return row.id;
  }
  return undefined;
}

const APPOINTMENT = `a.id, a.lead_id AS "leadId", a.call_id AS "callId", a.property_id AS "propertyId", p.name AS property, p.time_zone AS "timeZone",
  CASE WHEN b.id IS NOT NULL THEN jsonb_build_object('agentId', b.id, 'agentName', b.name) END AS "bookedBy", u.code AS unit, lower(a.during) AS "startsAt", upper(a.during) AS "endsAt", a.status`;
const FROM = `appointments a JOIN properties p ON p.id = a.property_id LEFT JOIN units u ON u.id = a.unit_id LEFT JOIN users b ON b.id = a.booked_by`;

/** One appointment. */
export function appointmentById(db: Queryable, id: string): Promise<AppointmentRow | undefined> {
  return first<AppointmentRow>(db, `SELECT ${APPOINTMENT} FROM ${FROM} WHERE a.id = $1`, [id]);
}

/** What the lead has booked that overlaps this time. */
export function leadAppointmentAt(
  db: Queryable,
  leadId: string,
  startsAt: Date,
  endsAt: Date,
): Promise<AppointmentRow | undefined> {
  return first<AppointmentRow>(
    db,
    `SELECT ${APPOINTMENT} FROM ${FROM} WHERE a.lead_id = $1 AND a.during && tstzrange($2, $3) AND a.status IN ('booked', 'confirmed') LIMIT 1`,
    [leadId, startsAt, endsAt],
  );
}

/** When each host of a property is taken, within a span. */
export function takenTimes(
  db: Queryable,
  propertyId: string,
  from: Date,
  to: Date,
): Promise<{ host: number; startsAt: Date; endsAt: Date }[]> {
  return all(
    db,
    `SELECT host, lower(during) AS "startsAt", upper(during) AS "endsAt" FROM appointments
     WHERE property_id = $1 AND during && tstzrange($2, $3) AND status IN ('booked', 'confirmed')`,
    [propertyId, from, to],
  );
}

/** One appointment under lock; its lead's row is to be locked before. */
export function lockAppointment(tx: Tx, id: string): Promise<AppointmentRow | undefined> {
  return first<AppointmentRow>(tx, `SELECT ${APPOINTMENT} FROM ${FROM} WHERE a.id = $1 FOR UPDATE OF a`, [
    id,
  ]);
}

/** Calls a locked appointment off: its host and its lead are free at that time. */
export async function cancelAppointment(tx: Tx, id: string): Promise<void> {
  await tx.query(`UPDATE appointments SET status = 'cancelled' WHERE id = $1`, [id]);
}

/** Whose exclusion refused: the hour was given to somebody else meanwhile. */
export class HourTaken extends Error {
  override readonly name = 'HourTaken';
}

/** Writes down whether the lead came to a locked appointment, or that it is booked again. Throws HourTaken, after which the transaction is lost. */
export async function setVisitOutcome(
  tx: Tx,
  id: string,
  status: 'done' | 'no-show' | 'booked',
): Promise<void> {
  try {
    await tx.query(`UPDATE appointments SET status = $2 WHERE id = $1`, [id, status]);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === exclusionViolation) throw new HourTaken();
    throw error;
  }
}
/** PostgreSQL's appendix A. */
const exclusionViolation = '23P01';

/** Whether the lead still has a visit to come after `now`. */
export async function hasVisitAhead(db: Queryable, leadId: string, now: Date): Promise<boolean> {
  const row = await first(
    db,
    `SELECT 1 FROM appointments WHERE lead_id = $1 AND status IN ('booked', 'confirmed') AND upper(during) > $2 LIMIT 1`,
    [leadId, now],
  );
  return row !== undefined;
}
