/** Which calls of the agents' phones are with clients: the one rule for wrap-ups, for the day's count and for its mean. */
import { transferCause } from '../../shared/transfer-cause.ts';
import { first, type Queryable } from './database.ts';

/**
 * SQL: two numbers are one. Extensions and names are compared as they are, numbers of the public network by their
 * last ten digits: a PBX shows them with or without their country.
 */
function isSameNumber(a: string, b: string): string {
  const digits = (number: string): string => `regexp_replace(${number}, '\\D', '', 'g')`;
  return `(${a} = ${b} OR (length(${digits(a)}) >= 10 AND right(${digits(a)}, 10) = right(${digits(b)}, 10)))`;
}

/** How far apart the two ends of one transfer may be told: each call of a phone has its own report. */
const TOGETHER = `interval '5 seconds'`;

/**
 * SQL, from FROM on: the client (`w`, a wrap-up of the colleague who asked) whose call was joined with this one, in
 * which that colleague had asked `agent` first. The exchange goes on showing the colleague's extension (RFC 5589 §7).
 */
function joinedClient({
  agent,
  number,
  from,
  to,
}: Record<'agent' | 'number' | 'from' | 'to', string>): string {
  return `FROM users me JOIN users peer ON peer.extension = ${number}
    JOIN phone_calls asked ON asked.agent_id = peer.id AND asked.direction = 'out' AND asked.number = me.extension
      AND asked.outcome = 'transferred' AND asked.ended_at BETWEEN ${from} AND ${to}
    JOIN wrap_ups w ON w.agent_id = peer.id AND w.ended_at BETWEEN asked.ended_at - ${TOGETHER} AND asked.ended_at + ${TOGETHER}
    WHERE me.id = ${agent}`;
}

/**
 * SQL: the row `call` of phone_calls is with a client: it was handed over by the AI, or its other party is nobody of
 * the house (a colleague, an entry of the directory) nor somebody who was only asked before a transfer. A group's
 * number that calls us stands for whoever called the group. A colleague's call to us is a client's from the moment in
 * which the colleague joined one with it.
 */
export function isClientCall(call: string): string {
  const joined = joinedClient({
    agent: `${call}.agent_id`,
    number: `${call}.number`,
    from: `${call}.answered_at`,
    to: `coalesce(${call}.ended_at, now())`,
  });
  return `(${call}.attempt_id IS NOT NULL OR CASE
    WHEN EXISTS (SELECT 1 FROM users h WHERE h.extension = ${call}.number) THEN ${call}.direction = 'in' AND EXISTS (SELECT 1 ${joined})
    ELSE NOT EXISTS (SELECT 1 FROM directory_entries h WHERE h.active AND (h.kind = 'number' OR ${call}.direction = 'out') AND ${isSameNumber('h.number', `${call}.number`)})
      AND NOT (${call}.direction = 'out' AND coalesce(${call}.cause, '') = '${transferCause('')}' || ${call}.number) END)`;
}

/** Whether this call of this agent's phone is with a client, as far as its reports have told. */
export async function isWithClient(
  db: Queryable,
  { agentId, phoneCallId }: { agentId: string; phoneCallId: string },
): Promise<boolean> {
  const row = await first<{ yes: boolean }>(
    db,
    `SELECT ${isClientCall('p')} AS yes FROM phone_calls p WHERE p.agent_id = $1 AND p.phone_call_id = $2`,
    [agentId, phoneCallId],
  );
  return row?.yes === true;
}

export interface JoinedClient {
  leadId: string | null;
  callId: string | null;
  number: string;
}

/** With whom a colleague joined this agent, who had been asked from that colleague's extension in this span; newest first. */
export function clientJoinedTo(
  db: Queryable,
  { agentId, number, from, to }: { agentId: string; number: string; from: Date; to: Date },
): Promise<JoinedClient | undefined> {
  const joined = joinedClient({ agent: '$1', number: '$2', from: '$3', to: '$4' });
  return first<JoinedClient>(
    db,
    `SELECT w.lead_id AS "leadId", w.call_id AS "callId", w.number ${joined} ORDER BY w.ended_at DESC LIMIT 1`,
    [agentId, number, from, to],
  );
}
