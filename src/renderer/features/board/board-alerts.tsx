// What is past its limit and what is close to it, worst first; an alert about a person chooses that person.
import { IconAdjustments, IconAlertTriangle, IconClock } from '@tabler/icons-react';
import { useStore } from 'zustand';
import type { Alert, Threshold } from '../../../shared/board.ts';
import { alertInWords, limitInWords, measureInWords } from '../../i18n/alert-words.ts';
import { useWords } from '../../i18n/use-words.ts';
import { board } from '../../stores/board.ts';
import { IconButton } from '../../ui/button.tsx';
import { floorKeys, levelOf, valueOf, type FloorKey, type Level } from './board-limits.ts';
import { askAbout, choose } from './board-view.ts';
import { Since, useBoardNow } from './since.tsx';
import styles from './board.module.css';

export function BoardAlerts() {
  const { t } = useWords();
  const alerts = useStore(board, (state) => state.alerts);
  const isReady = useStore(board, (state) => state.status === 'ready');
  const close = useClose();
  return (
    <section className={styles.alerts} aria-label={t('board.alerts.title')}>
      <header className={styles.sectionHead}>
        <h2>{t('board.alerts.title')}</h2>
        <IconButton
          label={t('board.alerts.edit')}
          className={styles.push}
          data-testid="board-limits"
          onClick={() => askAbout({ ask: 'limits' })}
        >
          <IconAdjustments stroke={1.5} aria-hidden />
        </IconButton>
      </header>
      {isReady && alerts.length + close.length === 0 && (
        <p className={styles.nothing}>{t('board.alerts.none')}</p>
      )}
      {alerts.length + close.length > 0 && (
        <ul
          className={styles.alertList}
          tabIndex={0}
          aria-label={t('board.alerts.title')}
          data-testid="board-alerts"
        >
          {alerts.map((alert) => (
            <AlertLine key={alert.id} alert={alert} />
          ))}
          {close.map((one) => (
            <CloseLine key={one.key} name={one.key} value={one.value} limit={one.limit} level={one.level} />
          ))}
        </ul>
      )}
    </section>
  );
}

function AlertLine({ alert }: { alert: Alert }) {
  const { t } = useWords();
  const { key, subjectId, subjectName, since, value, limit, unsent = [] } = alert;
  const name = alertInWords(alert, t).title;
  const notReached = unsent.filter(({ why }) => why !== 'unsure').map((one) => one.name);
  const unsure = unsent.filter(({ why }) => why === 'unsure').map((one) => one.name);
  return (
    <li className={styles.alert} data-level="broken" data-testid="alert" data-key={key}>
      <IconAlertTriangle stroke={1.5} role="img" aria-label={t('board.level.broken')} />
      {subjectId === null ? (
        <span>{name}</span>
      ) : (
        <button
          type="button"
          onClick={() => choose({ kind: 'agent', id: subjectId })}
          title={subjectName ?? ''}
        >
          {name}
        </button>
      )}
      <b>
        <Measure alert={alert} value={value} />
      </b>
      <small>
        {limitInWords(key, limit, t)} · {t('board.alerts.ago')} <Since at={since} />
        {notReached.length > 0 && <em> · {t('board.alerts.unsent', { names: notReached.join(', ') })}</em>}
        {unsure.length > 0 && <em> · {t('told.alertUnsure', { names: unsure.join(', ') })}</em>}
      </small>
    </li>
  );
}

/** What the floor's figure is now; of a person what was measured, which counts up by itself where it is a time. */
function Measure({ alert: { key, subjectId }, value }: { alert: Alert; value: number }) {
  const now = useBoardNow();
  const figures = useStore(board, (state) => state.figures);
  const floor = floorKeys.find((one) => one === key);
  const current = subjectId === null && floor && figures ? valueOf(floor, figures, now) : null;
  return measureInWords(key, current ?? value);
}

interface Close {
  key: FloorKey;
  value: number;
  limit: number;
  level: Level;
}

/** Figures of the floor that are near their limit, or past it for too short a time to be an alert. */
function useClose(): Close[] {
  const now = useBoardNow();
  const figures = useStore(board, (state) => state.figures);
  const thresholds = useStore(board, (state) => state.thresholds);
  const alerts = useStore(board, (state) => state.alerts);
  if (!figures) return [];
  return floorKeys.flatMap((key): Close[] => {
    const value = valueOf(key, figures, now);
    const limit = limitIn(thresholds, key);
    const level = levelOf(thresholds, key, value);
    const isTold = level === 'fine' || alerts.some((one) => one.key === key);
    return isTold || value === null || limit === null ? [] : [{ key, value, limit, level }];
  });
}

const limitIn = (thresholds: readonly Threshold[], key: FloorKey): number | null =>
  thresholds.find((one) => one.key === key)?.limit ?? null;

function CloseLine({ name, value, limit, level }: Omit<Close, 'key'> & { name: FloorKey }) {
  const { t } = useWords();
  const isClose = level === 'close';
  const Icon = isClose ? IconClock : IconAlertTriangle;
  const words = limitInWords(name, limit, t);
  return (
    <li className={styles.alert} data-level={level} data-testid="alert-close" data-key={name}>
      <Icon stroke={1.5} role="img" aria-label={t(`board.level.${isClose ? 'close' : 'broken'}`)} />
      <span>{t(`board.threshold.${name}`)}</span>
      <b>{measureInWords(name, value)}</b>
      <small>{isClose ? t('board.alerts.close', { limit: words }) : words}</small>
    </li>
  );
}
