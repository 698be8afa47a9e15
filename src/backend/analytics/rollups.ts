/** The sums of a day: all its rows are written anew from its facts, so that nothing is ever added twice. */
import type { Tx } from '../store/database.ts';

const DIMENSIONS = 'source, campaign_id, property_type, language';
const count = (condition: string): string => `count(*) FILTER (WHERE ${condition})`;

/** SQL by table: the rows of the days `$1`. */
const rollups: Record<string, string> = {
  'analytics.lead_days': `SELECT day, ${DIMENSIONS}, count(*), ${count('qualified')}, ${count('called')},
      ${[1, 2, 3, 4, 5, 6].map((step) => count(`step >= ${step}`)).join(', ')}
    FROM analytics.leads WHERE day = ANY ($1::date[]) GROUP BY day, ${DIMENSIONS}`,
  'analytics.stage_days': `SELECT day, ${DIMENSIONS}, status, count(*), sum(value)
    FROM analytics.leads WHERE day = ANY ($1::date[]) GROUP BY day, ${DIMENSIONS}, status`,
  'analytics.call_days': `SELECT day, ${DIMENSIONS}, ${count('placed_at IS NOT NULL')}, ${count('concluded')}, ${count('concluded AND talked')},
      ${count('talked')}, ${count('talked AND person')}, ${count('talked AND booked')}, ${count('talked AND seconds IS NOT NULL')},
      coalesce(sum(seconds) FILTER (WHERE talked), 0)
    FROM analytics.calls WHERE day = ANY ($1::date[]) AND placed_at IS NOT NULL GROUP BY day, ${DIMENSIONS}`,
  'analytics.result_days': `SELECT day, ${DIMENSIONS}, sum(ai), sum(agent), sum(sales), sum(revenue) FROM (
      SELECT day, ${DIMENSIONS}, (agent_id IS NULL)::int AS ai, (agent_id IS NOT NULL)::int AS agent, 0 AS sales, 0 AS revenue
      FROM analytics.appointments WHERE day = ANY ($1::date[])
      UNION ALL SELECT day, ${DIMENSIONS}, 0, 0, 1, amount_usd FROM analytics.sales WHERE day = ANY ($1::date[])) r
    GROUP BY day, ${DIMENSIONS}`,
  'analytics.tool_days': `SELECT day, name, analytics.bucket(ms), count(*), ${count('NOT success')}, ${count('cached')}
    FROM analytics.tool_calls WHERE day = ANY ($1::date[]) GROUP BY 1, 2, 3`,
  'analytics.tool_time_days': `SELECT day, count(*), percentile_disc(0.5) WITHIN GROUP (ORDER BY analytics.bucket(ms)),
      percentile_disc(0.95) WITHIN GROUP (ORDER BY analytics.bucket(ms))
    FROM analytics.tool_calls WHERE day = ANY ($1::date[]) GROUP BY day`,
};

/** Which sums depend on a table of facts. */
export const rollupsOf: Readonly<Record<string, readonly string[]>> = {
  'analytics.leads': ['analytics.lead_days', 'analytics.stage_days'],
  'analytics.calls': ['analytics.call_days'],
  'analytics.appointments': ['analytics.result_days'],
  'analytics.sales': ['analytics.result_days'],
  'analytics.tool_calls': ['analytics.tool_days', 'analytics.tool_time_days'],
};
export const rollupTables = Object.keys(rollups);

/** Writes the sums `table` of these days (YYYY-MM-DD) anew. */
export async function rollDays(tx: Tx, table: string, days: readonly string[]): Promise<void> {
  if (days.length === 0) return;
  await tx.query(`DELETE FROM ${table} WHERE day = ANY ($1::date[])`, [days]);
  await tx.query(`INSERT INTO ${table} ${rollups[table] ?? ''}`, [days]);
}
