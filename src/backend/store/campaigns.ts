/** Campaigns: the ad or post that brought a lead, so that what it cost can be held against what it sold. */
import { single, type Tx } from './database.ts';

/** What WhatsApp tells of the ad somebody came from (`messages[].referral`). */
export interface Referral {
  /** 'ad' or 'post'. */
  sourceType: string;
  sourceId: string;
  headline: string | null;
  /** `ctwa_clid`, for reporting conversions back to Meta. */
  clickId: string | null;
  raw: unknown;
}

/**
 * Ties a lead to its campaign, in the caller's transaction; the first ad that brought a lead stays its source,
 * a later one only leaves its click id if there was none.
 */
export async function recordReferral(tx: Tx, leadId: string, referral: Referral): Promise<void> {
  const { id } = await single<{ id: string }>(
    tx,
    `INSERT INTO campaigns AS c (source, external_id, name) VALUES ('meta', $1, $2)
     ON CONFLICT (source, external_id) DO UPDATE SET name = c.name RETURNING id`,
    [referral.sourceId, referral.headline ?? referral.sourceId],
  );
  await tx.query(
    `UPDATE leads SET lead_source = CASE WHEN campaign_id IS NULL THEN $2 ELSE lead_source END, click_id = coalesce(click_id, $4),
       referral = coalesce(referral, $5), campaign_id = coalesce(campaign_id, $3), updated_at = now() WHERE id = $1`,
    [leadId, referral.sourceType.slice(0, 50), id, referral.clickId, JSON.stringify(referral.raw)],
  );
}
