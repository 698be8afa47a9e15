/** The calls of the agents' phones: one row each, filled by reports that may come late, twice or out of order. */
import type { PhoneReport } from '../../shared/phone.ts';
import type { Tx } from './database.ts';

export type CallReport = Exclude<PhoneReport, { type: 'registration' }>;

export interface PhoneCallNote {
  agentId: string;
  report: CallReport;
  /** The attempt it belongs to, once known. */
  attemptId: string | undefined;
  at: Date;
}

/** Adds what one report tells; what another report told before stays. */
export async function notePhoneCall(
  tx: Tx,
  { agentId, report, attemptId, at }: PhoneCallNote,
): Promise<void> {
  const ended = report.type === 'call.ended' ? report : undefined;
  await tx.query(
    `INSERT INTO phone_calls AS c (agent_id, phone_call_id, sip_call_id, direction, number, match, attempt_id,
       rang_at, answered_at, ended_at, outcome, sip_status, cause, talk_ms, quality)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
     ON CONFLICT (agent_id, phone_call_id) DO UPDATE SET
       match = CASE WHEN excluded.match = 'none' THEN c.match ELSE excluded.match END,
       attempt_id = COALESCE(excluded.attempt_id, c.attempt_id),
       rang_at = LEAST(c.rang_at, excluded.rang_at),
       answered_at = LEAST(c.answered_at, excluded.answered_at),
       ended_at = COALESCE(c.ended_at, excluded.ended_at),
       outcome = COALESCE(c.outcome, excluded.outcome),
       sip_status = COALESCE(c.sip_status, excluded.sip_status),
       cause = COALESCE(c.cause, excluded.cause),
       talk_ms = COALESCE(c.talk_ms, excluded.talk_ms),
       quality = COALESCE(c.quality, excluded.quality)`,
    [
      agentId,
      report.phoneCallId,
      report.sipCallId,
      report.direction,
      report.number,
      report.match,
      attemptId ?? null,
      report.type === 'call.ringing' ? at : null,
      report.type === 'call.answered' ? at : null,
      ended ? at : null,
      ended?.outcome ?? null,
      ended?.sipStatus ?? null,
      ended?.cause ?? null,
      ended?.talkMs ?? null,
      ended?.quality == null ? null : JSON.stringify(ended.quality),
    ],
  );
}
