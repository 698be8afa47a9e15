// A list of any length of which only what can be seen is drawn; rows are reached by the arrow keys, one stop for Tab.
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { classNames } from './class-names.ts';
import styles from './virtual-rows.module.css';

export interface VirtualRow {
  id: string;
  /** A line between groups: it is read and never chosen. */
  isHead?: boolean;
}

interface VirtualRowsProps<Row extends VirtualRow> {
  /** What the list is, for those who hear it. */
  label: string;
  /** The line of column heads, itself a `role="row"` with column heads inside. */
  head: ReactNode;
  rows: readonly Row[];
  /** Pixels, every row the same. */
  rowHeight: number;
  chosenId: string | undefined;
  onChoose: (row: Row) => void;
  /** Enter on a row. */
  onOpen?: (row: Row) => void;
  /** The cells of a row: elements with `role="gridcell"`. `stop`: whether Tab comes to its controls. */
  cells: (row: Row, stop: boolean) => ReactNode;
  className?: string | undefined;
  rowClassName?: string | undefined;
  testId: string;
}

export function VirtualRows<Row extends VirtualRow>(props: VirtualRowsProps<Row>) {
  const { label, head, rows, rowHeight, chosenId, className, testId } = props;
  const scroll = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    getItemKey: (index) => rows[index]?.id ?? index,
    estimateSize: () => rowHeight,
    overscan: 6,
  });
  const { onKeyDown, wantsFocus } = useRowKeys(props, (index) => virtual.scrollToIndex(index));
  const items = virtual.getVirtualItems();
  // Tab comes to the chosen row where that can be seen, else to the first that can.
  const stopId = stopOf(
    items.flatMap(({ index }) => rows[index] ?? []),
    chosenId,
  );
  useEffect(() => {
    if (!wantsFocus.current || chosenId === undefined) return;
    const row = scroll.current?.querySelector<HTMLElement>(`[data-row-id="${CSS.escape(chosenId)}"]`);
    if (!row) return;
    wantsFocus.current = false;
    row.focus({ preventScroll: true });
  });
  return (
    <div
      role="grid"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      className={classNames(styles.grid, className)}
      data-testid={testId}
      onKeyDown={onKeyDown}
    >
      <div role="rowgroup" className={styles.heads}>
        {head}
      </div>
      <div ref={scroll} role="rowgroup" className={styles.scroll}>
        <div role="presentation" className={styles.sheet} style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index, start, key }) => {
            const row = rows[index];
            return (
              row && <OneRow key={key} {...{ row, index, start, list: props, isStop: row.id === stopId }} />
            );
          })}
        </div>
      </div>
    </div>
  );
}

interface OneRowProps<Row extends VirtualRow> {
  row: Row;
  index: number;
  /** Pixels from the top of the sheet. */
  start: number;
  isStop: boolean;
  list: VirtualRowsProps<Row>;
}

function OneRow<Row extends VirtualRow>({ row, index, start, isStop, list }: OneRowProps<Row>) {
  const { rowHeight, chosenId, onChoose, cells, rowClassName } = list;
  const isHead = row.isHead === true;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isHead ? undefined : row.id === chosenId}
      tabIndex={isHead ? undefined : isStop ? 0 : -1}
      data-row-id={row.id}
      data-head={isHead ? '' : undefined}
      className={classNames(styles.row, rowClassName)}
      style={{ height: rowHeight, transform: `translateY(${start}px)` }}
      onClick={isHead ? undefined : () => onChoose(row)}
    >
      {cells(row, row.id === chosenId)}
    </div>
  );
}

function stopOf(seen: readonly VirtualRow[], chosenId: string | undefined): string | undefined {
  const rows = seen.filter(({ isHead }) => !isHead);
  return (rows.find(({ id }) => id === chosenId) ?? rows[0])?.id;
}

function useRowKeys<Row extends VirtualRow>(
  { rows, chosenId, onChoose, onOpen }: VirtualRowsProps<Row>,
  scrollTo: (index: number) => void,
) {
  const wantsFocus = useRef(false);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const at = rows.findIndex(({ id }) => id === chosenId);
    const isOnRow = event.target instanceof HTMLElement && event.target.role === 'row';
    const row = rows[at];
    if (event.key === 'Enter' && isOnRow && row && onOpen) {
      event.preventDefault();
      return onOpen(row);
    }
    const next = nextRow(rows, at, event.key);
    const there = next === undefined ? undefined : rows[next];
    if (next === undefined || there === undefined) return;
    event.preventDefault();
    wantsFocus.current = true;
    scrollTo(next);
    onChoose(there);
  };
  return { onKeyDown, wantsFocus };
}

const pageRows = 10;

/** Where a key leads from row `at` (−1: none yet); lines between groups are stepped over. Undefined: nowhere. */
export function nextRow(rows: readonly VirtualRow[], at: number, key: string): number | undefined {
  const free = rows.flatMap(({ isHead }, index) => (isHead ? [] : [index]));
  const place = free.indexOf(at);
  const to = {
    ArrowDown: place + 1,
    ArrowUp: place < 0 ? 0 : place - 1,
    PageDown: Math.min(place + pageRows, free.length - 1),
    PageUp: Math.max(place - pageRows, 0),
    Home: 0,
    End: free.length - 1,
  }[key];
  return to === undefined ? undefined : free[to];
}
