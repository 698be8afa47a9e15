/** The steps of the journey as facts in the stores: each is a question to PostgreSQL or Redis, never to our own memory. */
import type { Redis } from 'ioredis';
import type pg from 'pg';

export interface Stores {
  db: pg.Pool;
  redis: Redis;
}

/** One step; `happened` looks at the stores for the lead with this number (E.164). */
export interface Step {
  name: string;
  happened: (stores: Stores, phone: string) => Promise<boolean>;
  /** Something that must *not* happen: true from the start, so it counts only once all else has happened. */
  atEnd?: true;
}

const LEAD = `(SELECT id FROM leads WHERE phone = $1)`;
const CALL = `(SELECT id FROM calls WHERE lead_id = ${LEAD} ORDER BY created_at LIMIT 1)`;

/** A step that a row in PostgreSQL proves; `$1` is the lead's number. */
function row(name: string, sql: string): Step {
  return { name, happened: async ({ db }, phone) => ((await db.query(sql, [phone])).rowCount ?? 0) > 0 };
}

/** A step that a Redis key proves, whose id is found in PostgreSQL. */
function key(name: string, idSql: string, look: (redis: Redis, id: string) => Promise<boolean>): Step {
  return {
    name,
    happened: async ({ db, redis }, phone) => {
      const { rows } = await db.query<{ id: string | null }>(`SELECT ${idSql}::text AS id`, [phone]);
      const id = rows[0]?.id;
      return id !== null && id !== undefined && look(redis, id);
    },
  };
}

const lives = async (redis: Redis, name: string, atMostS: number): Promise<boolean> => {
  const ttl = await redis.ttl(name);
  return ttl > 0 && ttl <= atMostS;
};

const event = (name: string, type: string): Step =>
  row(name, `SELECT 1 FROM events WHERE lead_id = ${LEAD} AND type = '${type}'`);

export const leadRegistered = row('lead registered', `SELECT 1 FROM leads WHERE phone = $1`);
export const messageStored = row(
  'message stored',
  `SELECT 1 FROM interactions WHERE lead_id = ${LEAD} AND type = 'whatsapp' AND author = 'lead'`,
);
export const sessionCached = key('session cached', LEAD, (redis, id) =>
  lives(redis, `session:${id}`, 86_400),
);
export const leadAnswered = row(
  'lead answered',
  `SELECT 1 FROM interactions WHERE lead_id = ${LEAD} AND type = 'whatsapp' AND author = 'ai' AND status IN ('sent', 'delivered', 'read')`,
);
export const leadScored = row(
  'lead scored, with reasons',
  `SELECT 1 FROM leads WHERE phone = $1 AND qualification_score IS NOT NULL AND jsonb_array_length(score->'reasons') > 0`,
);
export const nextAction = (action: string): Step =>
  row(
    `next action: ${action}`,
    `SELECT 1 FROM events WHERE lead_id = ${LEAD} AND type = 'lead.discovered' AND data->>'nextAction' = '${action}'`,
  );
