// The frame of every chart: the question it answers, its words beside, and the same figures as a table for whoever wants to read them.
import { IconChartBar, IconDownload, IconTable } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { classNames } from '../class-names.ts';
import { IconButton } from '../button.tsx';
import styles from './charts.module.css';
import { useWidth } from './use-width.ts';

export interface ChartTable {
  columns: readonly string[];
  /** As they are read, the first cell names the row. */
  rows: readonly (readonly string[])[];
}

export interface ChartPanelProps {
  /** Names it in test ids and files, in kebab case. */
  id: string;
  title: string;
  sub?: string;
  legend?: ReactNode;
  table?: ChartTable;
  /** One sentence where there is nothing to draw. */
  empty?: string | undefined;
  words: { asTable: string; asChart: string; picture: string };
  /** Makes a picture of what is in the frame; undefined where there is none to be had. */
  onPicture?: ((frame: HTMLElement, id: string) => void) | undefined;
  className?: string | undefined;
  /** Handed the pixels there are. */
  children: (width: number) => ReactNode;
}

export function ChartPanel(props: ChartPanelProps) {
  const { id, title, sub, legend, table, empty, children } = props;
  const [asTable, setAsTable] = useState(false);
  const { ref, width } = useWidth<HTMLDivElement>();
  return (
    <section
      className={classNames(styles.panel, props.className)}
      aria-label={title}
      data-testid={`chart-${id}`}
      data-chart={id}
    >
      <header className={styles.head}>
        <h2>{title}</h2>
        {legend}
        {sub !== undefined && <span className={styles.sub}>{sub}</span>}
        {empty === undefined && (
          <Tools {...props} asTable={asTable} onToggle={table && (() => setAsTable(!asTable))} />
        )}
      </header>
      <div ref={ref} className={styles.body}>
        {empty !== undefined && <p className={styles.none}>{empty}</p>}
        {empty === undefined && asTable && table && <TableOf table={table} label={title} />}
        {empty === undefined && !asTable && width > 0 && children(width)}
      </div>
    </section>
  );
}

interface ToolsProps extends ChartPanelProps {
  asTable: boolean;
  onToggle: (() => void) | undefined;
}

function Tools({ id, title, words, onPicture, asTable, onToggle }: ToolsProps) {
  return (
    <span className={styles.tools} data-unprinted>
      {onToggle && (
        <IconButton
          label={`${asTable ? words.asChart : words.asTable}: ${title}`}
          title={asTable ? words.asChart : words.asTable}
          aria-pressed={asTable}
          data-testid={`chart-${id}-table`}
          onClick={onToggle}
        >
          {asTable ? <IconChartBar stroke={1.5} aria-hidden /> : <IconTable stroke={1.5} aria-hidden />}
        </IconButton>
      )}
      {onPicture && (
        <IconButton
          label={`${words.picture}: ${title}`}
          title={words.picture}
          data-testid={`chart-${id}-png`}
          onClick={(event) => {
            const frame = event.currentTarget.closest('section');
            if (frame) onPicture(frame, id);
          }}
        >
          <IconDownload stroke={1.5} aria-hidden />
        </IconButton>
      )}
    </span>
  );
}

/** Scrolls where it is long, so the keyboard has to reach it. */
function TableOf({ table, label }: { table: ChartTable; label: string }) {
  return (
    <div className={styles.tableFrame} tabIndex={0} role="group" aria-label={label}>
      <table className={styles.table} aria-label={label}>
        <thead>
          <tr>
            {table.columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, place) => (
                <td key={place}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export type Tone = 'plain' | 'quiet' | 'human' | 'ai' | 'bad';

/** Colours in words, only where a label cannot stand on the mark. */
export function Legend({ items }: { items: readonly { tone: Tone; word: string }[] }) {
  return (
    <span className={styles.legend}>
      {items.map(({ tone, word }) => (
        <span key={word}>
          <i data-tone={tone} aria-hidden />
          {word}
        </span>
      ))}
    </span>
  );
}
