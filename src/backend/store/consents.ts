/** What a person allowed or forbade, with the words they did it in. The newest of a kind is in force. */
import { all, first, type Queryable, type Tx } from './database.ts';
import { appendLeadEvent } from './events.ts';

export type ConsentKind = 'whatsapp' | 'call' | 'recording' | 'marketing';

export interface NewConsent {
  leadId: string;
  kind: ConsentKind;
  granted: boolean;
  /** The person's own words or deed. */
  evidence: string;
  /** The message it stands in (wamid): one message, one entry. */
  evidenceKey: string;
}

/** Records a consent or its refusal and tells of it; the same message again changes nothing. */
export async function recordConsent(tx: Tx, consent: NewConsent): Promise<void> {
  const { rowCount } = await tx.query(
    `INSERT INTO consents (lead_id, kind, granted, evidence, evidence_key) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (lead_id, kind, evidence_key) DO NOTHING`,
    [
      consent.leadId,
      consent.kind,
      consent.granted,
      consent.evidence.slice(0, 1000) || consent.evidenceKey,
      consent.evidenceKey,
    ],
  );
  if (rowCount === 1)
    await appendLeadEvent(tx, consent.leadId, 'consent.recorded', {
      kind: consent.kind,
      granted: consent.granted,
    });
}

/** What is in force: true or false, or undefined if it never came up. */
export async function consentInForce(
  db: Queryable,
  leadId: string,
  kind: ConsentKind,
): Promise<boolean | undefined> {
  const row = await first<{ granted: boolean }>(
    db,
    `SELECT granted FROM consents WHERE lead_id = $1 AND kind = $2 ORDER BY id DESC LIMIT 1`,
    [leadId, kind],
  );
  return row?.granted;
}

/** Whether a register or one of us forbids calls to this number; what only its owner said, the owner may take back. */
export async function isCallForbidden(db: Queryable, phone: string): Promise<boolean> {
  const row = await first(db, `SELECT 1 FROM do_not_call WHERE phone = $1 AND source <> 'opt-out'`, [phone]);
  return row !== undefined;
}

/** Calls of a lead that were not dialled yet, under lock. */
export function lockWaitingCalls(
  tx: Tx,
  leadId: string,
): Promise<{ id: string; leadId: string; status: 'requested' | 'queued' }[]> {
  return all(
    tx,
    `SELECT id, lead_id AS "leadId", status FROM calls WHERE lead_id = $1 AND status IN ('requested', 'queued') ORDER BY id FOR UPDATE`,
    [leadId],
  );
}
