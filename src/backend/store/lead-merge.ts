/** Two leads turn out to be one person: everything the one has becomes the other's, and one row is left. */
import { isDeepStrictEqual } from 'node:util';
import { cancelTask, changeTask } from './console-tasks.ts';
import { all, first, single, type Queryable, type Tx } from './database.ts';
import { appendLeadEvent } from './events.ts';
import type { LeadRow } from './leads.ts';
import { cancelJobs } from './outbox.ts';

/** Tables that point at a lead and have no rule of their own about it. */
const PLAIN = [
  'interactions',
  'tasks',
  'escalations',
  'webhooks',
  'llm_usage',
  'calls',
  'wrap_ups',
  'sales',
] as const;

/** True if both have an open call: then one of them must end before they can become one. */
export async function bothHaveOpenCalls(tx: Tx, kept: LeadRow, dropped: LeadRow): Promise<boolean> {
  const { leads } = await single<{ leads: number }>(
    tx,
    `SELECT count(DISTINCT lead_id)::int AS leads FROM calls WHERE lead_id IN ($1, $2)
       AND status IN ('queued', 'dialing', 'started', 'ringing', 'in-progress', 'forwarding', 'with-agent')`,
    [kept.id, dropped.id],
  );
  return leads === 2;
}

/** Moves everything of `dropped` to `kept` (both locked) and deletes `dropped`. Neither may be known by the other's number any more. */
export async function mergeLeads(tx: Tx, kept: LeadRow, dropped: LeadRow): Promise<void> {
  for (const table of PLAIN)
    await tx.query(`UPDATE ${table} SET lead_id = $1 WHERE lead_id = $2`, [kept.id, dropped.id]);
  await moveConsents(tx, kept, dropped);
  await moveDrafts(tx, kept, dropped);
  await moveAppointments(tx, kept, dropped);
  await joinCallbacks(tx, kept.id);
  await tx.query(`UPDATE events SET lead_id = $1 WHERE lead_id = $2`, [kept.id, dropped.id]);
  await tx.query(`DELETE FROM leads WHERE id = $1`, [dropped.id]);
  await joinProfiles(tx, kept, dropped);
  await appendLeadEvent(tx, kept.id, 'lead.merged', { droppedId: dropped.id });
}

/** The lead that has everything of one that is gone, after however many merges; undefined for one that never was. */
export async function survivorOf(db: Queryable, droppedId: string): Promise<string | undefined> {
  // What a lead's stream told went over with them.
  const row = await first<{ id: string }>(
    db,
    `SELECT l.id FROM events e JOIN leads l ON l.id = e.lead_id WHERE e.stream = $1 ORDER BY e.stream_seq LIMIT 1`,
    [`lead:${droppedId}`],
  );
  return row?.id;
}

/** The newest of a kind is in force by id, and both ids keep their order; an entry both have stands once. */
async function moveConsents(tx: Tx, kept: LeadRow, dropped: LeadRow): Promise<void> {
  await tx.query(
    `DELETE FROM consents d USING consents k WHERE d.lead_id = $2 AND k.lead_id = $1 AND k.kind = d.kind AND k.evidence_key = d.evidence_key`,
    [kept.id, dropped.id],
  );
  await tx.query(`UPDATE consents SET lead_id = $1 WHERE lead_id = $2`, [kept.id, dropped.id]);
}

/** What an agent types about both at once becomes one text. */
async function moveDrafts(tx: Tx, kept: LeadRow, dropped: LeadRow): Promise<void> {
  await tx.query(
    `INSERT INTO note_drafts AS k (agent_id, lead_id, text, updated_at) SELECT agent_id, $1, text, updated_at FROM note_drafts WHERE lead_id = $2
     ON CONFLICT (agent_id, lead_id) DO UPDATE SET text = left(k.text || E'\\n' || excluded.text, 4000)`,
    [kept.id, dropped.id],
  );
}

