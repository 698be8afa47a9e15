/** The one switch that holds the line of calls: written to `settings`, told to everybody, obeyed by whoever claims the next call. */
import type { Dialling } from '../../shared/board.ts';
import { lockLines } from './call-line.ts';
import type { Queryable, Tx } from './database.ts';
import { appendEvent } from './events.ts';
import { putSetting, settingRow, settingValue } from './settings.ts';

const running: Dialling = { paused: false, since: null, byName: null, why: null };

/** How it stands, and who put it there. */
export async function readDialling(db: Queryable): Promise<Dialling> {
  const row = await settingRow(db, 'dialling');
  if (row === undefined) return running;
  const { paused, why } = row.value;
  return { paused, why, since: row.updatedAt.toISOString(), byName: row.updatedByName };
}

/** Whether no call may be placed now. */
export async function isDiallingPaused(db: Queryable): Promise<boolean> {
  return (await settingValue(db, 'dialling'))?.paused === true;
}

/** Turns it; false where it stands like that already. Whoever is choosing the next call is done before; nobody chooses after. */
export async function turnDialling(
  tx: Tx,
  { paused, why, userId }: { paused: boolean; why: string; userId: string },
): Promise<boolean> {
  await lockLines(tx);
  if ((await isDiallingPaused(tx)) === paused) return false;
  await putSetting(tx, { key: 'dialling', value: { paused, why }, userId });
  await appendEvent(tx, { stream: 'house', type: 'dialling.changed', data: { paused, why } });
  return true;
}
