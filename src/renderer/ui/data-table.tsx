// The frame of every list of lines: heads that stay, rows of one height, one press opens a row.
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import styles from './page.module.css';

export interface Column<Row> {
  key: string;
  head: string;
  /** Pixels; the column without a width takes what is left. */
  width?: number;
  align?: 'right';
  muted?: boolean;
  cell: (row: Row) => ReactNode;
}

interface DataTableProps<Row> {
  /** What the table is, for those who hear it. */
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  /** The first column is then a button named `openLabel`. */
  onOpen?: (row: Row) => void;
  openLabel?: (row: Row) => string;
  /** The row whose details are open. */
  isCurrent?: (row: Row) => boolean;
}

export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, columns, rows, keyOf, onOpen, openLabel, isCurrent } = props;
  return (
    <table className={styles.table} aria-label={label}>
      <colgroup>
        {columns.map(({ key, width }) => (
          <col key={key} style={{ width }} />
        ))}
      </colgroup>
      <thead>
        <tr>
          {columns.map(({ key, head, align }) => (
            <th key={key} scope="col" className={align && styles.right}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr
            key={keyOf(row)}
            data-row={onOpen ? '' : undefined}
            aria-current={isCurrent?.(row) || undefined}
          >
            {columns.map(({ key, align, muted, cell }, index) => (
              <td key={key} className={classNames(align && styles.right, muted && styles.muted)}>
                {index === 0 && onOpen ? (
                  <button
                    type="button"
                    className={styles.name}
                    aria-label={openLabel?.(row)}
                    onClick={() => onOpen(row)}
                  >
                    {cell(row)}
                  </button>
                ) : (
                  cell(row)
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