export const consentRecorded = row(
  'consent to be called recorded',
  `SELECT 1 FROM consents WHERE lead_id = ${LEAD} AND kind = 'call' AND granted`,
);
export const intentRecorded = event('call intent recorded', 'call.requested');
export const callQueued = event('call queued', 'call.queued');
export const callStarted = row(
  'call started',
  `SELECT 1 FROM calls WHERE lead_id = ${LEAD} AND vapi_call_id IS NOT NULL AND config IS NOT NULL`,
);
export const callCached = key('call context cached', CALL, (redis, id) => lives(redis, `call:${id}`, 7_200));
export const transcribed = row(
  'conversation transcribed',
  `SELECT 1 FROM interactions WHERE lead_id = ${LEAD} AND type = 'call' OFFSET 1`,
);
export const toolsUsed = row(
  'tools used',
  `SELECT 1 FROM tool_calls t JOIN calls c ON c.id = t.call_id WHERE c.lead_id = ${LEAD} AND t.success AND t.execution_time_ms IS NOT NULL`,
);
export const escalationLogged = event('escalation logged', 'escalation.requested');
export const agentReserved = row(
  'agent reserved',
  `SELECT 1 FROM escalation_attempts a JOIN escalations e ON e.id = a.escalation_id WHERE e.lead_id = ${LEAD} AND a.agent_id IS NOT NULL`,
);
export const transferInitiated = row(
  'transfer initiated',
  `SELECT 1 FROM escalation_attempts a JOIN escalations e ON e.id = a.escalation_id WHERE e.lead_id = ${LEAD} AND a.transferring_at IS NOT NULL`,
);
export const phoneRang = row(
  "agent's phone rang",
  `SELECT 1 FROM escalation_attempts a JOIN escalations e ON e.id = a.escalation_id WHERE e.lead_id = ${LEAD} AND a.ringing_at IS NOT NULL`,
);
export const agentAnswered = row(
  'agent answered',
  `SELECT 1 FROM escalation_attempts a JOIN escalations e ON e.id = a.escalation_id WHERE e.lead_id = ${LEAD} AND a.answered_at IS NOT NULL`,
);
export const escalationClosed = row(
  'human conversation closed',
  `SELECT 1 FROM escalations WHERE lead_id = ${LEAD} AND status = 'closed'`,
);
export const attemptMissed = row(
  'attempt ended with a typed outcome',
  `SELECT 1 FROM escalation_attempts a JOIN escalations e ON e.id = a.escalation_id WHERE e.lead_id = ${LEAD} AND a.outcome IN ('no-answer', 'busy', 'rejected', 'unreachable', 'failed')`,
);
export const callbackOwned = row(
  'callback owned by an agent',
  `SELECT 1 FROM tasks WHERE lead_id = ${LEAD} AND kind = 'callback' AND owner_id IS NOT NULL AND due_at > now() - interval '1 hour'`,
);
export const handedOver = row(
  'a person, or an owned callback',
  `SELECT 1 FROM escalations e WHERE e.lead_id = ${LEAD} AND (e.status = 'closed' OR (e.status = 'callback' AND EXISTS (SELECT 1 FROM tasks t WHERE t.lead_id = e.lead_id AND t.kind = 'callback')))`,
);
export const callEnded = row(
  'call summary recorded',
  `SELECT 1 FROM calls WHERE lead_id = ${LEAD} AND status = 'ended' AND outcome IS NOT NULL AND summary IS NOT NULL`,
);
export const callOver = row(
  'call over, with an outcome',
  `SELECT 1 FROM calls WHERE lead_id = ${LEAD} AND status = 'ended' AND outcome IS NOT NULL`,
);
export const cacheCleared: Step = {
  name: 'call cache cleared',
  happened: async ({ db, redis }, phone) => {
    const { rows } = await db.query<{ id: string }>(
      `SELECT id FROM calls WHERE lead_id = ${LEAD} AND status = 'ended'`,
      [phone],
    );
    return rows[0] !== undefined && (await redis.exists(`call:${rows[0].id}`)) === 0;
  },
};
export const leadStatus = (...wanted: string[]): Step =>
  row(
    `lead status: ${wanted.join(' or ')}`,
    `SELECT 1 FROM leads WHERE phone = $1 AND status IN (${wanted.map((s) => `'${s}'`).join(', ')})`,
  );
export const taskCreated = row('follow-up task created', `SELECT 1 FROM tasks WHERE lead_id = ${LEAD}`);
export const appointmentBooked = row(
  'appointment booked',
  `SELECT 1 FROM appointments WHERE lead_id = ${LEAD} AND status IN ('booked', 'confirmed')`,
);
export const followUpScheduled = row(
  'follow-up scheduled',
  `SELECT 1 FROM outbox WHERE kind = 'lead.follow-up' AND payload->>'leadId' = ${LEAD}::text AND run_at > now()`,
);
export const optedOut = row('opt-out recorded', `SELECT 1 FROM do_not_call WHERE phone = $1`);
export const nobodyCalled: Step = {
  ...row(
    'nobody called',
    `SELECT 1 FROM leads l WHERE l.phone = $1 AND NOT EXISTS (SELECT 1 FROM calls c WHERE c.lead_id = l.id AND c.vapi_call_id IS NOT NULL)`,
  ),
  atEnd: true,
};
export const rulesRead = row(
  'read by the rules, the LLM being away',
  `SELECT 1 FROM events WHERE lead_id = ${LEAD} AND type = 'lead.discovered' AND data->>'reader' = 'rules'`,
);
export const metricsCounted: Step = {
  name: 'metrics counted',
  happened: async ({ redis }) => (await redis.keys('metrics:*')).length > 0,
};
