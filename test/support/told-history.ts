/** Writes a past by hand: leads, calls and what was told of them, each at its own time. */
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { EventData, EventType } from '../../src/shared/events.ts';

export interface ToldEvent<T extends EventType = EventType> {
  stream: string;
  type: T;
  data: EventData[T];
  /** ISO 8601. */
  at: string;
  leadId?: string;
  callId?: string;
}

/** Appends one event as if it had been told at `at`. */
export async function tell<T extends EventType>(db: pg.Pool, event: ToldEvent<T>): Promise<void> {
  await db.query(
    `WITH head AS (INSERT INTO stream_heads AS h (stream, seq) VALUES ($1, 1) ON CONFLICT (stream) DO UPDATE SET seq = h.seq + 1 RETURNING seq)
     INSERT INTO events (stream, stream_seq, type, data, lead_id, call_id, at) SELECT $1, seq, $2, $3, $4, $5, $6 FROM head`,
    [
      ...[event.stream, event.type, JSON.stringify(event.data)],
      ...[event.leadId ?? null, event.callId ?? null, event.at],
    ],
  );
}

export interface ToldLead {
  at: string;
  source?: string;
  campaignId?: string;
  profile?: Record<string, unknown>;
  language?: 'es' | 'en';
  status?: string;
}

let numbers = 5_215_500_000_000;

/** A lead who arrived then. Returns the id. */
export async function addLead(db: pg.Pool, lead: ToldLead): Promise<string> {
  const id = randomUUID();
  await db.query(
    `INSERT INTO leads (id, phone, first_name, lead_source, campaign_id, profile, language, status, created_at) VALUES ($1, $2, 'Ana', $3, $4, $5, $6, $7, $8)`,
    [
      ...[id, `+${(numbers += 1)}`, lead.source ?? 'whatsapp', lead.campaignId ?? null],
      ...[JSON.stringify(lead.profile ?? {}), lead.language ?? 'es', lead.status ?? 'new', lead.at],
    ],
  );
  await tell(db, {
    stream: `lead:${id}`,
    type: 'lead.created',
    data: { source: lead.source ?? null },
    at: lead.at,
    leadId: id,
  });
  return id;
}

export interface ToldCall {
  leadId: string;
  requestedAt: string;
  startedAt?: string;
  answeredAt?: string;
  endedAt?: string;
  seconds?: number;
  outcome?: string;
}

/** A call with what was told of it. Returns the id. */
export async function addCall(db: pg.Pool, call: ToldCall): Promise<string> {
  const id = randomUUID();
  await db.query(
    `INSERT INTO calls (id, lead_id, status, outcome, intent_key, reason, created_at) VALUES ($1::uuid, $2, $3, $4, $1::text, 'prueba', $5)`,
    [
      ...[id, call.leadId, call.endedAt === undefined ? 'blocked' : 'ended'],
      ...[call.outcome ?? null, call.requestedAt],
    ],
  );
  const ids = { stream: `call:${id}`, leadId: call.leadId, callId: id };
  await tell(db, { ...ids, type: 'call.requested', data: { reason: 'prueba' }, at: call.requestedAt });
  if (call.startedAt !== undefined)
    await tell(db, { ...ids, type: 'call.started', data: { vapiCallId: id }, at: call.startedAt });
  if (call.answeredAt !== undefined)
    await tell(db, { ...ids, type: 'call.changed', data: { status: 'in-progress' }, at: call.answeredAt });
  if (call.endedAt !== undefined)
    await tell(db, {
      ...ids,
      type: 'call.ended',
      data: { endedReason: null, outcome: null, durationSeconds: call.seconds ?? null },
      at: call.endedAt,
    });
  return id;
}

export interface ToldEscalation {
  leadId: string;
  callId: string;
  requestedAt: string;
  /** When and how it ended; an answer bears its agent. */
  end?: { as: 'answered' | 'exhausted' | 'abandoned' | 'closed'; at: string; agentId?: string };
}

/** A wish for a person, and what became of it. */
export async function addEscalation(db: pg.Pool, told: ToldEscalation): Promise<string> {
  const escalationId = randomUUID();
  const ids = { stream: `call:${told.callId}`, leadId: told.leadId, callId: told.callId };
  await tell(db, {
    ...ids,
    type: 'escalation.requested',
    data: { escalationId, reason: 'prueba', brief: {} as EventData['escalation.requested']['brief'] },
    at: told.requestedAt,
  });
  if (told.end?.as === 'answered')
    await tell(db, {
      ...ids,
      type: 'escalation.answered',
      data: {
        ...{ escalationId, attemptId: randomUUID() },
        ...{ agentId: told.end.agentId ?? null, agentName: null },
      },
      at: told.end.at,
    });
  if (told.end?.as === 'exhausted')
    await tell(db, {
      ...ids,
      type: 'escalation.exhausted',
      data: { escalationId, taskId: null },
      at: told.end.at,
    });
  if (told.end?.as === 'abandoned')
    await tell(db, { ...ids, type: 'escalation.abandoned', data: { escalationId }, at: told.end.at });
  if (told.end?.as === 'closed')
    await tell(db, {
      ...ids,
      type: 'escalation.closed',
      data: { escalationId, outcome: null, talkMs: null, cause: 'ended-by-supervisor' },
      at: told.end.at,
    });
  return escalationId;
}
