/** Two months of a believable past for a demonstration that has none, so that the dashboards of its first minute show something. */
import pg from 'pg';
import { rebuild } from '../../src/backend/analytics/rebuild.ts';
import { countVolume } from '../../src/backend/analytics/volume.ts';
import { inTransaction } from '../../src/backend/store/database.ts';
import { demoAccounts } from '../../src/shared/demo.ts';
import { demoCast } from './demo-cast.ts';
import { historySteps, type HistorySize } from './history-steps.ts';

export interface DemoHistoryOptions {
  databaseUrl: string;
  /** The clock, in UTC. */
  now: Date;
  /** As the backend counts: IANA, and pesos to the dollar. */
  timeZone: string;
  mxnPerUsd: number;
}

const agents = demoAccounts.filter(({ role }) => role === 'agent').length;

/** False where it was left alone: there is a lead already, or somebody who is not of the demonstration. All of it stands, or nothing. */
export async function writeDemoHistory({
  databaseUrl,
  now,
  timeZone,
  mxnPerUsd,
}: DemoHistoryOptions): Promise<boolean> {
  const db = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  try {
    const size = { leads: 3_000, calls: 1_500, events: 0, agents, days: 60, seed: 7, timeZone };
    const to = dayBefore(now, timeZone);
    if (!(await inTransaction(db, (tx) => write(tx, { ...size, to })))) return false;
    await rebuild({ db, rules: { timeZone, mxnPerUsd }, now: () => now });
    await countVolume(db, new Date(now.getTime() - 61 * dayMs));
    await db.query('ANALYZE');
    return true;
  } finally {
    await db.end();
  }
}
const dayMs = 86_400_000;

async function write(tx: pg.PoolClient, size: HistorySize): Promise<boolean> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtext('demo.history'))`);
  if (!(await isFresh(tx))) return false;
  await tx.query(`SET LOCAL jit = off; SET LOCAL work_mem = '64MB'; SET LOCAL synchronous_commit = off`);
  // Until it is counted it was not: a backend that starts meanwhile counts everything anew.
  await tx.query('DELETE FROM analytics.rebuilds');
  for (const { sql } of historySteps(size, demoCast(size))) await tx.query(sql);
  return true;
}

/** Whether nothing ever happened here, and nobody is here but the demonstration's own people. */
async function isFresh(tx: pg.PoolClient): Promise<boolean> {
  const { rows } = await tx.query<{ fresh: boolean }>(
    `SELECT NOT EXISTS (SELECT FROM leads) AND NOT EXISTS (SELECT FROM events WHERE lead_id IS NOT NULL) AND NOT EXISTS (SELECT FROM sales)
       AND NOT EXISTS (SELECT FROM campaigns) AND (SELECT count(*) FROM users WHERE username = ANY ($1)) = $2
       AND NOT EXISTS (SELECT FROM users WHERE username <> ALL ($1)) AS fresh`,
    [demoAccounts.map(({ username }) => username), demoAccounts.length],
  );
  return rows[0]?.fresh === true;
}

/** Yesterday where the house is, YYYY-MM-DD. */
function dayBefore(now: Date, timeZone: string): string {
  const today = new Intl.DateTimeFormat('en-CA', { timeZone }).format(now);
  return new Date(Date.parse(`${today}T00:00:00Z`) - dayMs).toISOString().slice(0, 10);
}
