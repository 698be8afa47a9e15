/** Leads as the console shows them: one line of a list, and the card of one. */
import type { LeadDetail } from '../../shared/api.ts';
import type { LeadSummary } from '../../shared/lead.ts';
import { OWNER_PRESENT } from './chats.ts';
import { callsOfLead } from './console-calls.ts';
import { iso, nameOfLead, startOfDay } from './console-columns.ts';
import { salesOfLead } from './console-sales.ts';
import { tasksOfLead } from './console-tasks.ts';
import { all, first, type Queryable } from './database.ts';
import { streamHead } from './events.ts';
import { holds, newestOrAll, wantedIn, wordsOfLead, type Wanted } from './plain-text.ts';
import { matchingUnits, type UnitOffer } from './inventory.ts';

const SUMMARY = `l.id, ${nameOfLead('l')} AS name, l.phone, l.language, l.status, l.qualification_score AS score,
  l.lead_source AS source, m.text AS "lastMessage", ${iso('l.updated_at')} AS "updatedAt"`;
const LAST_MESSAGE = `LEFT JOIN LATERAL (
    SELECT left(coalesce(i.content, i.metadata->>'caption', '[' || (i.metadata->>'kind') || ']'), 160) AS text
    FROM interactions i WHERE i.lead_id = l.id AND i.type = 'whatsapp' ORDER BY i.created_at DESC, i.position DESC LIMIT 1) m ON TRUE`;
const FROM = `leads l ${LAST_MESSAGE}`;

export interface LeadListQuery {
  /** Part of a name, a number in any writing, or an address; case and accents do not matter. */
  q?: string | undefined;
  limit: number;
  /** ISO 8601: continues a list. */
  before?: string | undefined;
  /** Days (YYYY-MM-DD) of the last change, both included. */
  from?: string | undefined;
  to?: string | undefined;
}

/** Newest change first. The page is cut before anything is joined to it. */
export function listLeads(db: Queryable, query: LeadListQuery): Promise<LeadSummary[]> {
  const wanted = wantedIn(query.q ?? '');
  return newestOrAll(wanted, query.limit, (among) => leadsWith(db, wanted, { ...query, among }));
}

function leadsWith(
  db: Queryable,
  wanted: Wanted,
  { before, limit, from, to, among }: LeadListQuery & { among: number | 'all' },
): Promise<LeadSummary[]> {
  const values: unknown[] = [before ?? null, limit, from ?? null, to ?? null];
  const condition = holds(wordsOfLead('l'), wanted, values);
  const span = `($1::timestamptz IS NULL OR l.updated_at < $1) AND ($3::date IS NULL OR l.updated_at >= ${startOfDay('$3::date')})
    AND ($4::date IS NULL OR l.updated_at < ${startOfDay('($4::date + 1)')})`;
  const leads =
    among === 'all'
      ? `SELECT * FROM leads l WHERE ${span} AND ${condition}`
      : `SELECT * FROM (SELECT * FROM leads l WHERE ${span} ORDER BY l.updated_at DESC, l.id LIMIT ${among}) l WHERE ${condition}`;
  return all<LeadSummary>(
    db,
    `WITH found AS MATERIALIZED (${leads})
     SELECT ${SUMMARY} FROM (SELECT * FROM found ORDER BY updated_at DESC, id LIMIT $2) l ${LAST_MESSAGE}
     ORDER BY l.updated_at DESC, l.id`,
    values,
  );
}

/** The leads in which `q` stands, those that changed last first. */
export async function leadIdsWith(db: Queryable, q: string, limit: number): Promise<string[]> {
  const values: unknown[] = [limit];
  const condition = holds(wordsOfLead('l'), wantedIn(q), values);
  const rows = await all<{ id: string }>(
    db,
    `SELECT l.id FROM leads l WHERE ${condition} ORDER BY l.updated_at DESC LIMIT $1`,
    values,
  );
  return rows.map(({ id }) => id);
}

/** Lines of these leads, in no order. */
export function leadSummaries(db: Queryable, ids: string[]): Promise<LeadSummary[]> {
  return all<LeadSummary>(db, `SELECT ${SUMMARY} FROM ${FROM} WHERE l.id = ANY($1)`, [ids]);
}

/** What one row of SQL gives; the lists beside it have queries of their own. */
type LeadCard = Omit<
  LeadDetail,
  'consents' | 'appointments' | 'sales' | 'tasks' | 'calls' | 'offers' | 'seq'
>;

/** Everything the console shows of one lead, or undefined if there is no such lead. */
export async function leadDetail(db: Queryable, id: string): Promise<LeadDetail | undefined> {
  // The head is read first: what changes meanwhile has a higher number, and the console asks for it.
  const seq = await streamHead(db, `lead:${id}`);
  const card = await leadCard(db, id);
  if (card === undefined) return undefined;
  const [consents, appointments, sales, tasks, calls, units] = await Promise.all([
    consentsInForce(db, id),
    appointmentsOf(db, id),
    salesOfLead(db, id),
    tasksOfLead(db, id),
    callsOfLead(db, id),
    matchingUnits(db, card.profile),
  ]);
  return { ...card, consents, appointments, sales, tasks, calls, offers: units.map(offerOf), seq };
}

function leadCard(db: Queryable, id: string): Promise<LeadCard | undefined> {
  return first<LeadCard>(
    db,
    `SELECT ${SUMMARY}, l.first_name AS "firstName", l.last_name AS "lastName", l.email, l.time_zone AS "timeZone", l.profile,
       l.score AS "scoreDetail", l.next_action AS "nextAction", c.name AS campaign, l.owner_id AS "ownerId", o.name AS "ownerName", l.handled_by AS "handledBy",
       ${OWNER_PRESENT} AS "ownerPresent",
       CASE WHEN l.last_inbound_at > now() - interval '24 hours' THEN ${iso(`(l.last_inbound_at + interval '24 hours')`)} END AS "windowUntil",
       EXISTS (SELECT 1 FROM do_not_call d WHERE d.phone = l.phone) AS "doNotCall"
     FROM ${FROM} LEFT JOIN campaigns c ON c.id = l.campaign_id LEFT JOIN users o ON o.id = l.owner_id WHERE l.id = $1`,
    [id],
  );
}

function consentsInForce(db: Queryable, leadId: string): Promise<LeadDetail['consents']> {
  return all(
    db,
    `SELECT DISTINCT ON (kind) kind, granted, evidence, ${iso('at')} AS at FROM consents WHERE lead_id = $1 ORDER BY kind, id DESC`,
    [leadId],
  );
}

function appointmentsOf(db: Queryable, leadId: string): Promise<LeadDetail['appointments']> {
  return all(
    db,
    `SELECT a.id, p.name AS property, u.code AS unit, ${iso('lower(a.during)')} AS "startsAt", ${iso('upper(a.during)')} AS "endsAt", a.status,
       p.time_zone AS "timeZone", a.booked_by AS "bookedById"
     FROM appointments a JOIN properties p ON p.id = a.property_id LEFT JOIN units u ON u.id = a.unit_id
     WHERE a.lead_id = $1 ORDER BY lower(a.during) DESC LIMIT 20`,
    [leadId],
  );
}

function offerOf(unit: UnitOffer): LeadDetail['offers'][number] {
  return {
    unit: unit.code,
    property: unit.property,
    destination: unit.destination,
    type: unit.type,
    bedrooms: unit.bedrooms,
    prices: [
      { currency: 'USD', amount: unit.usd },
      { currency: 'MXN', amount: unit.mxn },
    ],
  };
}
