/**
 * Keeps facts and sums in step with what was published: takes a batch of those that changed, computes them anew, and
 * forgets the batch, in one transaction. A crash repeats it, which changes nothing.
 */
import type pg from 'pg';
import type { Logger } from 'pino';
import { all, inTransaction, single, type Queryable, type Tx } from '../store/database.ts';
import { countAgents, countLeads, rollTouched } from './count-again.ts';
import { countPossible, isTimeout } from './count-possible.ts';
import type { CountingRules } from './counting-rules.ts';
import { countVolume } from './volume.ts';

const PERIOD_MS = 1_000;
const BATCH = 2_000;
/** Time goes on for whoever is signed in, and webhooks come in, without any event. */
const SLOW_PERIOD_MS = 30_000;
/** Phones that were away report late, and what makes a call a client's may be known late. */
const LATE_PERIOD_MS = 600_000;

interface RollOptions {
  db: pg.Pool;
  log?: Pick<Logger, 'error'>;
  rules: CountingRules;
  now?: () => Date;
}

export interface RollerOptions extends RollOptions {
  log: Logger;
}

/** Starts rolling, every second. The returned function stops it after the batch in hand. */
export function startRoller(options: RollerOptions): () => Promise<void> {
  const { log } = options;
  const closing = new AbortController();
  let working: Promise<unknown> | undefined;
  let counting: Promise<unknown> | undefined;
  let batch = BATCH;
  let slowAt = 0;
  let lateAt = 0;

  /** The first time takes a while: figures do not wait for it. */
  const takeVolume = (): void => {
    counting ??= countVolume(options.db, null, closing.signal)
      .catch((error: unknown) => log.warn({ err: error }, 'roller: volume not counted, will try again'))
      .finally(() => (counting = undefined));
  };

  const work = async (): Promise<void> => {
    if (Date.now() - slowAt >= SLOW_PERIOD_MS) {
      slowAt = Date.now();
      await markSignedIn(options.db);
      takeVolume();
    }
    if (Date.now() - lateAt >= LATE_PERIOD_MS) {
      lateAt = Date.now();
      await markLatePhones(options.db);
    }
    for (let isMore = true; isMore && !closing.signal.aborted; batch = Math.min(BATCH, batch * 2))
      isMore = (await rollOnce(options, batch)) === batch;
  };
  const tick = (): void => {
    working ??= work()
      .catch((error: unknown) => {
        // Too much for the time that a statement has: less the next time, down to the one that takes too long by itself.
        if (isTimeout(error)) batch = Math.ceil(batch / 2);
        log.warn({ err: error }, 'roller: will try again');
      })
      .finally(() => (working = undefined));
  };
  const timer = setInterval(tick, PERIOD_MS);
  return async () => {
    closing.abort();
    clearInterval(timer);
    await Promise.all([working, counting]);
  };
}

interface Taken {
  leadId: string | null;
  agentId: string | null;
  at: Date;
}

/** Counts one batch and returns how many marks it took; 0 where there are none, or another backend is at it. */
export function rollOnce(options: RollOptions, batch = BATCH): Promise<number> {
  return inTransaction(options.db, async (tx) => {
    if (!(await isMyTurn(tx))) return 0;
    const taken = await takeChanged(tx, batch);
    await countPossible(tx, taken, {
      count: (some) => countTaken(tx, some, options),
      leftOut: ({ leadId, agentId }, problem) =>
        options.log?.error(
          { err: problem, leadId, agentId },
          'roller: cannot be counted, left out until it changes',
        ),
    });
    return taken.length;
  });
}

async function countTaken(
  tx: Tx,
  taken: readonly Taken[],
  { rules, now = () => new Date() }: RollOptions,
): Promise<void> {
  const agents = taken.filter(({ agentId }) => agentId !== null);
  const since = new Date(Math.min(...agents.map(({ at }) => at.getTime())));
  const scope = { agentIds: idsOf(agents, 'agentId'), since, now: now() };
  await rollTouched(tx, await countLeads(tx, idsOf(taken, 'leadId'), rules));
  await countAgents(tx, scope, rules);
}

function idsOf(taken: readonly Taken[], key: 'leadId' | 'agentId'): string[] {
  return [...new Set(taken.flatMap((one) => one[key] ?? []))];
}

/** One at a time: two that wrote the same days would wait for each other, or count by old facts. */
async function isMyTurn(tx: Tx): Promise<boolean> {
  const { mine } = await single<{ mine: boolean }>(
    tx,
    `SELECT pg_try_advisory_xact_lock(hashtext('analytics.roll')) AS mine`,
  );
  // A hash join of everything is never the way to a few leads.
  if (mine) await tx.query(`SET LOCAL jit = off`);
  return mine;
}

function takeChanged(tx: Tx, most: number): Promise<Taken[]> {
  return all<Taken>(
    tx,
    `DELETE FROM analytics.changed WHERE id IN (SELECT id FROM analytics.changed ORDER BY id LIMIT $1)
     RETURNING lead_id AS "leadId", agent_id AS "agentId", at`,
    [most],
  );
}

async function markSignedIn(db: Queryable): Promise<void> {
  await db.query(
    `INSERT INTO analytics.changed (agent_id, at) SELECT id, clock_timestamp() FROM users WHERE state <> 'offline'`,
  );
}

/** Conversations of the last three days are counted again. */
async function markLatePhones(db: Queryable): Promise<void> {
  await db.query(
    `INSERT INTO analytics.changed (agent_id, at) SELECT agent_id, min(ended_at) FROM phone_calls
     WHERE ended_at > clock_timestamp() - interval '3 days' GROUP BY agent_id`,
  );
}

/** How far the figures are behind: events not published, and marks not counted yet. */
export function uncounted(
  db: Queryable,
): Promise<{ unpublished: number; uncounted: number; oldestSeconds: number }> {
  return single(
    db,
    `SELECT (SELECT count(*)::int FROM events WHERE published_at IS NULL) AS unpublished, count(*)::int AS uncounted,
       coalesce(extract(epoch FROM clock_timestamp() - min(added_at)), 0)::float8 AS "oldestSeconds" FROM analytics.changed`,
  );
}

/** ISO 8601: what was committed before it is counted. */
export async function countedTo(db: Queryable): Promise<string> {
  const { at } = await single<{ at: Date }>(
    db,
    `SELECT coalesce(least((SELECT min(at) FROM events WHERE published_at IS NULL), (SELECT min(at) FROM analytics.changed)), clock_timestamp()) AS at`,
  );
  return at.toISOString();
}
