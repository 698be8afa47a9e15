// Columns over an axis of time, stacked where parts add up to a whole; the sum stands on top, the target lies across.
import type { ReactNode } from 'react';
import styles from './charts.module.css';
import type { Tone } from './chart-panel.tsx';
import { Mark } from './mark.tsx';
import { niceTicks, placesThatFit, scaleBetween, type Scale } from './scale.ts';

export interface Column {
  key: string;
  /** Under the axis. */
  name: string;
  /** From the bottom up. */
  parts: readonly { tone: Tone; value: number; word: string }[];
  onOpen?: (() => void) | undefined;
}

interface ColumnsProps {
  label: string;
  columns: readonly Column[];
  width: number;
  height?: number;
  format: (value: number) => string;
  /** Under the axis: what it counts in. */
  axisName?: string | undefined;
  target?: { value: number; text: string } | undefined;
  /** Side by side instead of one upon the other. */
  grouped?: boolean;
}

const left = 36;
const topRoom = 18;

export function ColumnsChart(props: ColumnsProps) {
  const { label, columns, width, height = 248, format, axisName, target, grouped = false } = props;
  const bottom = height - (axisName === undefined ? 20 : 36);
  const sums = columns.map(({ parts }) =>
    grouped ? Math.max(...parts.map(({ value }) => value)) : parts.reduce((sum, { value }) => sum + value, 0),
  );
  const ticks = niceTicks(Math.max(0, ...sums, target?.value ?? 0), { isWhole: true });
  const y = scaleBetween([0, ticks.at(-1) ?? 1], [bottom, topRoom]);
  const slot = (width - left) / Math.max(1, columns.length);
  const room = { slot, thick: Math.max(2, Math.min(28, slot * (grouped ? 0.8 : 0.56))), y, bottom };
  const named = new Set(placesThatFit(columns.length, Math.floor((width - left) / 46)));
  const hasSums = !grouped && slot >= 26;
  return (
    <svg className={styles.svg} width={width} height={height} role="group" aria-label={label}>
      <YAxis {...{ ticks, y, width, format }} />
      {columns.map((column, index) => (
        <ColumnMark key={column.key} {...{ column, index, room, format, grouped }}>
          {hasSums && (sums[index] ?? 0) > 0 && (
            <text
              className={styles.label}
              x={left + (index + 0.5) * slot}
              y={y(sums[index] ?? 0) - 5}
              textAnchor="middle"
            >
              {format(sums[index] ?? 0)}
            </text>
          )}
          {named.has(index) && (
            <text x={left + (index + 0.5) * slot} y={bottom + 15} textAnchor="middle">
              {column.name}
            </text>
          )}
        </ColumnMark>
      ))}
      {target && (
        <g>
          <line className={styles.target} x1={left} x2={width} y1={y(target.value)} y2={y(target.value)} />
          <text x={left + 4} y={y(target.value) - 5}>
            {target.text}
          </text>
        </g>
      )}
      {axisName !== undefined && (
        <text x={left + (width - left) / 2} y={height - 3} textAnchor="middle" aria-hidden>
          {axisName}
        </text>
      )}
    </svg>
  );
}

/** The lines across and their figures. */
export function YAxis(props: {
  ticks: readonly number[];
  y: Scale;
  width: number;
  format: (tick: number) => string;
}) {
  const { ticks, y, width, format } = props;
  return (
    <g aria-hidden>
      {ticks.map((tick, index) => (
        <g key={tick}>
          <line
            className={index === 0 ? styles.base : styles.grid}
            x1={left}
            x2={width}
            y1={y(tick)}
            y2={y(tick)}
          />
          <text x={left - 8} y={y(tick) + 4} textAnchor="end">
            {format(tick)}
          </text>
        </g>
      ))}
    </g>
  );
}

interface Room {
  slot: number;
  thick: number;
  y: Scale;
  bottom: number;
}

function ColumnMark(props: {
  column: Column;
  index: number;
  room: Room;
  format: (value: number) => string;
  grouped: boolean;
  children: ReactNode;
}) {
  const { column, index, room, format, grouped, children } = props;
  const start = left + index * room.slot;
  const spoken = [column.name, ...column.parts.map(({ word, value }) => `${word} ${format(value)}`)].join(
    ', ',
  );
  return (
    <Mark label={spoken} onOpen={column.onOpen} testId={column.onOpen && `mark-${column.key}`}>
      <rect className={styles.hit} x={start} y={0} width={room.slot} height={room.bottom} />
      {bricks(column, start, room, grouped).map((brick) => (
        <rect
          key={brick.key}
          className={styles[brick.tone]}
          x={brick.x}
          y={brick.y}
          width={brick.width}
          height={brick.height}
        />
      ))}
      {children}
    </Mark>
  );
}

function bricks({ parts }: Column, start: number, { slot, thick, y, bottom }: Room, grouped: boolean) {
  let below = 0;
  const each = grouped ? thick / parts.length : thick;
  return parts.map(({ tone, value, word }, place) => {
    const from = grouped ? 0 : below;
    below += value;
    // A hair between two parts tells them apart without colour.
    const gap = !grouped && place > 0 && value > 0 ? 1.5 : 0;
    const top = y(from + value);
    const base = grouped ? bottom : y(from) - gap;
    const x = start + (slot - thick) / 2 + (grouped ? place * each : 0);
    return {
      key: word,
      tone,
      x,
      y: top,
      width: Math.max(1, each - (grouped ? 1 : 0)),
      height: Math.max(0, base - top),
    };
  });
}
