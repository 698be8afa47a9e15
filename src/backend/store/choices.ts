/** What the administrator has set up for the desk: reasons for being away, outcomes of a call, approved messages. */
import type { DeskChoices, Disposition, MessageTemplate, StateReason } from '../../shared/desk.ts';
import { alertTemplateName } from '../../shared/demo-templates.ts';
import type { LeadSignal } from '../../shared/lead.ts';
import { all, first, type Queryable, type Tx } from './database.ts';
import { appendEvent } from './events.ts';

const LABEL = `jsonb_build_object('es', label_es, 'en', label_en) AS label`;

/** Everything that may be chosen now, in the administrator's order; what goes to our own people is not for clients. */
export async function deskChoices(db: Queryable): Promise<Omit<DeskChoices, 'wrapUpSeconds'>> {
  const [reasons, dispositions, templates] = await Promise.all([
    all<StateReason>(
      db,
      `SELECT key, state, ${LABEL} FROM state_reasons WHERE active ORDER BY position, key`,
    ),
    all<Disposition>(db, `SELECT key, ${LABEL}, asks FROM dispositions WHERE active ORDER BY position, key`),
    all<MessageTemplate>(
      db,
      `SELECT name, language, body, parameters FROM message_templates WHERE active AND name <> $1 ORDER BY position, name, language`,
      [alertTemplateName],
    ),
  ]);
  return { reasons, dispositions, templates };
}

/** Whether somebody may give this reason for this state. */
export async function isReasonFor(db: Queryable, key: string, state: string): Promise<boolean> {
  const row = await first(db, `SELECT 1 FROM state_reasons WHERE key = $1 AND state = $2 AND active`, [
    key,
    state,
  ]);
  return row !== undefined;
}

export interface DispositionRow {
  key: string;
  /** What the lead's life-cycle is told, if anything. */
  leadSignal: Extract<LeadSignal, 'book' | 'finish' | 'lose' | 'nurture' | 'opt-out'> | null;
  asks: Disposition['asks'];
}

/** One outcome that may be chosen. */
export function dispositionByKey(db: Queryable, key: string): Promise<DispositionRow | undefined> {
  return first<DispositionRow>(
    db,
    `SELECT key, lead_signal AS "leadSignal", asks FROM dispositions WHERE key = $1 AND active`,
    [key],
  );
}

/**
 * To be called in the transaction of every change of reasons, outcomes, templates, people or the directory: once it is
 * committed, every console asks for its choices and its directory again.
 */
export async function notifyChoicesChanged(tx: Tx): Promise<void> {
  await appendEvent(tx, { stream: 'house', type: 'choices.changed', data: {} });
}
