/** Which attempts to reach a person concern whom: consoles and phones are told of these. */
import { all, first, type Queryable } from './database.ts';

/** One attempt; `agentId` is null while the hunt pilot rings for everybody. */
export interface AttemptView {
  attemptId: string;
  escalationId: string;
  target: 'agent' | 'hunt-pilot';
  agentId: string | null;
  open: boolean;
  answered: boolean;
}

/** Attempts of these escalations, oldest first, so that the last word an agent hears is the newest. */
export function attemptsOfEscalations(db: Queryable, escalationIds: string[]): Promise<AttemptView[]> {
  return all<AttemptView>(
    db,
    `SELECT id AS "attemptId", escalation_id AS "escalationId", target, agent_id AS "agentId", status <> 'ended' AS open,
       answered_at IS NOT NULL AS answered
     FROM escalation_attempts WHERE escalation_id = ANY($1) ORDER BY reserved_at, step`,
    [escalationIds],
  );
}

/** The newest attempt at an agent for this call, or undefined. */
export async function lastAttemptOfCall(db: Queryable, callId: string): Promise<string | undefined> {
  const row = await first<{ id: string }>(
    db,
    `SELECT a.id FROM escalation_attempts a JOIN escalations e ON e.id = a.escalation_id
     WHERE e.call_id = $1 AND a.agent_id IS NOT NULL ORDER BY a.reserved_at DESC LIMIT 1`,
    [callId],
  );
  return row?.id;
}
