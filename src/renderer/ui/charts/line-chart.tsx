// Curves over time on one axis; the last point says its figure, the target is dashed, a pointer reads any day.
import { useState } from 'react';
import styles from './charts.module.css';
import type { Tone } from './chart-panel.tsx';
import { YAxis } from './columns-chart.tsx';
import { niceTicks, pathThrough, placesAlong, scaleBetween, type Scale } from './scale.ts';

export interface Line {
  key: string;
  word: string;
  tone: Tone;
  /** One for each place of the axis; null is a gap. */
  values: readonly (number | null)[];
  /** Thin dots: what is only expected. */
  dashed?: boolean;
  /** Written at its last point. */
  endText?: string | undefined;
}

interface LineChartProps {
  label: string;
  /** Under the axis. */
  names: readonly string[];
  lines: readonly Line[];
  width: number;
  height?: number;
  format: (value: number) => string;
  /** Figures in the readout, where they want more than the axis. */
  exact?: (value: number) => string;
  axisName?: string | undefined;
  /** A dashed curve, or a level where every value is the same. */
  target?: { values: readonly (number | null)[]; text: string } | undefined;
  /** Around the expected: its lower and upper edge. */
  band?: readonly ([number, number] | null)[];
  isWhole?: boolean;
}

const left = 36;
const topRoom = 18;
const rightRoom = 8;

export function LineChart(props: LineChartProps) {
  const { label, names, lines, width, height = 248, format, axisName, target, band } = props;
  const bottom = height - (axisName === undefined ? 20 : 36);
  const ticks = niceTicks(mostOf(props), { isWhole: props.isWhole ?? false });
  const y = scaleBetween([0, ticks.at(-1) ?? 1], [bottom, topRoom]);
  const x = scaleBetween([0, Math.max(1, names.length - 1)], [left + 4, width - rightRoom]);
  const [at, setAt] = useState<number>();
  const named = placesAlong(names.length, Math.floor((width - left) / 80) + 1);
  return (
    <div style={{ position: 'relative' }} onPointerLeave={() => setAt(undefined)}>
      <svg
        className={styles.svg}
        {...{ width, height }}
        role="img"
        aria-label={label}
        onPointerMove={(event) => {
          const from = event.currentTarget.getBoundingClientRect();
          const place = Math.round(
            ((event.clientX - from.left - left) / (width - left - rightRoom)) * (names.length - 1),
          );
          setAt(Math.min(names.length - 1, Math.max(0, place)));
        }}
      >
        <rect className={styles.hit} width={width} height={bottom} />
        <YAxis {...{ ticks, y, width, format }} />
        {named.map((place) => (
          <text
            key={place}
            x={x(place)}
            y={bottom + 15}
            textAnchor={place === 0 ? 'start' : place === names.length - 1 ? 'end' : 'middle'}
          >
            {names[place]}
          </text>
        ))}
        {band && <Band {...{ band, x, y }} />}
        {target && <Target {...{ target, x, y, width }} />}
        {at !== undefined && <line className={styles.cross} x1={x(at)} x2={x(at)} y1={topRoom} y2={bottom} />}
        {lines.map((line) => (
          <Curve key={line.key} {...{ line, x, y, width, bottom }} />
        ))}
        {axisName !== undefined && (
          <text x={left + (width - left) / 2} y={height - 3} textAnchor="middle">
            {axisName}
          </text>
        )}
      </svg>
      {at !== undefined && <Hint {...props} at={at} x={x(at)} />}
    </div>
  );
}

function mostOf({ lines, target, band }: LineChartProps): number {
  return Math.max(
    0,
    ...lines.flatMap(({ values }) => values.map((value) => value ?? 0)),
    ...(target?.values ?? []).map((value) => value ?? 0),
    ...(band ?? []).map((edge) => edge?.[1] ?? 0),
  );
}

interface Placed {
  x: Scale;
  y: Scale;
}

