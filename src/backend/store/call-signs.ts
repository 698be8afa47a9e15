/** What a call teaches us about its lead in passing. */
import type { Language } from '../../shared/lead.ts';
import type { Tx } from './database.ts';

/** The language in which the lead wants to go on. */
export async function saveLeadLanguage(tx: Tx, leadId: string, language: Language): Promise<void> {
  await tx.query(`UPDATE leads SET language = $2, updated_at = now() WHERE id = $1 AND language <> $2`, [
    leadId,
    language,
  ]);
}
