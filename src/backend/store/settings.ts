/** Rules that hold for everybody and may be changed while we run. Where nobody changed one, the environment speaks. */
import type { Settings } from '../../shared/admin.ts';
import { all, first, type Queryable } from './database.ts';

/** What `dialling` holds while the line of calls is held back; no row while it is not. */
export interface DiallingSetting {
  paused: boolean;
  why: string;
}

/** Every key and the shape of its value. */
export interface SettingValues extends Settings {
  dialling: DiallingSetting;
}
export type SettingKey = keyof SettingValues;

/** A value with who set it and when. */
export interface SettingRow<K extends SettingKey> {
  value: SettingValues[K];
  updatedAt: Date;
  updatedByName: string | null;
}

/** One setting, or undefined where nobody changed it. */
export function settingRow<K extends SettingKey>(db: Queryable, key: K): Promise<SettingRow<K> | undefined> {
  return first<SettingRow<K>>(
    db,
    `SELECT s.value, s.updated_at AS "updatedAt", u.name AS "updatedByName"
     FROM settings s LEFT JOIN users u ON u.id = s.updated_by WHERE s.key = $1`,
    [key],
  );
}

/** One setting's value, or undefined where nobody changed it. */
export async function settingValue<K extends SettingKey>(
  db: Queryable,
  key: K,
): Promise<SettingValues[K] | undefined> {
  return (await settingRow(db, key))?.value;
}

/** Everything that was changed; what is absent has the environment's value. */
export async function changedSettings(db: Queryable): Promise<Partial<SettingValues>> {
  const rows = await all<{ key: SettingKey; value: unknown }>(db, `SELECT key, value FROM settings`);
  return Object.fromEntries(rows.map(({ key, value }) => [key, value])) as Partial<SettingValues>;
}

/** Sets one for everybody, by `userId`; null for a program of the house. */
export async function putSetting<K extends SettingKey>(
  tx: Queryable,
  setting: { key: K; value: SettingValues[K]; userId: string | null },
): Promise<void> {
  await tx.query(
    `INSERT INTO settings (key, value, updated_by) VALUES ($1, $2, $3)
     ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_by = excluded.updated_by, updated_at = clock_timestamp()`,
    [setting.key, JSON.stringify(setting.value), setting.userId],
  );
}

/** Seconds within which a person should answer, where nobody set others: what most contact centres promise. */
const usualServiceLevelSeconds = 20;

/** How soon a person should answer. */
export async function serviceLevelSeconds(db: Queryable): Promise<number> {
  return (await settingValue(db, 'serviceLevelSeconds')) ?? usualServiceLevelSeconds;
}
