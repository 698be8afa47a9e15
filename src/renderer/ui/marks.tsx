// The small signs of the look: who somebody is, what state a thing is in, how loud it is.
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import styles from './marks.module.css';

export type Tone = 'accent' | 'ring' | 'hold' | 'bad' | 'ai' | 'neutral';

/** Round initials; filled for a person of ours. */
export function Avatar({ name, human, large }: { name: string; human?: boolean; large?: boolean }) {
  return (
    <span aria-hidden className={classNames(styles.avatar, human && styles.human, large && styles.large)}>
      {initialsOf(name)}
    </span>
  );
}

/** First letters of the first two words, `MR`. */
export function initialsOf(name: string): string {
  const words = name.match(/[\p{L}\p{N}]+/gu) ?? [];
  return words
    .slice(0, 2)
    .map((word) => word.charAt(0).toUpperCase())
    .join('');
}

/** Sofía's four-point mark: on everything she says, writes or proposes. */
export function SofiaMark() {
  return (
    <span aria-hidden className={styles.sofia}>
      <svg viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinejoin="round">
        <path d="M8 2.2c.5 3.4 2.3 5.3 5.8 5.8-3.5.5-5.3 2.4-5.8 5.8-.5-3.4-2.3-5.3-5.8-5.8 3.5-.5 5.3-2.4 5.8-5.8Z" />
      </svg>
    </span>
  );
}

export function BrandMark({ size = 20 }: { size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden
    >
      <path d="M3.5 4.5 10 16l6.5-11.5" />
    </svg>
  );
}

/** Filled: at work; hollow: not taking calls. Always beside a word. */
export function StateDot({ tone, hollow }: { tone: Tone; hollow?: boolean }) {
  return <span aria-hidden className={classNames(styles.dot, styles[tone], hollow && styles.hollow)} />;
}

export function Tag({ tone = 'neutral', children }: { tone?: Tone; children: ReactNode }) {
  return <span className={classNames(styles.tag, tone !== 'neutral' && styles[tone])}>{children}</span>;
}

/** Five bars; `level` is 0–1 and loudness is felt as its root. */
export function LevelMeter({ level, label, tone }: { level: number; label: string; tone: Tone }) {
  const felt = Math.min(1, Math.sqrt(Math.max(0, level)) * 1.6);
  return (
    <span
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(felt * 100)}
      title={label}
      className={classNames(styles.meter, styles[tone])}
    >
      {[0.06, 0.25, 0.45, 0.65, 0.85].map((from, index) => (
        <i key={from} data-on={felt > from ? '' : undefined} style={{ height: 4 + index * 2.5 }} />
      ))}
    </span>
  );
}
