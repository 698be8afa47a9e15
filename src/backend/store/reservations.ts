/** Who is reserved for whom. The reservation is the attempt's row: an index of the database lets an agent have one. */
import type { EscalationOffer } from '../../shared/escalation.ts';
import type { Language } from '../../shared/lead.ts';
import type { ExpectedCall } from '../../shared/phone.ts';
import { all, first, type Queryable, type Tx } from './database.ts';
import type { AttemptRow, HandOff } from './escalations.ts';
import { leadName } from './leads.ts';

export interface FreeAgent {
  id: string;
  name: string;
  extension: string;
  language: Language;
}

/** A phone or a console that has not been heard of for so long is as good as switched off. */
const SILENCE_S = 10;

/**
 * Agents who could take this call now: available, their phone registered, phone and console heard of in the last
 * ten seconds, not reserved, not tried before. Those who speak the lead's language first, then those who sell what the lead
 * wants, then whoever has been idle longest; somebody who just let it ring stands last. With `agentId` only that one,
 * tried before or not; where they asked for the call themselves (`isOwnWish`), whatever state they have set.
 */
export function freeAgents(
  db: Queryable,
  { escalation, lead }: HandOff,
  {
    agentId,
    isOwnWish = false,
    limit = 8,
  }: { agentId?: string | undefined; isOwnWish?: boolean; limit?: number } = {},
): Promise<FreeAgent[]> {
  const { location, property_type } = lead.profile;
  return all<FreeAgent>(
    db,
    `SELECT u.id, u.name, u.extension, CASE WHEN u.languages[1] IN ('es', 'en') THEN u.languages[1] ELSE 'es' END AS language
     FROM users u
     LEFT JOIN LATERAL (SELECT max(a.ended_at) AS at FROM escalation_attempts a WHERE a.agent_id = u.id) tried ON TRUE
     WHERE u.active AND (u.state = 'available' OR $7) AND u.extension IS NOT NULL
       AND u.phone_registered AND u.phone_seen_at > clock_timestamp() - make_interval(secs => $1)
       AND u.console_seen_at > clock_timestamp() - make_interval(secs => $1)
       AND NOT EXISTS (SELECT 1 FROM escalation_attempts a WHERE a.agent_id = u.id AND a.status <> 'ended')
       AND CASE WHEN $6::uuid IS NULL THEN NOT EXISTS (SELECT 1 FROM escalation_attempts a WHERE a.agent_id = u.id AND a.escalation_id = $2) ELSE u.id = $6 END
     ORDER BY ($3 = ANY(u.languages)) DESC,
       (SELECT count(*) FROM unnest(u.skills) skill WHERE skill = ANY($4::text[])) DESC,
       greatest(coalesce(u.last_call_ended_at, u.state_since), tried.at), u.id
     LIMIT $5`,
    [
      SILENCE_S,
      escalation.id,
      lead.language,
      [location, property_type].filter((wish) => wish !== undefined),
      limit,
      agentId ?? null,
      agentId !== undefined && isOwnWish,
    ],
  );
}

export interface NewAttempt {
  escalationId: string;
  target: 'agent' | 'hunt-pilot';
  agentId: string | null;
  /** The agent asked for this call: their state does not matter. */
  isOwnWish?: boolean;
  sipUri: string;
  at: Date;
  expiresAt: Date;
}

/**
 * Reserves; undefined if somebody else was faster, which only the index can know, or if the agent has just turned
 * to something else.
 */
export async function insertAttempt(tx: Tx, attempt: NewAttempt): Promise<AttemptRow | undefined> {
  const row = await reserve(tx, attempt);
  if (row === undefined || attempt.agentId === null || attempt.isOwnWish === true) return row;
  if (await isStillFree(tx, attempt.agentId)) return row;
  await tx.query(`DELETE FROM escalation_attempts WHERE id = $1`, [row.id]);
  return undefined;
}

/** Under lock, and after the attempt's row: a change of state that was not committed yet when the list was read counts. */
async function isStillFree(tx: Tx, agentId: string): Promise<boolean> {
  const row = await first<{ state: string }>(tx, `SELECT state FROM users WHERE id = $1 FOR NO KEY UPDATE`, [
    agentId,
  ]);
  return row?.state === 'available';
}