/** Nobody can be in two places: of two visits at one time the kept lead's stands, and the other leaves nothing to do. */
async function moveAppointments(tx: Tx, kept: LeadRow, dropped: LeadRow): Promise<void> {
  const cancelled = await all<{ id: string; property: string; startsAt: Date }>(
    tx,
    `UPDATE appointments d SET status = 'cancelled' FROM appointments k, properties p
     WHERE d.lead_id = $2 AND k.lead_id = $1 AND d.during && k.during AND d.status IN ('booked', 'confirmed') AND k.status IN ('booked', 'confirmed')
       AND p.id = d.property_id
     RETURNING d.id, p.name AS property, lower(d.during) AS "startsAt"`,
    [kept.id, dropped.id],
  );
  await tx.query(`UPDATE appointments SET lead_id = $1 WHERE lead_id = $2`, [kept.id, dropped.id]);
  for (const { id: appointmentId, property, startsAt } of cancelled) {
    await appendLeadEvent(tx, kept.id, 'appointment.cancelled', {
      appointmentId,
      property,
      startsAt: startsAt.toISOString(),
    });
    await cancelTask(tx, { reasonKey: `appointment:${appointmentId}` });
    await cancelJobs(tx, `appointment.confirm:${appointmentId}`);
  }
}

interface Callback {
  id: string;
  title: string;
  notes: string | null;
}

/** One person is called back once: of the callbacks nobody asked for by hand the soonest stands, for all their reasons. */
async function joinCallbacks(tx: Tx, leadId: string): Promise<void> {
  const [stands, ...others] = await all<Callback>(
    tx,
    `SELECT id, title, notes FROM tasks WHERE lead_id = $1 AND kind = 'callback' AND status = 'open' AND created_by IS NULL
     ORDER BY due_at, id FOR UPDATE`,
    [leadId],
  );
  if (stands === undefined || others.length === 0) return;
  const reasons = others.map(({ title, notes }) => [title, notes].filter(Boolean).join(': '));
  await changeTask(tx, stands.id, { notes: [stands.notes, ...reasons].filter(Boolean).join('\n') });
  for (const { id } of others) {
    await tx.query(`UPDATE task_reasons SET task_id = $1 WHERE task_id = $2`, [stands.id, id]);
    await cancelTask(tx, { id });
  }
}

/** Whoever has a chat keeps it; otherwise the kept lead's own agent, if there is one. */
function ownerOfBoth(kept: LeadRow, dropped: LeadRow): string | null {
  const isDroppedHeld = dropped.handledBy === 'human' && kept.handledBy === 'ai';
  return (isDroppedHeld ? dropped.ownerId : null) ?? kept.ownerId ?? dropped.ownerId;
}

async function joinProfiles(tx: Tx, kept: LeadRow, dropped: LeadRow): Promise<void> {
  const next = {
    whatsappUserId: kept.whatsappUserId ?? dropped.whatsappUserId,
    whatsappName: kept.whatsappName ?? dropped.whatsappName,
    firstName: kept.firstName ?? dropped.firstName,
    lastName: kept.lastName ?? dropped.lastName,
    email: kept.email ?? dropped.email,
    profile: { ...dropped.profile, ...kept.profile },
    asked: [...new Set([...dropped.asked, ...kept.asked])],
    campaignId: kept.campaignId ?? dropped.campaignId,
    ownerId: ownerOfBoth(kept, dropped),
    handledBy: dropped.handledBy === 'human' ? dropped.handledBy : kept.handledBy,
    lastInboundAt: later(kept.lastInboundAt, dropped.lastInboundAt),
    lastOutboundAt: later(kept.lastOutboundAt, dropped.lastOutboundAt),
  };
  if (isDeepStrictEqual({ ...kept, ...next }, kept)) return;
  await tx.query(
    `UPDATE leads SET whatsapp_user_id = $2, whatsapp_name = $3, first_name = $4, last_name = $5, email = $6, profile = $7, asked = $8,
       campaign_id = $9, owner_id = $10, handled_by = $11, last_inbound_at = $12, last_outbound_at = $13, updated_at = now() WHERE id = $1`,
    [
      kept.id,
      next.whatsappUserId,
      next.whatsappName,
      next.firstName,
      next.lastName,
      next.email,
      JSON.stringify(next.profile),
      JSON.stringify(next.asked),
      next.campaignId,
      next.ownerId,
      next.handledBy,
      next.lastInboundAt,
      next.lastOutboundAt,
    ],
  );
  Object.assign(kept, next);
}

function later(a: Date | null, b: Date | null): Date | null {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}
