// The line of numbers on top, each with its limit under it; what is broken bears a triangle as well as the colour.
import { IconAlertTriangle, IconClock } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import type { BoardFigures as Figures } from '../../../shared/board.ts';
import { measureInWords } from '../../i18n/alert-words.ts';
import { useWords } from '../../i18n/use-words.ts';
import { board } from '../../stores/board.ts';
import { limitOf, valueOf, type FloorKey, type Level } from './board-limits.ts';
import { underFigure } from './figure-words.ts';
import { useBoardNow, useLevel } from './since.tsx';
import styles from './board.module.css';

/** The order of the line; Sofía's own calls stand between what waits and who is there. */
const before = ['queued', 'oldestQueued', 'personWait', 'serviceLevel', 'abandonment'] as const;
const after = ['agentsAvailable', 'occupancy'] as const;

export function BoardFigures() {
  const { t } = useWords();
  const figures = useStore(board, (state) => state.figures);
  return (
    <dl className={styles.figures} aria-label={t('board.figures')} data-testid="board-figures">
      {before.map((key) => (
        <Figure key={key} name={key} figures={figures} />
      ))}
      <Live figures={figures} />
      {after.map((key) => (
        <Figure key={key} name={key} figures={figures} />
      ))}
    </dl>
  );
}

function Figure({ name, figures }: { name: FloorKey; figures: Figures | undefined }) {
  const { t } = useWords();
  const now = useBoardNow();
  const limit = useStore(board, ({ thresholds }) => limitOf(thresholds, name)?.limit ?? null);
  const value = figures ? valueOf(name, figures, now) : null;
  const level = useLevel(name, value);
  const of = name === 'agentsAvailable' ? figures?.agentsSignedIn : undefined;
  return (
    <Cell
      name={t(`board.threshold.${name}`)}
      level={level}
      testId={`figure-${name}`}
      under={underFigure(name, { figures, limit }, t)}
    >
      {value === null ? '—' : measureInWords(name, value)}
      {of !== undefined && <small> {t('board.of', { count: of })}</small>}
    </Cell>
  );
}

function Live({ figures }: { figures: Figures | undefined }) {
  const { t } = useWords();
  return (
    <Cell
      name={t('board.live')}
      level="fine"
      ai
      testId="figure-live"
      under={figures ? t('board.capacity', { count: figures.capacity }) : ''}
    >
      {figures?.live ?? '—'}
    </Cell>
  );
}

interface CellProps {
  name: string;
  level: Level;
  under: string;
  testId: string;
  ai?: boolean;
  children: ReactNode;
}

function Cell({ name, level, under, testId, ai, children }: CellProps) {
  const { t } = useWords();
  const Icon = level === 'broken' ? IconAlertTriangle : IconClock;
  return (
    <div className={styles.figure} data-level={level} data-ai={ai ? '' : undefined} data-testid={testId}>
      <dt>{name}</dt>
      <dd>
        {level !== 'fine' && <Icon stroke={1.5} role="img" aria-label={t(`board.level.${level}`)} />}
        <span>{children}</span>
      </dd>
      <dd>{under}</dd>
    </div>
  );
}
