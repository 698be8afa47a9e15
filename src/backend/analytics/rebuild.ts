/** Counts everything anew, with the same functions as the roller: after a change of a definition, or of history. */
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import type { Logger } from 'pino';
import { withOwnClient } from '../store/connect.ts';
import { inTransactionOn, single, type Queryable, type Tx } from '../store/database.ts';
import type { CountingRules } from './counting-rules.ts';
import { pieces, type PieceOptions } from './rebuild-pieces.ts';
import {
  forgetProgress,
  keepProgress,
  progressOf,
  rebuildParts,
  type RebuildProgress,
} from './rebuild-progress.ts';
import { rollOnce } from './roller.ts';

const LOOK_AGAIN_MS = 1_000;

export interface RebuildOptions {
  db: pg.Pool;
  rules: CountingRules;
  log?: Pick<Logger, 'info' | 'error'>;
  now?: () => Date;
}

/**
 * Counts in pieces, each in its own transaction, beside a roller that goes on; a history that cannot be counted is left
 * out and logged. Waits while another backend is at it. Returns how many leads there are.
 */
export function rebuild(options: RebuildOptions): Promise<number> {
  return withOwnClient(options.db, async (client) => {
    await takeTurn(client);
    await forgetProgress(client);
    return countAll(client, options);
  });
}

/**
 * Counts everything once where that was never done to its end: history from before there were figures. Goes on where a
 * count that was cut off had come to.
 */
export async function rebuildOnce(options: RebuildOptions): Promise<void> {
  if (await isDone(options.db)) return;
  await withOwnClient(options.db, async (client) => {
    await takeTurn(client);
    // Another backend may have done it meanwhile.
    if (!(await isDone(client))) await countAll(client, options);
  });
}

async function isDone(db: Queryable): Promise<boolean> {
  const sql = `SELECT EXISTS (SELECT FROM analytics.rebuilds) AS done`;
  return (await single<{ done: boolean }>(db, sql)).done;
}

/** One at a time, for as long as its session lasts. Asking now and then keeps no snapshot open, as waiting would. */
async function takeTurn(client: Tx): Promise<void> {
  const sql = `SELECT pg_try_advisory_lock(hashtext('analytics.rebuild')) AS mine`;
  while (!(await single<{ mine: boolean }>(client, sql)).mine)
    await pause(LOOK_AGAIN_MS, undefined, { ref: false });
}

async function countAll(client: Tx, options: RebuildOptions): Promise<number> {
  let progress: RebuildProgress | undefined = await progressOf(client, options.rules);
  let leads = 0;
  while (progress !== undefined) {
    leads = progress.leads;
    progress = await countPiece(client, progress, options);
    await letRollerGoOn(options);
  }
  await inTransactionOn(client, async (tx) => {
    await tx.query(`INSERT INTO analytics.rebuilds VALUES (clock_timestamp()) ON CONFLICT DO NOTHING`);
    await forgetProgress(tx);
  });
  return leads;
}

/** Counts one piece and keeps how far that is, in one transaction; undefined where there was nothing left. */
function countPiece(
  client: Tx,
  { part, after, leads }: RebuildProgress,
  { rules, log, now = () => new Date() }: RebuildOptions,
): Promise<RebuildProgress | undefined> {
  const leftOut: PieceOptions['leftOut'] = (of, id, problem) =>
    log?.error({ err: problem, part: of, id }, 'rebuild: cannot be counted, left out until it changes');
  return inTurn(client, async (tx) => {
    const ids = await pieces[part].next(tx, after);
    if (ids.length > 0) await pieces[part].count(tx, ids, { rules, now: now(), leftOut });
    else await pieces[part].finish?.(tx);
    const next = ids.length > 0 ? part : rebuildParts[rebuildParts.indexOf(part) + 1];
    if (next === undefined) return undefined;
    const counted = part === 'leads' ? leads + ids.length : leads;
    const progress = { part: next, after: ids.at(-1) ?? null, leads: counted };
    await keepProgress(tx, rules, progress);
    log?.info(progress, 'rebuild: counted so far');
    return progress;
  });
}

/** Waits for the roller's batch, so that nobody writes the same days meanwhile. */
function inTurn<T>(client: Tx, work: (tx: Tx) => Promise<T>): Promise<T> {
  return inTransactionOn(client, async (tx) => {
    await tx.query(`SET LOCAL statement_timeout = 0`);
    await tx.query(`SET LOCAL jit = off`);
    await tx.query(`SET LOCAL work_mem = '64MB'`);
    await tx.query(`SELECT pg_advisory_xact_lock(hashtext('analytics.roll'))`);
    return work(tx);
  });
}

/** The roller takes its turn only where it is free: between two pieces of ours it hardly ever finds it so. */
async function letRollerGoOn(options: RebuildOptions): Promise<void> {
  // What fails here is met again, and told, by the roller itself.
  await rollOnce(options).catch(() => 0);
}
