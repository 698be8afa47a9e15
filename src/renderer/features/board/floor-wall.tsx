// The floor for a screen on the wall: large and silent, what waits and who is there, nothing to press.
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import type { BoardFigures } from '../../../shared/board.ts';
import { measureInWords } from '../../i18n/alert-words.ts';
import { useWords } from '../../i18n/use-words.ts';
import { board } from '../../stores/board.ts';
import { connection } from '../../stores/connection.ts';
import { IconAlertTriangle } from '@tabler/icons-react';
import { StateDot, type Tone } from '../../ui/marks.tsx';
import { useMinute } from '../../ui/use-now.ts';
import { Wallboard } from '../../ui/wallboard.tsx';
import { useHouseClock } from '../use-house-clock.ts';
import {
  escalationRows,
  agentPhases,
  countPhases,
  isForLater,
  queueRows,
  waitedSince,
  type AgentPhase,
} from './board-rows.ts';
import { limitOf, valueOf, type FloorKey } from './board-limits.ts';
import { underFigure } from './figure-words.ts';
import { interestInWords, rungInWords } from './board-words.ts';
import { Since, useBoardNow, useLevel } from './since.tsx';
import { usePeople } from './use-people.ts';
import { closeWallboard } from './wallboard-hash.ts';
import styles from './floor-wall.module.css';

const shown: readonly FloorKey[] = [
  ...(['queued', 'oldestQueued', 'personWait', 'serviceLevel'] as const),
  ...(['abandonment', 'agentsAvailable', 'occupancy'] as const),
];
/** As many lines as a wall has room for. */
const mostLines = 6;
const everybody = { team: undefined, language: undefined, text: '' };

export function FloorWall() {
  const { t } = useWords();
  const clock = useHouseClock();
  return (
    <main data-testid="floor-wall">
      <Wallboard
        pages={[{ key: 'floor', title: t('board.title'), draw: () => <Floor /> }]}
        words={{ label: t('board.wall.title'), end: t('board.wall.exit'), placeOf: () => '' }}
        clock={clock}
        onEnd={closeWallboard}
      />
    </main>
  );
}

function Floor() {
  return (
    <div className={styles.floor}>
      <Signs />
      <WallFigures />
      <div className={styles.columns}>
        <Waiting />
        <Next />
        <People />
      </div>
    </div>
  );
}

/** What makes the figures less than they seem: nobody is dialled, or nothing new comes. */
function Signs() {
  const { t } = useWords();
  const clock = useHouseClock();
  const link = useStore(connection, (state) => state.backend);
  const paused = useStore(board, ({ dialling }) => dialling.paused);
  const isAway = link.phase === 'down';
  if (!paused && !isAway) return null;
  return (
    <p className={styles.signs} role="status">
      {paused && <b data-tone="hold">{t('board.dialling.paused')}</b>}
      {isAway && <b data-tone="bad">{t('board.wall.away', { time: clock(link.lastUpAt ?? link.since) })}</b>}
    </p>
  );
}

function WallFigures() {
  const { t } = useWords();
  const figures = useStore(board, (state) => state.figures);
  return (
    <dl className={styles.figures} aria-label={t('board.figures')}>
      {shown.map((key) => (
        <Figure key={key} name={key} figures={figures} />
      ))}
      <div className={styles.figure} data-ai>
        <dt>{t('board.live')}</dt>
        <dd>{figures?.live ?? '—'}</dd>
        <dd>{figures && t('board.capacity', { count: figures.capacity })}</dd>
      </div>
    </dl>
  );
}

function Figure({ name, figures }: { name: FloorKey; figures: BoardFigures | undefined }) {
  const { t } = useWords();
  const now = useBoardNow();
  const value = figures ? valueOf(name, figures, now) : null;
  const level = useLevel(name, value);
  const limit = useStore(board, ({ thresholds }) => limitOf(thresholds, name)?.limit ?? null);
  return (
    <div className={styles.figure} data-level={level}>
      <dt>{t(`board.threshold.${name}`)}</dt>
      <dd>
        {level === 'broken' && (
          <IconAlertTriangle stroke={1.75} role="img" aria-label={t('board.level.broken')} />
        )}
        {value === null ? '—' : measureInWords(name, value)}
      </dd>
      <dd>{underFigure(name, { figures, limit }, t)}</dd>
    </div>
  );
}

function Waiting() {
  const { t } = useWords();
  const calls = useStore(board, (state) => state.calls);
  const rows = escalationRows(calls, everybody);
  return (
    <Column title={t('board.wall.waiting')} count={rows.length} none={t('board.wall.quiet')}>
      {rows.slice(0, mostLines).map((call) => (
        <li key={call.id} className={styles.line}>
          <b>{call.leadName}</b>
          <Since at={call.escalation.requestedAt} limit="personWait" />
          <small>{rungInWords(call, t)}</small>
        </li>
      ))}
    </Column>
  );
}

function Next() {
  const { t } = useWords();
  const clock = useHouseClock();
  const now = useMinute();
  const calls = useStore(board, (state) => state.calls);
  const rows = queueRows(calls, everybody, now);
  return (
    <Column title={t('board.wall.next')} count={rows.length} none={t('board.queue.none')}>
      {rows.slice(0, mostLines).map((call) => (
        <li key={call.id} className={styles.line}>
          <b>{call.leadName}</b>
          {isForLater(call, now) ? (
            <time>{clock(call.notBefore)}</time>
          ) : (
            <Since at={waitedSince(call)} limit="oldestQueued" />
          )}
          <small>{interestInWords(call, t)}</small>
        </li>
      ))}
    </Column>
  );
}

interface ColumnProps {
  title: string;
  count: number;
  none: string;
  children: ReactNode;
}

function Column({ title, count, none, children }: ColumnProps) {
  const { t } = useWords();
  return (
    <section className={styles.column} aria-label={title}>
      <h2>
        {title} <span>{count > 0 && count}</span>
      </h2>
      {count === 0 ? <p>{none}</p> : <ul>{children}</ul>}
      {count > mostLines && <p>{t('board.wall.more', { count: count - mostLines })}</p>}
    </section>
  );
}

const tones: Record<AgentPhase, { tone: Tone; hollow: boolean }> = {
  ringing: { tone: 'ring', hollow: false },
  available: { tone: 'accent', hollow: false },
  talking: { tone: 'accent', hollow: false },
  busy: { tone: 'neutral', hollow: true },
  'wrap-up': { tone: 'hold', hollow: true },
  away: { tone: 'neutral', hollow: true },
  unreachable: { tone: 'bad', hollow: true },
  offline: { tone: 'neutral', hollow: true },
};

function People() {
  const { t } = useWords();
  const counts = countPhases(usePeople());
  return (
    <section className={styles.column} aria-label={t('board.wall.people')}>
      <h2>{t('board.wall.people')}</h2>
      <ul>
        {agentPhases.map((phase) => (
          <li key={phase} className={styles.state} data-none={counts[phase] === 0 ? '' : undefined}>
            <StateDot {...tones[phase]} />
            <span>{t(`board.agents.group.${phase}`)}</span>
            <b>{counts[phase]}</b>
          </li>
        ))}
      </ul>
    </section>
  );
}
