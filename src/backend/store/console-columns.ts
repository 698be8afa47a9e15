/** Pieces of SQL that several of the console's read models share, so that a name or a time looks alike everywhere. */

/** A time as the wires carry it: ISO 8601 in UTC with milliseconds, or null. */
export function iso(column: string): string {
  return `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}

/** What to call the lead `alias`; the same rule as `leadName` in leads.ts. */
export function nameOfLead(alias: string): string {
  return `coalesce(nullif(concat_ws(' ', nullif(${alias}.first_name, ''), nullif(${alias}.last_name, '')), ''),
    nullif(${alias}.whatsapp_name, ''), nullif(${alias}.phone, ''), 'WhatsApp')`;
}

/**
 * A console or a phone that was not seen for so long counts as gone. With the three seconds between two looks
 * (presence.ts) nobody who died stays ready for more than ten.
 */
export const presenceMs = 7_000;

/** Whether `column` lies within the presence time. */
export function seenLately(column: string): string {
  return `coalesce(${column} > now() - interval '${presenceMs} milliseconds', FALSE)`;
}

/** Where the house is (REPORTING_TIME_ZONE): a setting of each connection, as its own zone is UTC (connect.ts). */
const HOUSE_ZONE = `coalesce(nullif(current_setting('house.time_zone', TRUE), ''), 'America/Mexico_City')`;

/** Midnight at the house, as a moment. */
export function startOfDay(day: string): string {
  return `(${day}::timestamp AT TIME ZONE ${HOUSE_ZONE})`;
}

/** The last midnight at the house. */
export const startOfToday = startOfDay(`(now() AT TIME ZONE ${HOUSE_ZONE})::date`);