function reserve(tx: Tx, attempt: NewAttempt): Promise<AttemptRow | undefined> {
  return first<AttemptRow>(
    tx,
    `INSERT INTO escalation_attempts (escalation_id, step, target, agent_id, sip_uri, reserved_at, expires_at)
     SELECT $1, 1 + coalesce(max(step), 0), $2, $3, $4, $5, $6 FROM escalation_attempts WHERE escalation_id = $1
     ON CONFLICT DO NOTHING
     RETURNING id, escalation_id AS "escalationId", step, target, agent_id AS "agentId", sip_uri AS "sipUri", status, outcome,
       ringing_at AS "ringingAt", answered_at AS "answeredAt", ended_at AS "endedAt", expires_at AS "expiresAt"`,
    [attempt.escalationId, attempt.target, attempt.agentId, attempt.sipUri, attempt.at, attempt.expiresAt],
  );
}

/** What this agent's phone must expect: its own reservations, and what rings at the hunt pilot for everybody. */
export function expectedCalls(db: Queryable, agentId: string): Promise<ExpectedCall[]> {
  return all<ExpectedCall>(
    db,
    `SELECT e.id AS "escalationId", a.id AS "attemptId", e.call_id AS "callId", l.phone AS caller, (extract(epoch FROM a.expires_at) * 1000)::float8 AS until
     FROM escalation_attempts a JOIN escalations e ON e.id = a.escalation_id JOIN leads l ON l.id = e.lead_id
     WHERE a.status IN ('reserved', 'transferring', 'ringing') AND (a.agent_id = $1 OR (a.target = 'hunt-pilot' AND a.agent_id IS NULL))
     ORDER BY a.reserved_at`,
    [agentId],
  );
}

/** The attempt under way that a call from `number` belongs to: this agent's own, or the hunt pilot's. */
export async function attemptByNumber(
  db: Queryable,
  agentId: string,
  number: string,
): Promise<string | undefined> {
  const digits = number.replace(/\D/g, '').slice(-10);
  if (digits.length < 7) return undefined;
  const row = await first<{ id: string }>(
    db,
    `SELECT a.id FROM escalation_attempts a JOIN escalations e ON e.id = a.escalation_id JOIN leads l ON l.id = e.lead_id
     WHERE a.status <> 'ended' AND (a.agent_id = $1 OR (a.target = 'hunt-pilot' AND a.agent_id IS NULL))
       AND right(regexp_replace(coalesce(l.phone, ''), '\\D', '', 'g'), 10) = $2
     ORDER BY a.agent_id IS NULL, a.reserved_at DESC LIMIT 1`,
    [agentId, digits],
  );
  return row?.id;
}

interface OfferRow extends Omit<EscalationOffer, 'leadName' | 'reservedAt' | 'expiresAt'> {
  firstName: string | null;
  lastName: string | null;
  whatsappName: string | null;
  reservedAt: Date;
  expiresAt: Date;
}

const OFFER = `SELECT e.id AS "escalationId", a.id AS "attemptId", e.call_id AS "callId", e.lead_id AS "leadId", l.phone, a.agent_id AS "agentId",
    CASE WHEN a.status = 'ended' AND e.status NOT IN ('callback', 'abandoned', 'closed') THEN 'requested' ELSE e.status END AS status,
    e.brief, a.reserved_at AS "reservedAt", a.expires_at AS "expiresAt", l.first_name AS "firstName", l.last_name AS "lastName", l.whatsapp_name AS "whatsappName"
  FROM escalation_attempts a JOIN escalations e ON e.id = a.escalation_id JOIN leads l ON l.id = e.lead_id
  WHERE (a.agent_id IS NOT NULL OR a.target = 'hunt-pilot')`;

/** Escalations reserved for, ringing at or answered by this agent, and what rings at the hunt pilot for every line. */
export async function offersForAgent(db: Queryable, agentId: string): Promise<EscalationOffer[]> {
  const rows = await all<OfferRow>(
    db,
    `${OFFER} AND a.status <> 'ended'
       AND (a.agent_id = $1 OR (a.agent_id IS NULL AND EXISTS (SELECT 1 FROM users u WHERE u.id = $1 AND u.extension IS NOT NULL)))
     ORDER BY a.reserved_at`,
    [agentId],
  );
  return rows.map(toOffer);
}

/** One attempt as consoles show it; its `agentId` is null while the hunt pilot rings for every line. */
export async function offerByAttempt(db: Queryable, attemptId: string): Promise<EscalationOffer | undefined> {
  const row = await first<OfferRow>(db, `${OFFER} AND a.id = $1`, [attemptId]);
  return row && toOffer(row);
}

function toOffer({
  firstName,
  lastName,
  whatsappName,
  reservedAt,
  expiresAt,
  ...offer
}: OfferRow): EscalationOffer {
  return {
    ...offer,
    leadName: leadName({ firstName, lastName, whatsappName, phone: offer.phone }),
    reservedAt: reservedAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
  };
}
