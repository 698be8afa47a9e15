/** What a desk offers, as an administrator writes it: everything, active or not. */
import type {
  AdminDirectoryEntry,
  AdminDisposition,
  AdminReason,
  AdminTemplate,
} from '../../shared/admin.ts';
import { all, first, single, type Queryable, type Tx } from './database.ts';

const LABEL = `jsonb_build_object('es', label_es, 'en', label_en) AS label`;
const REASON = `key, state, ${LABEL}, position, active`;
const DISPOSITION = `key, ${LABEL}, lead_signal AS "leadSignal", asks, position, active`;
const TEMPLATE = `name, language, body, parameters, position, active`;
const ENTRY = `id, kind, name, number, note, position, active`;

/** Reasons for taking no calls. */
export function listReasons(db: Queryable): Promise<AdminReason[]> {
  return all<AdminReason>(db, `SELECT ${REASON} FROM state_reasons ORDER BY position, key`);
}

/** Makes or changes one. */
export function putReason(tx: Tx, reason: AdminReason): Promise<AdminReason> {
  const { key, state, label, position, active } = reason;
  return single<AdminReason>(
    tx,
    `INSERT INTO state_reasons (key, state, label_es, label_en, position, active) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (key) DO UPDATE SET state = excluded.state, label_es = excluded.label_es, label_en = excluded.label_en,
       position = excluded.position, active = excluded.active RETURNING ${REASON}`,
    [key, state, label.es, label.en, position, active],
  );
}

/** Outcomes of a conversation. */
export function listDispositions(db: Queryable): Promise<AdminDisposition[]> {
  return all<AdminDisposition>(db, `SELECT ${DISPOSITION} FROM dispositions ORDER BY position, key`);
}

/** Makes or changes one. */
export function putDisposition(tx: Tx, disposition: AdminDisposition): Promise<AdminDisposition> {
  const { key, label, leadSignal, asks, position, active } = disposition;
  return single<AdminDisposition>(
    tx,
    `INSERT INTO dispositions (key, label_es, label_en, lead_signal, asks, position, active) VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (key) DO UPDATE SET label_es = excluded.label_es, label_en = excluded.label_en, lead_signal = excluded.lead_signal,
       asks = excluded.asks, position = excluded.position, active = excluded.active RETURNING ${DISPOSITION}`,
    [key, label.es, label.en, leadSignal, asks, position, active],
  );
}

/** Messages that Meta has approved. */
export function listTemplates(db: Queryable): Promise<AdminTemplate[]> {
  return all<AdminTemplate>(
    db,
    `SELECT ${TEMPLATE} FROM message_templates ORDER BY position, name, language`,
  );
}

/** Makes or changes one. */
export function putTemplate(tx: Tx, template: AdminTemplate): Promise<AdminTemplate> {
  const { name, language, body, parameters, position, active } = template;
  return single<AdminTemplate>(
    tx,
    `INSERT INTO message_templates (name, language, body, parameters, position, active) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (name, language) DO UPDATE SET body = excluded.body, parameters = excluded.parameters,
       position = excluded.position, active = excluded.active RETURNING ${TEMPLATE}`,
    [name, language, body, parameters, position, active],
  );
}

/** Queues and numbers of the house. */
export function listDirectory(db: Queryable): Promise<AdminDirectoryEntry[]> {
  return all<AdminDirectoryEntry>(
    db,
    `SELECT ${ENTRY} FROM directory_entries ORDER BY kind = 'queue' DESC, position, name, id`,
  );
}

/** One entry under lock, or undefined. */
export function lockEntry(tx: Tx, id: string): Promise<AdminDirectoryEntry | undefined> {
  return first<AdminDirectoryEntry>(tx, `SELECT ${ENTRY} FROM directory_entries WHERE id = $1 FOR UPDATE`, [
    id,
  ]);
}

type EntryFields = Omit<AdminDirectoryEntry, 'id'>;

/** A new entry, or undefined where the number stands there already. */
export function createEntry(tx: Tx, entry: EntryFields): Promise<AdminDirectoryEntry | undefined> {
  const { kind, name, number, note, position, active } = entry;
  return first<AdminDirectoryEntry>(
    tx,
    `INSERT INTO directory_entries (kind, name, number, note, position, active) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (number) DO NOTHING RETURNING ${ENTRY}`,
    [kind, name, number, note, position, active],
  );
}

/** Writes a locked entry anew; undefined where another has the number. */
export function saveEntry(tx: Tx, entry: AdminDirectoryEntry): Promise<AdminDirectoryEntry | undefined> {
  const { id, kind, name, number, note, position, active } = entry;
  return first<AdminDirectoryEntry>(
    tx,
    `UPDATE directory_entries SET kind = $2, name = $3, number = $4, note = $5, position = $6, active = $7
     WHERE id = $1 AND NOT EXISTS (SELECT FROM directory_entries o WHERE o.number = $4 AND o.id <> $1) RETURNING ${ENTRY}`,
    [id, kind, name, number, note, position, active],
  );
}

/** Takes an entry off the directory. */
export async function deleteEntry(tx: Tx, id: string): Promise<void> {
  await tx.query(`DELETE FROM directory_entries WHERE id = $1`, [id]);
}