function Curve({ line, x, y, width, bottom }: Placed & { line: Line; width: number; bottom: number }) {
  const points = line.values.map((value, place) =>
    value === null ? undefined : { x: x(place), y: y(value) },
  );
  const last = points.findLast((point) => point !== undefined);
  // A point between two gaps would be no line at all.
  const alone = points.filter((point, place) => point && !points[place - 1] && !points[place + 1]);
  const isTight = last !== undefined && last.x > width - 56;
  return (
    <g>
      <path
        className={styles.line}
        data-tone={line.tone}
        data-dashed={line.dashed ? '' : undefined}
        d={pathThrough(points)}
      />
      {alone.map(
        (point) =>
          point && <circle key={point.x} className={styles[line.tone]} cx={point.x} cy={point.y} r={2} />,
      )}
      {last && line.endText && (
        <>
          <circle className={styles[line.tone]} cx={last.x} cy={last.y} r={3.5} />
          <text
            className={line.tone === 'human' ? styles.valueAccent : styles.value}
            x={isTight ? last.x : last.x + 8}
            y={isTight ? clearOf(points, last, bottom) : last.y + 14}
            textAnchor={isTight ? 'end' : 'start'}
          >
            {line.endText}
          </text>
        </>
      )}
    </g>
  );
}

/** As wide as a figure at the end of a curve, with its air. */
const endWidth = 48;

/** The line of writing of a figure that ends where its curve ends: under all of the curve that runs over it, else over it. */
export function clearOf(
  points: readonly ({ x: number; y: number } | undefined)[],
  last: { x: number; y: number },
  bottom: number,
): number {
  const near = points.flatMap((point) => (point && point.x >= last.x - endWidth ? [point.y] : []));
  const under = Math.max(...near) + 18;
  return under <= bottom - 2 ? under : Math.min(...near) - 10;
}

function Target({
  target,
  x,
  y,
  width,
}: Placed & { target: NonNullable<LineChartProps['target']>; width: number }) {
  const points = target.values.map((value, place) =>
    value === null ? undefined : { x: x(place), y: y(value) },
  );
  const last = points.findLast((point) => point !== undefined);
  const isLevel = new Set(target.values).size === 1;
  return (
    <g>
      <path className={styles.target} d={pathThrough(points)} />
      {last && (
        <text
          x={isLevel ? left + 4 : width - rightRoom}
          y={last.y - 6}
          textAnchor={isLevel ? 'start' : 'end'}
        >
          {target.text}
        </text>
      )}
    </g>
  );
}

function Band({ band, x, y }: Placed & { band: NonNullable<LineChartProps['band']> }) {
  const edges = band.flatMap((edge, place) =>
    edge === null ? [] : [{ place, low: edge[0], high: edge[1] }],
  );
  if (edges.length < 2) return null;
  const over = edges.map(({ place, high }) => `${x(place)},${y(high)}`);
  const under = edges.toReversed().map(({ place, low }) => `${x(place)},${y(Math.max(0, low))}`);
  return <polygon className={styles.band} points={[...over, ...under].join(' ')} />;
}

function Hint({
  names,
  lines,
  target,
  format,
  exact = format,
  width,
  at,
  x,
}: LineChartProps & { at: number; x: number }) {
  const told = lines.filter(({ values }) => (values[at] ?? null) !== null);
  const wanted = target?.values[at] ?? null;
  const isRight = x > width / 2;
  return (
    <div className={styles.hint} style={isRight ? { right: width - x + 10 } : { left: x + 10 }} aria-hidden>
      <b>{names[at]}</b>
      {told.map(({ key, word, values }) => (
        <div key={key}>
          {word} <b>{exact(values[at] ?? 0)}</b>
        </div>
      ))}
      {wanted !== null && target && (
        <div>
          {target.text.split('\u00a0')[0]} <b>{exact(wanted)}</b>
        </div>
      )}
    </div>
  );
}
