/** How fast events are taken in, alone and beside the counting and reading of figures. */
import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { markChanged } from '../../src/backend/analytics/counted-events.ts';
import { rollOnce } from '../../src/backend/analytics/roller.ts';
import { inTransaction } from '../../src/backend/store/database.ts';
import { appendCallEvent, takeUnpublished } from '../../src/backend/store/events.ts';

const WRITERS = 4;
const rules = { timeZone: 'America/Mexico_City', mxnPerUsd: 18.4 };

export interface IngestOptions {
  db: pg.Pool;
  seconds: number;
  /** Count what is published, as the product does. */
  counted: boolean;
  /** Reads a dashboard; asked about twice a second while events are written. */
  read?: (index: number) => Promise<unknown>;
  /** Milliseconds between two transactions of one writer; 0: as fast as it can. */
  everyMs: number;
}
export interface IngestFigures {
  times: number[];
  perSecond: number;
  reads: number[];
}

/** Writers append two events of one call in each transaction; a publisher marks them, a roller counts them. */
export async function measureIngest(options: IngestOptions): Promise<IngestFigures> {
  const { db, seconds } = options;
  const { rows } = await db.query<{ id: string; leadId: string }>(
    `SELECT id, lead_id AS "leadId" FROM calls ORDER BY id LIMIT 2000`,
  );
  const until = performance.now() + seconds * 1000;
  const times: number[] = [];
  const reads: number[] = [];
  const writers = Array.from({ length: WRITERS }, (_, writer) =>
    repeat(until, options.everyMs, async (index) => {
      const call = rows[(index * WRITERS + writer) % rows.length];
      if (call !== undefined) times.push(await clocked(() => write(db, call)));
    }),
  );
  const publisher = repeat(until, 50, () => publish(db, options.counted));
  const roller = options.counted ? repeat(until, 1000, () => rollOnce({ db, rules })) : undefined;
  const { read } = options;
  const reader =
    read === undefined
      ? undefined
      : repeat(until, 500, async (index) => void reads.push(await clocked(() => read(index))));
  await Promise.all([...writers, publisher, roller, reader]);
  return { times, reads, perSecond: times.length / seconds };
}

function write(db: pg.Pool, call: { id: string; leadId: string }): Promise<unknown> {
  return inTransaction(db, async (tx) => {
    await appendCallEvent(tx, call, 'call.changed', { status: 'in-progress' });
    await appendCallEvent(tx, call, 'tool.called', {
      ...{ toolCallId: randomUUID(), name: 'get_pricing', parameters: {}, result: 'x' },
      ...{ success: true, ms: 40, cached: false },
    });
  });
}

function publish(db: pg.Pool, counted: boolean): Promise<unknown> {
  return inTransaction(db, async (tx) => {
    const events = await takeUnpublished(tx, 1000);
    if (counted) await markChanged(tx, events);
  });
}

async function repeat(
  until: number,
  everyMs: number,
  work: (index: number) => Promise<unknown>,
): Promise<void> {
  for (let index = 0; performance.now() < until; index += 1) {
    const startedAt = performance.now();
    await work(index);
    const left = everyMs - (performance.now() - startedAt);
    if (left > 0) await sleep(left);
  }
}

async function clocked(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
