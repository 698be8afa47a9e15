/** People who call us: a number that nobody knows becomes a lead. */
import { first, single, type Tx } from './database.ts';
import { appendLeadEvent } from './events.ts';

/** The lead with this number (E.164), new if there is none; returns its id. */
export async function leadWhoCalls(tx: Tx, phone: string): Promise<string> {
  const row = await first<{ id: string }>(
    tx,
    `INSERT INTO leads (phone, lead_source) VALUES ($1, 'phone') ON CONFLICT (phone) DO NOTHING RETURNING id`,
    [phone],
  );
  if (row === undefined)
    return (await single<{ id: string }>(tx, `SELECT id FROM leads WHERE phone = $1`, [phone])).id;
  await appendLeadEvent(tx, row.id, 'lead.created', { source: 'phone' });
  return row.id;
}

/** A call of this lead that is queued or under way. */
export function openCallOf(tx: Tx, leadId: string): Promise<{ id: string; status: string } | undefined> {
  return first(
    tx,
    `SELECT id, status FROM calls WHERE lead_id = $1 AND status IN ('queued', 'dialing', 'started', 'ringing', 'in-progress', 'forwarding', 'with-agent')`,
    [leadId],
  );
}
