/** One list from outside: read, tried and, where it is good, written as a whole, with who brought it. */
import { createHash } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import type pg from 'pg';
import type { ImportKind, ImportReport } from '../../shared/admin.ts';
import { recordAudit } from '../store/audit.ts';
import { inTransaction, type Tx } from '../store/database.ts';
import { lockImports, recordImport } from '../store/imports.ts';
import { doNotCall } from './do-not-call.ts';
import { inventory } from './inventory.ts';
import {
  badRow,
  Cells,
  type BadRow,
  type ImportContext,
  type ImportList,
  type ReadRow,
  type Written,
} from './list-scope.ts';
import { readList, type ListRow } from './read-list.ts';
import { sales } from './sales.ts';
import { spend } from './spend.ts';

const lists = { 'do-not-call': doNotCall, spend, sales, inventory } as unknown as Record<
  ImportKind,
  ImportList<unknown>
>;
const rowsAtOnce = 5_000;
const rowsBetweenBreaths = 500;
const badShown = 500;

export interface ImportRequest {
  kind: ImportKind;
  file: Uint8Array;
  dryRun: boolean;
  /** Leave bad rows out instead of stopping at them. */
  skipBad: boolean;
  user: { id: string; name: string };
}

/** What a dry run found, on its way out of the transaction that it must not commit. */
class NotApplied extends Error {
  override readonly name = 'NotApplied';
  readonly report: ImportReport;
  constructor(report: ImportReport) {
    super('A dry run changes nothing.');
    this.report = report;
  }
}

/**
 * Imports a list, all in one transaction. A dry run only reads where the kind of list can foresee what would happen; else
 * it does the very same and takes it back. Throws `ListUnreadable` or `ColumnsMissing`.
 */
export async function importList(
  request: ImportRequest,
  { db, mxnPerUsd }: { db: pg.Pool } & ImportContext,
): Promise<ImportReport> {
  const { rows, ignored } = await readList(request.file, request.kind);
  const read = await understand(rows, lists[request.kind]);
  try {
    return await inTransaction(db, async (tx) => {
      const report = await write(tx, request, { ...read, total: rows.length, ignored, mxnPerUsd });
      if (!report.applied) throw new NotApplied(report);
      return report;
    });
  } catch (error) {
    if (error instanceof NotApplied) return error.report;
    throw error;
  }
}

interface Understood {
  good: ReadRow<unknown>[];
  bad: BadRow[];
}

async function understand(rows: readonly ListRow[], list: ImportList<unknown>): Promise<Understood> {
  const good: ReadRow<unknown>[] = [];
  const bad: BadRow[] = [];
  const seen = new Set<string>();
  for (const [index, listRow] of rows.entries()) {
    if (index % rowsBetweenBreaths === 0) await breathe();
    const cells = new Cells(listRow);
    const row = list.read(cells);
    bad.push(...cells.problems);
    if (cells.problems.length > 0) continue;
    const key = list.keyOf?.(row);
    if (key !== undefined && seen.has(key)) bad.push(badRow(listRow, firstColumn(listRow), 'repeated'));
    else good.push({ line: listRow.line, cells: listRow.cells, row });
    if (key !== undefined) seen.add(key);
  }
  return { good, bad };
}

function firstColumn({ cells }: ListRow): string {
  return Object.keys(cells)[0] ?? '';
}

async function write(
  tx: Tx,
  request: ImportRequest,
  {
    good,
    bad: known,
    total,
    ignored,
    mxnPerUsd,
  }: Understood & ImportContext & { total: number; ignored: string[] },
): Promise<ImportReport> {
  const list = lists[request.kind];
  const bad = [...known];
  const sum = { added: 0, changed: 0, written: 0 };
  const touched: string[] = [];
  const put = await begin(tx, request, { mxnPerUsd });
  for (let from = 0; from < good.length; from += rowsAtOnce) {
    const chunk = good.slice(from, from + rowsAtOnce);
    // A transaction that was begun anew resolves anew: rows must not bear the marks of the first time.
    const rows = (await list.resolve?.(tx, chunk, bad)) ?? chunk;
    const written = await put(rows.map(({ row }) => row));
    sum.added += written.added;
    sum.changed += written.changed;
    sum.written += rows.length;
    for (const id of written.touched) touched.push(id);
  }
  const badRows = new Set(bad.map(({ line }) => line)).size;
  const report: ImportReport = {
    kind: request.kind,
    applied: !request.dryRun && (badRows === 0 || request.skipBad),
    rows: total,
    added: sum.added,
    changed: sum.changed,
    unchanged: sum.written - sum.added - sum.changed,
    bad: bad.toSorted((a, b) => a.line - b.line).slice(0, badShown),
    badRows,
    ignored,
  };
  if (report.applied) await keepRecord(tx, request, { report, touched });
  return report;
}

/** Gives back what is done with rows. What is foreseen takes no lock: neither of another list of its kind, nor of any row. */
async function begin(
  tx: Tx,
  { kind, dryRun }: ImportRequest,
  context: ImportContext,
): Promise<(rows: readonly unknown[]) => Promise<Written>> {
  const { foresee, write: writeRows } = lists[kind];
  if (dryRun && foresee !== undefined) {
    await tx.query('SET TRANSACTION READ ONLY');
    return async (rows) => ({ ...(await foresee(tx, rows)), touched: [] });
  }
  await lockImports(tx, kind);
  return (rows) => writeRows(tx, rows, context);
}

async function keepRecord(
  tx: Tx,
  { kind, file, user }: ImportRequest,
  { report, touched }: { report: ImportReport; touched: string[] },
): Promise<void> {
  const sha256 = createHash('sha256').update(file).digest('hex');
  const { rows, added, changed, unchanged, badRows } = report;
  const detail = { rows, added, changed, unchanged, badRows, sha256 };
  const importId = await recordImport(tx, { kind, userId: user.id, ...detail });
  await lists[kind].follow?.(tx, touched, importId);
  await recordAudit(tx, {
    user,
    action: 'list.imported',
    subject: { kind: 'import', id: String(importId), name: kind },
    detail,
  });
}
