/** What the pre-dial gate must know of a call's lead, in one query, and what it said. */
import { openCallStatuses } from '../../shared/call.ts';
import type { LeadStatus } from '../../shared/lead.ts';
import { single, type Queryable, type Tx } from './database.ts';

export interface GateFacts {
  phone: string | null;
  leadStatus: LeadStatus;
  handledBy: 'ai' | 'human';
  timeZone: string;
  /** The newest word on being called; null where there never was one. */
  callConsent: boolean | null;
  onDoNotCallList: boolean;
  /** Another call of the same lead that is queued or under way. */
  otherOpenCallId: string | null;
}

/** The facts of one call as they stand in the caller's transaction; throws if there is no such call. */
export function gateFacts(db: Queryable, callId: string): Promise<GateFacts> {
  return single<GateFacts>(
    db,
    `SELECT l.phone, l.status AS "leadStatus", l.handled_by AS "handledBy", l.time_zone AS "timeZone",
       (SELECT granted FROM consents k WHERE k.lead_id = l.id AND k.kind = 'call' ORDER BY k.id DESC LIMIT 1) AS "callConsent",
       EXISTS (SELECT FROM do_not_call d WHERE d.phone = l.phone) AS "onDoNotCallList",
       (SELECT o.id FROM calls o WHERE o.lead_id = l.id AND o.id <> c.id AND o.status = ANY($2) LIMIT 1) AS "otherOpenCallId"
     FROM calls c JOIN leads l ON l.id = c.lead_id WHERE c.id = $1`,
    [callId, openCallStatuses],
  );
}

/** Keeps what the gate said; `notBefore` where the call may be placed from then on. */
export async function saveVerdicts(
  tx: Tx,
  callId: string,
  gate: { verdicts: unknown; notBefore: Date | undefined },
): Promise<void> {
  await tx.query(
    `UPDATE calls SET gate = $2, not_before = coalesce($3::timestamptz, not_before), queued_at = CASE WHEN $3::timestamptz IS NULL THEN queued_at ELSE coalesce(queued_at, clock_timestamp()) END,
       updated_at = now() WHERE id = $1`,
    [callId, JSON.stringify(gate.verdicts), gate.notBefore ?? null],
  );
}
