/** A CSV (RFC 4180) as rows by column, read piece by piece: a long list holds up nobody else. */
import { setImmediate as breathe } from 'node:timers/promises';
import { CsvError, parse } from 'csv-parse';
import { importColumns, type ImportKind } from '../../shared/admin.ts';
import { decodeList, delimiterOf } from './decode-list.ts';

/** What stands in one line, trimmed, by our names of the columns; a column that is not there is ''. */
export interface ListRow {
  /** Of the file, counted from 1. */
  line: number;
  cells: Readonly<Record<string, string>>;
}

/** A list that cannot be read from `line` on. */
export class ListUnreadable extends Error {
  override readonly name = 'ListUnreadable';
  readonly line: number;
  constructor(line: number, cause?: unknown) {
    super(`The list cannot be read from line ${line} on.`, { cause });
    this.line = line;
  }
}

/** A list without columns that it must have. */
export class ColumnsMissing extends Error {
  override readonly name = 'ColumnsMissing';
  readonly columns: string[];
  constructor(columns: string[]) {
    super(`The list lacks ${columns.join(', ')}.`);
    this.columns = columns;
  }
}

const pieceLength = 64 * 1024;
const rowsBetweenBreaths = 500;
const longestRow = 64 * 1024;

export interface OpenList {
  rows: ListRow[];
  /** Columns that nobody reads. */
  ignored: string[];
}

/** Reads a whole list. Throws `ListUnreadable` or `ColumnsMissing`. */
export async function readList(bytes: Uint8Array, kind: ImportKind): Promise<OpenList> {
  const text = decodeList(bytes).replace(/^sep=.\r?\n/i, ''); // Excel's own word on its delimiter
  const parser = parse({
    delimiter: delimiterOf(text),
    info: true,
    trim: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: longestRow,
  });
  feed(parser, text);
  const records = parser as AsyncIterable<{ record: string[]; info: { lines: number } }>;
  const offset = /^sep=./i.test(decodeList(bytes.subarray(0, 64))) ? 1 : 0;
  const list: OpenList = { rows: [], ignored: [] };
  let columns: (string | undefined)[] | undefined;
  try {
    for await (const { record, info } of records) {
      if (columns === undefined) {
        columns = columnsOf(record, kind);
        list.ignored = record.filter((_name, index) => columns?.[index] === undefined);
        continue;
      }
      if (record.some((cell) => cell !== ''))
        list.rows.push({ line: info.lines + offset, cells: cellsOf(record, columns) });
      if (list.rows.length % rowsBetweenBreaths === 0) await breathe();
    }
  } catch (error) {
    if (error instanceof CsvError) throw new ListUnreadable(lineOf(error) + offset, error);
    throw error;
  }
  if (columns === undefined) throw new ColumnsMissing(required(kind));
  return list;
}

function feed(parser: ReturnType<typeof parse>, text: string): void {
  let at = 0;
  const more = (): void => {
    while (at < text.length) {
      const piece = text.slice(at, at + pieceLength);
      at += pieceLength;
      if (!parser.write(piece)) return void parser.once('drain', more);
    }
    parser.end();
  };
  more();
}

function lineOf(error: CsvError): number {
  const lines: unknown = error['lines'];
  return typeof lines === 'number' ? lines : 1;
}

function required(kind: ImportKind): string[] {
  return importColumns[kind].filter((column) => !column.endsWith('?'));
}

/** Our name for each column of the file, or undefined where nobody reads it; of two of one name the first counts. */
function columnsOf(header: readonly string[], kind: ImportKind): (string | undefined)[] {
  const known = new Set(importColumns[kind].map((column) => column.replace('?', '')));
  const names = header.map((name) => plainName(name));
  const missing = required(kind).filter((column) => !names.includes(column));
  if (missing.length > 0) throw new ColumnsMissing(missing);
  return names.map((name, index) => (known.has(name) && names.indexOf(name) === index ? name : undefined));
}

/** "Área M2 " and "area_m2" are one column. */
function plainName(name: string): string {
  return name
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .trim()
    .replaceAll(/[\s-]+/g, '_');
}

function cellsOf(
  record: readonly string[],
  columns: readonly (string | undefined)[],
): Record<string, string> {
  const cells: Record<string, string> = {};
  for (const [index, column] of columns.entries())
    if (column !== undefined) cells[column] = (record[index] ?? '').replaceAll('\0', '').toWellFormed();
  return cells;
}
