/** What a lead's own words change about the lead's row. */
import type { Language, LeadProfile, LeadScore, NextAction } from '../../shared/lead.ts';
import type { Tx } from './database.ts';
import { appendLeadEvent } from './events.ts';
import type { LeadRow } from './leads.ts';

/** Notes that the lead wrote: opens WhatsApp's window and starts the follow-ups anew. */
export async function touchInbound(tx: Tx, lead: LeadRow, at: Date): Promise<void> {
  await tx.query(
    `UPDATE leads SET last_inbound_at = greatest(last_inbound_at, $2), follow_up_step = 0, updated_at = now() WHERE id = $1`,
    [lead.id, at],
  );
  const lastInboundAt = lead.lastInboundAt !== null && lead.lastInboundAt > at ? lead.lastInboundAt : at;
  Object.assign(lead, { lastInboundAt, followUpStep: 0 });
}

export interface KnownNames {
  whatsappName?: string | undefined;
  firstName?: string | undefined;
  lastName?: string | undefined;
}

/** Keeps the profile name, and a first and last name where none is known yet. */
export async function rememberNames(tx: Tx, lead: LeadRow, names: KnownNames): Promise<void> {
  await tx.query(
    `UPDATE leads SET whatsapp_name = coalesce($2, whatsapp_name), last_name = CASE WHEN first_name IS NULL THEN left($4, 100) ELSE last_name END,
       first_name = coalesce(first_name, left($3, 100)) WHERE id = $1`,
    [lead.id, names.whatsappName ?? null, names.firstName ?? null, names.lastName ?? null],
  );
}

/** What discovery learned and decided. */
export interface Discovery {
  profile: LeadProfile;
  score: LeadScore;
  nextAction: NextAction | null;
  asked: string[];
  language: Language;
  /** Introduced themselves so: it wins over the profile name. */
  name: { first: string; last: string | null } | null;
  reader: 'llm' | 'rules';
}

/** Writes it to a locked lead and tells of it. */
export async function saveDiscovery(tx: Tx, lead: LeadRow, discovery: Discovery): Promise<void> {
  const { profile, score, nextAction, asked, language, name, reader } = discovery;
  await tx.query(
    `UPDATE leads SET profile = $2, score = $3, qualification_score = $4, next_action = $5, asked = $6, language = $7,
       first_name = coalesce($8, first_name), last_name = CASE WHEN $8::text IS NULL THEN last_name ELSE coalesce($9, last_name) END,
       email = coalesce($10, email), updated_at = now() WHERE id = $1`,
    [
      lead.id,
      JSON.stringify(profile),
      JSON.stringify(score),
      score.total,
      nextAction,
      JSON.stringify(asked),
      language,
      name?.first.slice(0, 100) ?? null,
      name?.last?.slice(0, 100) ?? null,
      profile.email ?? null,
    ],
  );
  await appendLeadEvent(tx, lead.id, 'lead.discovered', { profile, score, nextAction, reader });
}

/** The one way out of 'opted-out': the lead's own opt-in word. */
export async function reopenLead(tx: Tx, lead: LeadRow): Promise<void> {
  await tx.query(
    `UPDATE leads SET status = 'discovering', next_action = NULL, updated_at = now() WHERE id = $1`,
    [lead.id],
  );
  await appendLeadEvent(tx, lead.id, 'lead.changed', { status: 'discovering', was: lead.status });
  lead.status = 'discovering';
}

/** Which follow-up was sent last; 0 = none since the lead wrote. */
export async function setFollowUpStep(tx: Tx, leadId: string, step: number): Promise<void> {
  await tx.query(`UPDATE leads SET follow_up_step = $2, updated_at = now() WHERE id = $1`, [leadId, step]);
}
