// How long something has been so: the only part of a row that is drawn with the clock.
import { memo } from 'react';
import { useStore } from 'zustand';
import type { ThresholdKey } from '../../../shared/board.ts';
import { formatDuration } from '../../i18n/format.ts';
import { useWords } from '../../i18n/use-words.ts';
import { board } from '../../stores/board.ts';
import { connection } from '../../stores/connection.ts';
import { useNow } from '../../ui/use-now.ts';
import { levelOf, type Level } from './board-limits.ts';
import styles from './board.module.css';

/** Epoch ms; it stands still while nothing comes from the backend, because a wait that only this page counts is a guess. */
export function useBoardNow(): number {
  const now = useNow();
  const link = useStore(connection, (state) => state.backend);
  return link.phase === 'down' ? Math.min(now, link.lastUpAt ?? link.since) : now;
}

/** The level of `value` against the limit called `limit`, as the supervisors have set it. */
export function useLevel(limit: ThresholdKey | undefined, value: number | null | undefined): Level {
  return useStore(board, ({ thresholds }) =>
    limit === undefined ? 'fine' : levelOf(thresholds, limit, value),
  );
}

interface SinceProps {
  /** ISO 8601 or epoch ms. */
  at: string | number;
  limit?: ThresholdKey | undefined;
}

/** `4:07`, counting up; past its limit it says so in colour and in its name. */
export const Since = memo(function Since({ at, limit }: SinceProps) {
  const { t } = useWords();
  const now = useBoardNow();
  const ms = Math.max(0, now - (typeof at === 'number' ? at : Date.parse(at)));
  const level = useLevel(limit, ms / 1000);
  return (
    <time
      className={styles.since}
      data-level={level}
      title={level === 'fine' ? undefined : t(`board.level.${level}`)}
    >
      {formatDuration(ms)}
    </time>
  );
});

/** What is left until `at` (ISO 8601), counting down. */
export const Left = memo(function Left({ at, over }: { at: string; over: string }) {
  const now = useBoardNow();
  const ms = Date.parse(at) - now;
  const level: Level = ms <= 0 ? 'broken' : ms < closeMs ? 'close' : 'fine';
  return (
    <time className={styles.since} data-level={level}>
      {ms <= 0 ? over : formatDuration(ms + 999)}
    </time>
  );
});
const closeMs = 10_000;
