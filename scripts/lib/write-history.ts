/** Writes a year of history into a database that has none, and counts it. */
import { performance } from 'node:perf_hooks';
import pg from 'pg';
import { rebuild } from '../../src/backend/analytics/rebuild.ts';
import { countVolume } from '../../src/backend/analytics/volume.ts';
import { historySteps, type HistorySize } from './history-steps.ts';

export interface HistoryFigures {
  generateS: number;
  rebuildS: number;
  leads: number;
  calls: number;
  events: number;
  databaseMiB: number;
  analyticsMiB: number;
}

/** Throws where there are leads already: nobody's history is mixed with a made-up one. */
export async function writeHistory(
  databaseUrl: string,
  size: HistorySize,
  say: (line: string) => void,
): Promise<HistoryFigures> {
  const db = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  try {
    await refuseUsed(db);
    const generateS = await clocked(() => generate(db, size, say));
    const rules = { timeZone: size.timeZone, mxnPerUsd: 18 };
    const now = (): Date => new Date(`${size.to}T23:59:59Z`);
    const rebuildS = await clocked(async () => {
      await rebuild({ db, rules, now });
      await countVolume(db);
    });
    await db.query('VACUUM (ANALYZE)');
    return { generateS, rebuildS, ...(await sizes(db)) };
  } finally {
    await db.end();
  }
}

async function refuseUsed(db: pg.Pool): Promise<void> {
  const { rowCount } = await db.query('SELECT 1 FROM leads LIMIT 1');
  if (rowCount !== 0) throw new Error('This database holds leads. Name an empty one.');
}

/** On one connection, whose temporary tables hold what several steps need. */
async function generate(db: pg.Pool, size: HistorySize, say: (line: string) => void): Promise<void> {
  const client = await db.connect();
  try {
    await client.query(
      `SET work_mem = '256MB'; SET synchronous_commit = off; SET jit = off; SET maintenance_work_mem = '256MB'`,
    );
    for (const { name, sql } of historySteps(size)) {
      const seconds = await clocked(() => client.query(sql));
      say(`  ${name.padEnd(10)} ${seconds.toFixed(1).padStart(6)} s`);
    }
    await client.query('ANALYZE');
  } finally {
    client.release(true);
  }
}

async function clocked(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}

async function sizes(
  db: pg.Pool,
): Promise<Pick<HistoryFigures, 'leads' | 'calls' | 'events' | 'databaseMiB' | 'analyticsMiB'>> {
  const { rows } = await db.query<{
    leads: number;
    calls: number;
    events: number;
    databaseMiB: number;
    analyticsMiB: number;
  }>(
    `SELECT (SELECT count(*)::int FROM leads) AS leads, (SELECT count(*)::int FROM calls) AS calls, (SELECT count(*)::int FROM events) AS events,
       round(pg_database_size(current_database()) / 1048576.0)::int AS "databaseMiB",
       (SELECT round(sum(pg_total_relation_size(c.oid)) / 1048576.0)::int FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'analytics' AND c.relkind = 'r') AS "analyticsMiB"`,
  );
  const [row] = rows;
  if (row === undefined) throw new Error('The sizes could not be read.');
  return row;
}
