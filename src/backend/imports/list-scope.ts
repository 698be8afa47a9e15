/** What every kind of list is made of: how a row is read, and how rows are written. */
import type { ImportReport, RowProblem } from '../../shared/admin.ts';
import type { Tx } from '../store/database.ts';
import type { ListRow } from './read-list.ts';
import { readAmount, readDay, readNumber, readPhone } from './read-values.ts';

export type BadRow = ImportReport['bad'][number];

/** A row that is understood. */
export interface ReadRow<R> {
  line: number;
  row: R;
  /** As it stands in the file, to be shown where the row turns out to be bad after all. */
  cells: ListRow['cells'];
}

export interface ImportContext {
  /** Pesos for a US dollar. */
  mxnPerUsd: number;
}

export interface Written {
  added: number;
  changed: number;
  /** Ids of what was added or changed, for what follows from it. */
  touched: string[];
}

/** One kind of list. */
export interface ImportList<R> {
  /** What the row says; problems go to `cells`. */
  read: (cells: Cells) => R;
  /** What makes two rows the same thing; a second one is bad. */
  keyOf?: (row: R) => string;
  /** Finds what rows refer to; gives back those that are good and puts the others' problems in `bad`. */
  resolve?: (tx: Tx, rows: readonly ReadRow<R>[], bad: BadRow[]) => Promise<ReadRow<R>[]>;
  /** What writing rows would do, found by reading alone; without it a dry run writes, and takes it back. */
  foresee?: (tx: Tx, rows: readonly R[]) => Promise<Omit<Written, 'touched'>>;
  /** Writes at most a few thousand rows at once. */
  write: (tx: Tx, rows: readonly R[], context: ImportContext) => Promise<Written>;
  /** What follows from all that was written; never in a dry run. */
  follow?: (tx: Tx, touched: readonly string[], importId: number) => Promise<void>;
}

const shownLength = 80;

/** A bad row as the report shows it. */
export function badRow(
  { line, cells }: Pick<ListRow, 'line' | 'cells'>,
  column: string,
  problem: RowProblem,
  choices?: readonly string[],
): BadRow {
  const value = (cells[column] ?? '').slice(0, shownLength);
  return { line, column, value, problem, ...(choices === undefined ? {} : { choices: [...choices] }) };
}

/** Reads the cells of one row; what is wrong with them is in `problems`. */
export class Cells {
  readonly problems: BadRow[] = [];
  readonly #row: ListRow;

  constructor(row: ListRow) {
    this.#row = row;
  }

  /** A text that must stand there. */
  text(column: string, longest = 100): string {
    const text = this.optional(column, longest);
    if (text === undefined) this.bad(column, 'missing');
    return text ?? '';
  }

  /** A text, or undefined where none stands there. */
  optional(column: string, longest = 200): string | undefined {
    const text = this.#row.cells[column] ?? '';
    if (text.length > longest) this.bad(column, 'too-long');
    return text === '' ? undefined : text;
  }

  phone(column: string): string {
    return this.#value(column, readPhone, 'not-a-phone') ?? '';
  }

  /** YYYY-MM-DD. */
  day(column: string): string {
    return this.#value(column, readDay, 'not-a-date') ?? '';
  }

  amount(column: string): number {
    return this.#value(column, readAmount, 'not-an-amount') ?? 0;
  }

  /** From 0 to `most`. */
  number(column: string, most: number): number {
    const within = (text: string): number | undefined => {
      const number = readNumber(text);
      return number === undefined || number > most ? undefined : number;
    };
    return this.#value(column, within, 'not-a-number') ?? 0;
  }

  currency(column: string): 'USD' | 'MXN' {
    const code = (text: string): 'USD' | 'MXN' | undefined => {
      const upper = text.toUpperCase();
      return upper === 'USD' || upper === 'MXN' ? upper : undefined;
    };
    return this.#value(column, code, 'not-a-currency') ?? 'USD';
  }

  /** One of `choices`, in small letters. */
  choice(column: string, choices: readonly string[]): string {
    const text = this.text(column).toLowerCase();
    if (text !== '' && !choices.includes(text)) this.bad(column, 'not-a-choice', choices);
    return text;
  }

  bad(column: string, problem: RowProblem, choices?: readonly string[]): void {
    if (!this.problems.some((known) => known.column === column))
      this.problems.push(badRow(this.#row, column, problem, choices));
  }

  #value<T>(column: string, read: (text: string) => T | undefined, problem: RowProblem): T | undefined {
    const text = this.text(column);
    if (text === '') return undefined;
    const value = read(text);
    if (value === undefined) this.bad(column, problem);
    return value;
  }
}
