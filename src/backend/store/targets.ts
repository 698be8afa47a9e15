/** What each figure should be; a figure without a row has no target. */
import type { Target } from '../../shared/admin.ts';
import { all, type Queryable, type Tx } from './database.ts';

/** Every target that is set. */
export function listTargets(db: Queryable): Promise<Target[]> {
  return all<Target>(db, `SELECT key, value FROM targets ORDER BY key`);
}

/** Sets a target, or takes it off where `value` is null. */
export async function putTarget(tx: Tx, target: Target & { userId: string }): Promise<void> {
  if (target.value === null) {
    await tx.query(`DELETE FROM targets WHERE key = $1`, [target.key]);
    return;
  }
  await tx.query(
    `INSERT INTO targets (key, value, updated_by) VALUES ($1, $2, $3)
     ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_by = excluded.updated_by, updated_at = now()`,
    [target.key, target.value, target.userId],
  );
}
