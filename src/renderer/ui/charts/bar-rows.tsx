// Bars beside their names, the figure on the bar: for steps, stages, reasons and whatever else is counted by kind.
import styles from './charts.module.css';
import type { Tone } from './chart-panel.tsx';
import { Mark } from './mark.tsx';
import { niceTicks, scaleBetween } from './scale.ts';

export interface BarRow {
  key: string;
  name: string;
  /** A second, smaller line under the name. */
  under?: string | undefined;
  value: number;
  text: string;
  /** Stands at the right edge, e.g. the share that came on from the step before. */
  aside?: string | undefined;
  tone?: Tone | undefined;
  onOpen?: (() => void) | undefined;
}

interface BarRowsProps {
  label: string;
  rows: readonly BarRow[];
  width: number;
  /** Pixels for the names. */
  nameWidth: number;
  /** Draws ticks under the bars, in this unit. */
  axis?: { unit: string; format: (tick: number) => string; isWhole?: boolean } | undefined;
  /** Where the figures stand: behind their bar, or in a column of their own. */
  figures?: 'on-bar' | 'column';
  rowHeight?: number;
}

const barHeight = 20;
const asideWidth = 46;
/** Behind the longest bar, or in a column; a digit of 12 px at weight 600 is some eight wide. */
const widthOfFigures = (rows: readonly BarRow[]): number =>
  Math.max(56, ...rows.map(({ text }) => text.length * 8 + 12));

export function BarRows(props: BarRowsProps) {
  const { label, rows, width, nameWidth, axis, figures = 'on-bar', rowHeight = 41 } = props;
  const inColumn = figures === 'column';
  const most = Math.max(0, ...rows.map(({ value }) => value));
  const ticks = axis ? niceTicks(most, { isWhole: axis.isWhole ?? false }) : [0, most];
  const end = width - widthOfFigures(rows) - (inColumn ? asideWidth : 0);
  const x = scaleBetween([0, ticks.at(-1) || 1], [nameWidth, Math.max(nameWidth + 24, end)]);
  const plotHeight = rows.length * rowHeight;
  const height = plotHeight + (axis ? 34 : 0);
  return (
    <svg className={styles.svg} width={width} height={height} role="group" aria-label={label}>
      {axis && <Axis axis={axis} ticks={ticks} x={x} bottom={plotHeight} />}
      {rows.map((row, index) => (
        <Bar
          key={row.key}
          {...{ row, x, width, inColumn, nameWidth }}
          top={index * rowHeight}
          height={rowHeight}
        />
      ))}
    </svg>
  );
}

function Axis(props: {
  axis: NonNullable<BarRowsProps['axis']>;
  ticks: number[];
  x: (value: number) => number;
  bottom: number;
}) {
  const { axis, ticks, x, bottom } = props;
  return (
    <g aria-hidden>
      {ticks.map((tick) => (
        <g key={tick}>
          <line
            className={tick === 0 ? styles.base : styles.grid}
            x1={x(tick)}
            x2={x(tick)}
            y1={0}
            y2={bottom}
          />
          <text x={x(tick)} y={bottom + 14} textAnchor="middle">
            {axis.format(tick)}
          </text>
        </g>
      ))}
      <text x={(x(0) + x(ticks.at(-1) ?? 0)) / 2} y={bottom + 30} textAnchor="middle">
        {axis.unit}
      </text>
    </g>
  );
}

interface BarProps {
  row: BarRow;
  x: (value: number) => number;
  top: number;
  height: number;
  width: number;
  inColumn: boolean;
  nameWidth: number;
}

function Bar({ row, x, top, height, width, inColumn, nameWidth }: BarProps) {
  const middle = top + height / 2;
  const length = Math.max(row.value > 0 ? 3 : 0, x(row.value) - x(0));
  const spoken = [row.name, row.under, row.text, row.aside].filter(Boolean).join(', ');
  return (
    <Mark label={spoken} onOpen={row.onOpen} testId={row.onOpen && `mark-${row.key}`}>
      <rect className={styles.hit} x={0} y={top + 1} width={width} height={height - 2} rx={4} />
      <text className={styles.label} x={0} y={middle + (row.under ? -3 : 4)}>
        {fitted(row.name, nameWidth - 10)}
      </text>
      {row.under && (
        <text x={0} y={middle + 12}>
          {row.under}
        </text>
      )}
      <rect
        className={styles[row.tone ?? 'plain']}
        {...{ x: x(0), y: middle - barHeight / 2, width: length, height: barHeight, rx: 2 }}
      />
      {inColumn ? (
        <text className={styles.value} x={width - asideWidth} y={middle + 4} textAnchor="end">
          {row.text}
        </text>
      ) : (
        <text className={styles.value} x={x(0) + length + 6} y={middle + 4}>
          {row.text}
        </text>
      )}
      {row.aside && (
        <text x={width} y={middle + 4} textAnchor="end">
          {row.aside}
        </text>
      )}
    </Mark>
  );
}

/** Letters are six pixels and a half wide on average at 12 px; a name that is longer ends in three points. */
function fitted(name: string, width: number): string {
  const letters = Math.max(4, Math.floor(width / 6.2));
  return name.length <= letters ? name : `${name.slice(0, letters - 1).trimEnd()}…`;
}
