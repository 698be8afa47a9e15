/** What figures should be, for a period. */
import { kpis, type KpiKey } from '../../shared/kpis.ts';
import { all, type Queryable } from '../store/database.ts';
import { daysInMonth, daysOf, type Period } from './period.ts';

/** Targets for a period: a rate's is the same for any, a count's is a month's and so the sum of its days' shares. */
export async function targetsOf(db: Queryable, period: Period): Promise<Map<KpiKey, number>> {
  const rows = await all<{ key: string; value: number }>(db, `SELECT key, value FROM targets`);
  const months = monthsIn(period);
  return new Map(
    rows
      .filter((row): row is { key: KpiKey; value: number } => Object.hasOwn(kpis, row.key))
      .map(({ key, value }) => [key, isOfMonth(key) ? value * months : value]),
  );
}

/** Whether its target is a month's. */
export function isOfMonth(key: KpiKey): boolean {
  return kpis[key].unit === 'count' || kpis[key].unit === 'usd';
}

/** How many months it has, a day being its month's 28th to 31st part. */
function monthsIn(period: Period): number {
  return daysOf(period).reduce((sum, day) => sum + 1 / daysInMonth(day), 0);
}

/** A month's target of a count or of dollars; null where none is set. */
export async function monthlyTarget(db: Queryable, key: KpiKey): Promise<number | null> {
  const [row] = await all<{ value: number }>(db, `SELECT value FROM targets WHERE key = $1`, [key]);
  return row?.value ?? null;
}
