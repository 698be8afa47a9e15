/** Counts everything anew, with the same functions as the roller: after a change of a definition, or of history. */
import type pg from 'pg';
import type { Logger } from 'pino';
import { all, inTransaction, single, type Tx } from '../store/database.ts';
import { countAgents, countLeads } from './count-again.ts';
import type { CountingRules } from './counting-rules.ts';
import { rollDays, rollupsOf, rollupTables } from './rollups.ts';

const LEADS_AT_ONCE = 10_000;
const AGENTS_AT_ONCE = 20;
const DAYS_AT_ONCE = 31;
/** Before anybody was here. */
const BEGINNING = new Date('2000-01-01T00:00:00Z');

export interface RebuildOptions {
  db: pg.Pool;
  rules: CountingRules;
  log?: Pick<Logger, 'info'>;
  now?: () => Date;
}

/** Counts in pieces, each in its own transaction, beside a roller that goes on. Returns how many leads there are. */
export async function rebuild({ db, rules, log, now = () => new Date() }: RebuildOptions): Promise<number> {
  let leads = 0;
  for (let after: string | null = null; ;) {
    const ids: string[] = await nextLeads(db, after);
    if (ids.length === 0) break;
    await inTurn(db, (tx) => countLeads(tx, ids, rules));
    leads += ids.length;
    after = ids.at(-1) ?? null;
    log?.info({ leads }, 'rebuild: leads counted');
  }
  await forgetGone(db);
  for (const agentIds of chunks(await allAgents(db), AGENTS_AT_ONCE))
    await inTurn(db, (tx) => countAgents(tx, { agentIds, since: BEGINNING, now: now() }, rules));
  for (const days of chunks(await allDays(db), DAYS_AT_ONCE))
    await inTurn(db, async (tx) => {
      for (const table of rollupTables) await rollDays(tx, table, days);
    });
  await db.query(`INSERT INTO analytics.rebuilds VALUES (clock_timestamp()) ON CONFLICT DO NOTHING`);
  return leads;
}

/** Counts everything once where that was never done to its end: history from before there were figures. */
export async function rebuildOnce(options: RebuildOptions): Promise<void> {
  const { done } = await single<{ done: boolean }>(
    options.db,
    `SELECT EXISTS (SELECT FROM analytics.rebuilds) AS done`,
  );
  if (!done) await rebuild(options);
}

/** Waits for the roller's batch, so that nobody writes the same days meanwhile. */
function inTurn<T>(db: pg.Pool, work: (tx: Tx) => Promise<T>): Promise<T> {
  return inTransaction(db, async (tx) => {
    await tx.query(`SET LOCAL statement_timeout = 0`);
    await tx.query(`SET LOCAL jit = off`);
    await tx.query(`SET LOCAL work_mem = '64MB'`);
    await tx.query(`SELECT pg_advisory_xact_lock(hashtext('analytics.roll'))`);
    return work(tx);
  });
}

async function nextLeads(db: pg.Pool, after: string | null): Promise<string[]> {
  const rows = await all<{ id: string }>(
    db,
    `SELECT id FROM leads WHERE $1::uuid IS NULL OR id > $1 ORDER BY id LIMIT ${LEADS_AT_ONCE}`,
    [after],
  );
  return rows.map(({ id }) => id);
}

/** Facts of leads that are no more. */
async function forgetGone(db: pg.Pool): Promise<void> {
  for (const table of new Set(Object.keys(rollupsOf)).add('analytics.escalations'))
    await db.query(`DELETE FROM ${table} f WHERE NOT EXISTS (SELECT FROM leads l WHERE l.id = f.lead_id)`);
}

async function allAgents(db: pg.Pool): Promise<string[]> {
  return (await all<{ id: string }>(db, `SELECT id FROM users ORDER BY id`)).map(({ id }) => id);
}

/** Every day from the first to the last on which anything is counted. */
async function allDays(db: pg.Pool): Promise<string[]> {
  const tables = [...Object.keys(rollupsOf), ...rollupTables];
  const ends = tables.map((table) => `SELECT min(day) AS a, max(day) AS b FROM ${table}`).join(' UNION ALL ');
  const { days } = await single<{ days: string[] }>(
    db,
    `SELECT coalesce(array_agg(to_char(d, 'YYYY-MM-DD') ORDER BY d), '{}') AS days
     FROM (SELECT min(a) AS a, max(b) AS b FROM (${ends}) e) r, generate_series(r.a::timestamp, r.b::timestamp, interval '1 day') d`,
  );
  return days;
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
