// The longest wait for a person in each three minutes of the last hour, against its limit.
import { useStore } from 'zustand';
import { measureInWords } from '../../i18n/alert-words.ts';
import { useWords } from '../../i18n/use-words.ts';
import { board } from '../../stores/board.ts';
import { useMinute } from '../../ui/use-now.ts';
import { useHouseClock } from '../use-house-clock.ts';
import { limitOf } from './board-limits.ts';
import { waitScale } from './wait-scale.ts';
import styles from './board.module.css';

const size = { width: 252, height: 104, left: 30, top: 8, bottom: 84 } as const;
const gap = 2;
const hourMs = 3_600_000;

export function BoardWaits() {
  const { t } = useWords();
  const waits = useStore(board, (state) => state.figures?.waits);
  const limit = useStore(board, ({ thresholds }) => limitOf(thresholds, 'personWait')?.limit ?? null);
  if (!waits || waits.length === 0) return null;
  const { top, ticks } = waitScale(waits, limit);
  const words = (seconds: number) => measureInWords('personWait', seconds);
  const y = (seconds: number) => size.bottom - (seconds / top) * (size.bottom - size.top);
  const most = words(Math.max(...waits));
  return (
    <section className={styles.waits} aria-label={t('board.waits.title')}>
      <header className={styles.sectionHead}>
        <h2>{t('board.waits.title')}</h2>
        <span>{t('board.waits.unit')}</span>
      </header>
      <svg
        className={styles.chart}
        viewBox={`0 0 ${size.width} ${size.height}`}
        role="img"
        aria-label={t('board.waits.label', { most, last: words(waits.at(-1) ?? 0) })}
        data-testid="board-waits"
      >
        {ticks.map((tick) => (
          <g key={tick}>
            <line data-axis x1={size.left} x2={size.width} y1={y(tick)} y2={y(tick)} />
            <text x={size.left - 6} y={y(tick) + 4} textAnchor="end">
              {words(tick)}
            </text>
          </g>
        ))}
        {waits.map((seconds, index) => (
          <Bar
            key={index}
            {...{ index, seconds, count: waits.length, top: y(seconds) }}
            broken={limit !== null && seconds > limit}
          />
        ))}
        {limit !== null && <Limit y={y(limit)} word={words(limit)} isTick={ticks.includes(limit)} />}
        <Clocks />
      </svg>
    </section>
  );
}

interface BarProps {
  index: number;
  count: number;
  seconds: number;
  top: number;
  broken: boolean;
}

function Bar({ index, count, seconds, top, broken }: BarProps) {
  const pitch = (size.width - size.left) / count;
  // A wait of nothing is still a stretch of time: a line thin enough to be no bar.
  const height = Math.max(size.bottom - top, 1);
  return (
    <rect
      data-broken={broken ? '' : undefined}
      x={size.left + index * pitch + gap / 2}
      y={size.bottom - height}
      width={pitch - gap}
      height={height}
      rx={1}
    >
      <title>{measureInWords('personWait', seconds)}</title>
    </rect>
  );
}

function Limit({ y, word, isTick }: { y: number; word: string; isTick: boolean }) {
  return (
    <>
      <line data-limit x1={size.left} x2={size.width} y1={y} y2={y} />
      {!isTick && (
        <text x={size.left - 6} y={y + 4} textAnchor="end">
          {word}
        </text>
      )}
    </>
  );
}

function Clocks() {
  const now = useMinute();
  const clock = useHouseClock();
  const at = [
    { x: size.left, anchor: 'start', ms: now - hourMs },
    { x: (size.left + size.width) / 2, anchor: 'middle', ms: now - hourMs / 2 },
    { x: size.width, anchor: 'end', ms: now },
  ] as const;
  return at.map(({ x, anchor, ms }) => (
    <text key={anchor} x={x} y={size.height - 4} textAnchor={anchor}>
      {clock(ms)}
    </text>
  ));
}
