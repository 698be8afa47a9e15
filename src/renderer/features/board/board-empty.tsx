// What a part of the floor says while it has nothing to show: not yet, nothing there, or nothing that matches.
import { useMemo } from 'react';
import { useStore } from 'zustand';
import { useWords } from '../../i18n/use-words.ts';
import { board } from '../../stores/board.ts';
import { LoadingBars } from '../../ui/notice.tsx';
import type { BoardFilter } from './board-rows.ts';
import { boardView } from './board-view.ts';
import styles from './board.module.css';

/** The same object for as long as nothing of it changes. */
export function useFilter(): BoardFilter {
  const team = useStore(boardView, (state) => state.team);
  const language = useStore(boardView, (state) => state.language);
  const text = useStore(boardView, (state) => state.text);
  return useMemo(() => ({ team, language, text }), [team, language, text]);
}

export function BoardEmpty({ isEmpty, text, bars }: { isEmpty: boolean; text: string; bars: number }) {
  const { t } = useWords();
  const status = useStore(board, (state) => state.status);
  const { team, language, text: asked } = useFilter();
  if (!isEmpty) return null;
  if (status !== 'ready')
    return (
      <div className={styles.nothing}>
        <LoadingBars label={t('app.loading')} height={22} widths={Array.from({ length: bars }, () => 100)} />
      </div>
    );
  const isFiltered = team !== undefined || language !== undefined || asked.trim() !== '';
  return <p className={styles.nothing}>{isFiltered ? t('board.filter.nothing') : text}</p>;
}
