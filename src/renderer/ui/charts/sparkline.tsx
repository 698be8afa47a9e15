// How a figure went, without axes: the shape beside the number, and a dashed line where it should be.
import styles from './charts.module.css';
import { pathThrough, scaleBetween } from './scale.ts';
import { useWidth } from './use-width.ts';

interface SparklineProps {
  values: readonly (number | null)[];
  /** Drawn only where it lies near the curve: a far one would press the curve flat. */
  target?: number | null;
  height?: number;
}

export function Sparkline({ values, target = null, height = 28 }: SparklineProps) {
  const { ref, width } = useWidth<HTMLDivElement>();
  const known = values.filter((value) => value !== null);
  const least = Math.min(...known);
  const most = Math.max(...known);
  const span = most - least || Math.abs(most) || 1;
  const shown = target !== null && target > least - span && target < most + span ? target : null;
  const y = scaleBetween([Math.min(least, shown ?? least), Math.max(most, shown ?? most)], [height - 3, 3]);
  const x = scaleBetween([0, Math.max(1, values.length - 1)], [2, width - 2]);
  const flat = most === least && shown === null;
  const points = values.map((value, place) =>
    value === null ? undefined : { x: x(place), y: flat ? height / 2 : y(value) },
  );
  return (
    <div ref={ref} style={{ height }} aria-hidden>
      {width > 0 && known.length > 1 && (
        <svg className={styles.svg} {...{ width, height }}>
          {shown !== null && <line className={styles.target} x1={0} x2={width} y1={y(shown)} y2={y(shown)} />}
          <path className={styles.line} d={pathThrough(points)} />
        </svg>
      )}
    </div>
  );
}
