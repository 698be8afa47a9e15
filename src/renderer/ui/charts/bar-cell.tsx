// A bar in a table's cell, with the mark of the target on the same place in every row.
import styles from './charts.module.css';
import type { Tone } from './chart-panel.tsx';
import { useWidth } from './use-width.ts';

interface BarCellProps {
  value: number;
  /** What the whole cell's width stands for. */
  most: number;
  target?: number | null;
  tone?: Tone;
}

export function BarCell({ value, most, target = null, tone = 'plain' }: BarCellProps) {
  const { ref, width } = useWidth<HTMLDivElement>();
  const x = (amount: number): number => (most <= 0 ? 0 : (Math.min(amount, most) / most) * (width - 2));
  return (
    <div ref={ref} style={{ height: 20 }} aria-hidden>
      {width > 0 && (
        <svg className={styles.svg} width={width} height={20}>
          <line className={styles.base} x1={0.5} x2={0.5} y1={0} y2={20} />
          <rect className={styles[tone]} x={0} y={4} width={x(value)} height={12} rx={2} />
          {target !== null && target <= most && (
            <line className={styles.target} x1={x(target)} x2={x(target)} y1={-7} y2={27} />
          )}
        </svg>
      )}
    </div>
  );
}
