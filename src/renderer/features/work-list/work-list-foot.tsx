// The day so far, in three figures.
import { useStore } from 'zustand';
import { formatDuration } from '../../i18n/format.ts';
import { useWords } from '../../i18n/use-words.ts';
import { desk } from '../../stores/desk.ts';
import styles from './work-list.module.css';

/** Its place is kept before the figures are there. */
export function WorkFoot() {
  const { t } = useWords();
  const today = useStore(desk, (state) => state.today);
  return (
    <footer className={styles.foot} data-testid="today">
      {today && (
        <>
          <span>{t('today.title')}</span>
          <span>
            <b>{today.calls}</b> {t('today.calls', { count: today.calls })}
          </span>
          <span>
            <b>{today.appointments}</b> {t('today.visits', { count: today.appointments })}
          </span>
          {today.meanTalkSeconds !== null && (
            <span title={t('today.meanHint')}>
              <b>{formatDuration(today.meanTalkSeconds * 1000)}</b> {t('today.mean')}
            </span>
          )}
        </>
      )}
    </footer>
  );
}
