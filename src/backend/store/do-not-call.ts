/** Numbers that nobody here may call: who said so, and why. */
import type { Tx } from './database.ts';

/** Puts a number on the list; a number that stands on it keeps its first reason. `source` is 'opt-out', 'repep', 'manual', … */
export async function addToDoNotCallList(
  tx: Tx,
  entry: { phone: string; source: string; reason?: string | undefined },
): Promise<void> {
  await tx.query(
    `INSERT INTO do_not_call (phone, source, reason) VALUES ($1, $2, $3) ON CONFLICT (phone) DO NOTHING`,
    [entry.phone, entry.source, entry.reason ?? null],
  );
}

/** Takes a number off the list if `source` put it there: a lead may take back what they said, never what the register says. */
export async function removeFromDoNotCallList(tx: Tx, phone: string, source: string): Promise<void> {
  await tx.query(`DELETE FROM do_not_call WHERE phone = $1 AND source = $2`, [phone, source]);
}
