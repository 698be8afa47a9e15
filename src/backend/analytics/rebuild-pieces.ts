/** The pieces in which everything is counted: some leads, some agents, some days at a time. */
import { all, type Tx } from '../store/database.ts';
import { countAgents, countLeads } from './count-again.ts';
import type { CountingRules } from './counting-rules.ts';
import { countPossible } from './count-possible.ts';
import type { RebuildPart } from './rebuild-progress.ts';
import { rollDays, rollupsOf, rollupTables } from './rollups.ts';

export interface PieceOptions {
  rules: CountingRules;
  now: Date;
  leftOut: (part: RebuildPart, id: string, problem: unknown) => void;
}

interface Pieces {
  /** Ids or days of the piece that comes after. */
  next: (tx: Tx, after: string | null) => Promise<string[]>;
  count: (tx: Tx, ids: readonly string[], options: PieceOptions) => Promise<void>;
  /** What is left to do when all are counted. */
  finish?: (tx: Tx) => Promise<void>;
}

/** Before anybody was here. */
const BEGINNING = new Date('2000-01-01T00:00:00Z');

export const pieces: Readonly<Record<RebuildPart, Pieces>> = {
  leads: {
    next: (tx, after) => idsAfter(tx, { table: 'leads', after, most: 2_000 }),
    count: (tx, ids, { rules, leftOut }) =>
      countPossible(tx, ids, {
        count: async (some) => void (await countLeads(tx, some, rules)),
        leftOut: (id, problem) => leftOut('leads', id, problem),
      }),
    finish: forgetGone,
  },
  agents: {
    next: (tx, after) => idsAfter(tx, { table: 'users', after, most: 20 }),
    count: (tx, ids, { rules, now, leftOut }) =>
      countPossible(tx, ids, {
        count: (agentIds) => countAgents(tx, { agentIds, since: BEGINNING, now }, rules),
        leftOut: (id, problem) => leftOut('agents', id, problem),
      }),
  },
  days: {
    next: daysAfter,
    count: async (tx, days) => {
      for (const table of rollupTables) await rollDays(tx, table, days);
    },
  },
};

async function idsAfter(
  tx: Tx,
  { table, after, most }: { table: 'leads' | 'users'; after: string | null; most: number },
): Promise<string[]> {
  const rows = await all<{ id: string }>(
    tx,
    `SELECT id FROM ${table} WHERE $1::uuid IS NULL OR id > $1 ORDER BY id LIMIT ${most}`,
    [after],
  );
  return rows.map(({ id }) => id);
}

/** Facts of leads that are no more. */
async function forgetGone(tx: Tx): Promise<void> {
  for (const table of new Set(Object.keys(rollupsOf)).add('analytics.escalations'))
    await tx.query(`DELETE FROM ${table} f WHERE NOT EXISTS (SELECT FROM leads l WHERE l.id = f.lead_id)`);
}

/** A month of days on which anything is counted, or was. */
async function daysAfter(tx: Tx, after: string | null): Promise<string[]> {
  const tables = [...Object.keys(rollupsOf), ...rollupTables];
  const days = tables
    .map((table) => `SELECT DISTINCT day FROM ${table} WHERE $1::date IS NULL OR day > $1`)
    .join(' UNION ');
  const rows = await all<{ day: string }>(
    tx,
    `SELECT to_char(day, 'YYYY-MM-DD') AS day FROM (${days}) d ORDER BY d.day LIMIT 31`,
    [after],
  );
  return rows.map(({ day }) => day);
}
