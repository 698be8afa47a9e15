// The floor as it stands now: who waits, what Sofía does, how the people are; and a hand for each of them.
import { useStore } from 'zustand';
import { useWords } from '../../i18n/use-words.ts';
import { board } from '../../stores/board.ts';
import { BoardAgents } from './board-agents.tsx';
import { BoardAlerts } from './board-alerts.tsx';
import { BoardCalls } from './board-calls.tsx';
import { BoardCommands } from './board-commands.tsx';
import { BoardDock } from './board-dock.tsx';
import { BoardEscalations } from './board-escalations.tsx';
import { BoardFigures } from './board-figures.tsx';
import { BoardHead } from './board-head.tsx';
import { BoardQuestions } from './board-questions.tsx';
import { BoardQueue } from './board-queue.tsx';
import { BoardWaits } from './board-waits.tsx';
import styles from './board.module.css';

export function BoardPage() {
  const { t } = useWords();
  const status = useStore(board, (state) => state.status);
  return (
    <div className={styles.page} data-testid="board" data-status={status}>
      <BoardHead />
      {status === 'failed' && (
        <p className={styles.failed} role="alert">
          {t('board.failed')}
        </p>
      )}
      <BoardFigures />
      <div className={styles.floor}>
        <div className={styles.left}>
          <BoardQueue />
          <BoardAlerts />
          <BoardWaits />
        </div>
        <div className={styles.middle}>
          <BoardCalls />
          <BoardEscalations />
          <BoardDock />
        </div>
        <BoardAgents />
      </div>
      <BoardCommands />
      <BoardQuestions />
    </div>
  );
}
