/** Leads: who they are and where they stand. Every change of status goes through the table in shared/lead.ts. */
import {
  nextLeadStatus,
  type Language,
  type LeadProfile,
  type LeadScore,
  type LeadSignal,
  type LeadStatus,
  type NextAction,
} from '../../shared/lead.ts';
import { first, type Queryable, type Tx } from './database.ts';
import { appendLeadEvent } from './events.ts';

export interface LeadRow {
  id: string;
  phone: string | null;
  whatsappId: string | null;
  whatsappUserId: string | null;
  whatsappName: string | null;
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  leadSource: string | null;
  qualificationScore: number | null;
  status: LeadStatus;
  language: Language;
  timeZone: string;
  profile: LeadProfile;
  score: LeadScore | null;
  nextAction: NextAction | null;
  /** Questions already put: `DiscoveryQuestion`s. */
  asked: string[];
  handledBy: 'ai' | 'human';
  ownerId: string | null;
  campaignId: string | null;
  lastInboundAt: Date | null;
  lastOutboundAt: Date | null;
  followUpStep: number;
  createdAt: Date;
}

/** A lead's columns under the names of `LeadRow`. */
export const LEAD = `id, phone, whatsapp_id AS "whatsappId", whatsapp_user_id AS "whatsappUserId", whatsapp_name AS "whatsappName",
  first_name AS "firstName", last_name AS "lastName", email, lead_source AS "leadSource", qualification_score AS "qualificationScore",
  status, language, time_zone AS "timeZone", profile, score, next_action AS "nextAction", asked, handled_by AS "handledBy",
  owner_id AS "ownerId", campaign_id AS "campaignId", last_inbound_at AS "lastInboundAt", last_outbound_at AS "lastOutboundAt",
  follow_up_step AS "followUpStep", created_at AS "createdAt"`;

/** One lead, as it stands. */
export function leadById(db: Queryable, id: string): Promise<LeadRow | undefined> {
  return first<LeadRow>(db, `SELECT ${LEAD} FROM leads WHERE id = $1`, [id]);
}

/**
 * The lead's row under lock: always taken before a call's row, so that no two transactions wait for each other. Rows that
 * only point at the lead (a webhook, a sale of a list) are written meanwhile; whoever deletes a lead locks it by
 * `lockByIdentity`, which they wait for.
 */
export function lockLead(tx: Tx, id: string): Promise<LeadRow | undefined> {
  return first<LeadRow>(tx, `SELECT ${LEAD} FROM leads WHERE id = $1 FOR NO KEY UPDATE`, [id]);
}

/** Moves a locked lead along its life-cycle and tells of it; a signal without meaning in its state changes nothing. */
export async function signalLead(
  tx: Tx,
  lead: Pick<LeadRow, 'id' | 'status'>,
  signal: LeadSignal,
): Promise<LeadStatus> {
  const status = nextLeadStatus(lead.status, signal);
  if (status === lead.status) return status;
  await tx.query(`UPDATE leads SET status = $2, updated_at = now() WHERE id = $1`, [lead.id, status]);
  await appendLeadEvent(tx, lead.id, 'lead.changed', { status, was: lead.status });
  return status;
}

/** What to call a lead: given names, else WhatsApp's profile name, else the number. */
export function leadName(lead: Pick<LeadRow, 'firstName' | 'lastName' | 'whatsappName' | 'phone'>): string {
  const given = [lead.firstName, lead.lastName].filter(Boolean).join(' ');
  return given || lead.whatsappName || lead.phone || 'WhatsApp';
}
