/** Rows that a console can show, written straight into the database as the journey would. */
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { inTransaction } from '../../src/backend/store/database.ts';
import { appendCallEvent, appendLeadEvent } from '../../src/backend/store/events.ts';

export interface Story {
  leadId: string;
  callId: string;
}

/** A lead with a message, and a call under way. */
export async function writeStory(db: pg.Pool, name = 'Lucía Ejemplo'): Promise<Story> {
  const phone = `+52155${Math.floor(10_000_000 + Math.random() * 89_999_999)}`;
  const { rows } = await db.query<{ id: string }>(
    `INSERT INTO leads (phone, first_name, status, qualification_score, last_inbound_at, profile)
     VALUES ($1, $2, 'calling', 82, now(), '{"location": "Nuevo Vallarta"}') RETURNING id`,
    [phone, name],
  );
  const leadId = rows[0]!.id;
  await db.query(
    `INSERT INTO interactions (lead_id, type, content, metadata, author, status, created_at)
     VALUES ($1, 'whatsapp', 'Hola, busco un departamento', '{"kind": "text", "direction": "in"}', 'lead', 'received', now() - interval '5 minutes')`,
    [leadId],
  );
  const call = await db.query<{ id: string }>(
    `INSERT INTO calls (lead_id, vapi_call_id, status, intent_key, reason, queued_at, started_at)
     VALUES ($1, $2::text, 'in-progress', $2::text, 'listo para comprar', now(), now()) RETURNING id`,
    [leadId, randomUUID()],
  );
  const story = { leadId, callId: call.rows[0]!.id };
  await inTransaction(db, async (tx) => {
    await appendLeadEvent(tx, leadId, 'lead.created', { source: 'whatsapp' });
    await appendCallEvent(tx, { id: story.callId, leadId }, 'call.started', { vapiCallId: 'vapi-1' });
  });
  return story;
}

/** Adds one line of the transcript with its event; returns its number in the call's stream. */
export function say(db: pg.Pool, { leadId, callId }: Story, text: string): Promise<number> {
  return inTransaction(db, async (tx) => {
    const { rows } = await tx.query<{ id: string }>(
      `INSERT INTO interactions (lead_id, call_id, type, content, author) VALUES ($1, $2, 'call', $3, 'lead') RETURNING id`,
      [leadId, callId, text],
    );
    return appendCallEvent(tx, { id: callId, leadId }, 'transcript.added', {
      interactionId: rows[0]!.id,
      role: 'lead',
      text,
      at: new Date().toISOString(),
    });
  });
}

/** An escalation of the call with one attempt reserved for `agentId`, or for whoever the hunt pilot rings. */
export async function reserve(
  db: pg.Pool,
  { leadId, callId }: Story,
  agentId: string | null,
): Promise<{ escalationId: string; attemptId: string }> {
  const brief = {
    who: 'Lucía',
    wants: 'condo',
    budget: null,
    when: null,
    why: 'pidió hablar con alguien',
    promised: [],
    mood: null,
    careful: [],
    opening: 'Hola Lucía',
    language: 'es',
    score: null,
  };
  const target = agentId === null ? 'hunt-pilot' : 'agent';
  return inTransaction(db, async (tx) => {
    const escalation = await tx.query<{ id: string }>(
      `INSERT INTO escalations (call_id, lead_id, status, reason, brief, tool_call_id) VALUES ($1, $2, 'reserved', 'asked', $3, $4) RETURNING id`,
      [callId, leadId, JSON.stringify(brief), randomUUID()],
    );
    const escalationId = escalation.rows[0]!.id;
    const attempt = await tx.query<{ id: string }>(
      `INSERT INTO escalation_attempts (escalation_id, step, target, agent_id, sip_uri, expires_at)
       VALUES ($1, 1, $2, $3, 'sip:4127@pbx', now() + interval '1 minute') RETURNING id`,
      [escalationId, target, agentId],
    );
    const attemptId = attempt.rows[0]!.id;
    await appendCallEvent(tx, { id: callId, leadId }, 'escalation.reserved', {
      escalationId,
      attemptId,
      target,
      agentId,
      agentName: agentId === null ? null : 'Andrea',
    });
    return { escalationId, attemptId };
  });
}

/** The attempt is over without an answer. */
export async function miss(
  db: pg.Pool,
  { leadId, callId }: Story,
  { escalationId, attemptId }: { escalationId: string; attemptId: string },
): Promise<void> {
  await inTransaction(db, async (tx) => {
    await tx.query(
      `UPDATE escalation_attempts SET status = 'ended', outcome = 'no-answer', ended_at = now() WHERE id = $1`,
      [attemptId],
    );
    await tx.query(`UPDATE escalations SET status = 'requested' WHERE id = $1`, [escalationId]);
    await appendCallEvent(tx, { id: callId, leadId }, 'escalation.missed', {
      escalationId,
      attemptId,
      outcome: 'no-answer',
      sipStatus: 480,
      cause: null,
    });
  });
}
