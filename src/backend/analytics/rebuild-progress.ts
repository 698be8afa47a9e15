/** How far the count of everything has come, kept with each piece, so that a crash costs one piece. */
import { first, type Queryable } from '../store/database.ts';
import type { CountingRules } from './counting-rules.ts';

/** In this order: sums of days need all facts. */
export const rebuildParts = ['leads', 'agents', 'days'] as const;
export type RebuildPart = (typeof rebuildParts)[number];

export interface RebuildProgress {
  part: RebuildPart;
  /** The last lead, agent (their ids) or day (YYYY-MM-DD) that is counted; null where none is. */
  after: string | null;
  /** Leads counted so far. */
  leads: number;
}

/** Where to go on; at the beginning where none was cut off, or one that counted by other rules. */
export async function progressOf(db: Queryable, rules: CountingRules): Promise<RebuildProgress> {
  const known = await first<RebuildProgress>(
    db,
    `SELECT part, after, leads FROM analytics.rebuild_progress WHERE rules = $1`,
    [JSON.stringify(rules)],
  );
  return known ?? { part: 'leads', after: null, leads: 0 };
}

export async function keepProgress(
  db: Queryable,
  rules: CountingRules,
  { part, after, leads }: RebuildProgress,
): Promise<void> {
  await db.query(
    `INSERT INTO analytics.rebuild_progress (rules, part, after, leads) VALUES ($1, $2, $3, $4)
     ON CONFLICT (one) DO UPDATE SET rules = excluded.rules, part = excluded.part, after = excluded.after, leads = excluded.leads`,
    [JSON.stringify(rules), part, after, leads],
  );
}

export async function forgetProgress(db: Queryable): Promise<void> {
  await db.query('DELETE FROM analytics.rebuild_progress');
}
