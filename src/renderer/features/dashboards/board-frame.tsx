// What every dashboard does while it waits, when nothing came and when it failed; and until when its figures are counted.
import type { ReactNode } from 'react';
import type { DashboardAnswer, DashboardName } from '../../../shared/dashboards.ts';
import { useWords } from '../../i18n/use-words.ts';
import { Failed, LoadingBars } from '../../ui/notice.tsx';
import type { Reading } from '../use-reading.ts';
import { CountedTo } from './counted-to.tsx';
import styles from './dashboards.module.css';

interface BoardFrameProps<N extends DashboardName> {
  reading: Reading<DashboardAnswer[N]>;
  children: (answer: DashboardAnswer[N]) => ReactNode;
}

export function BoardFrame<N extends DashboardName>({ reading, children }: BoardFrameProps<N>) {
  const { t } = useWords();
  const { latest, value, status, again } = reading;
  if (latest === undefined && status === 'failed')
    return (
      <div className={styles.notice}>
        <Failed text={t('dash.failed')} action={t('dash.retry')} onAction={again} />
      </div>
    );
  if (latest === undefined) return <Waiting />;
  return (
    <>
      <CountedTo at={latest.countedTo} />
      {status === 'failed' && (
        <div className={styles.stale}>
          <Failed text={t('dash.stale')} action={t('dash.retry')} onAction={again} />
        </div>
      )}
      {/* Other days or filters were asked for: what is shown is still of those before. */}
      <div
        className={styles.parts}
        data-waiting={value === undefined && status === 'loading' ? '' : undefined}
      >
        {children(latest)}
      </div>
    </>
  );
}

/** Still bars where the figures and the charts will be. */
function Waiting() {
  const { t } = useWords();
  return (
    <>
      <div className={styles.waitingFigures}>
        {Array.from({ length: 8 }, (_, index) => (
          <div key={index} className={styles.waitingTile}>
            <LoadingBars label={t('app.loading')} height={26} widths={[70, 50, 90]} />
          </div>
        ))}
      </div>
      {[0, 1].map((row) => (
        <div key={row} className={styles.grid}>
          {[0, 1, 2].map((place) => (
            <div key={place} className={styles.waitingChart}>
              <LoadingBars label={t('app.loading')} height={20} widths={[40, 90, 75, 60, 35, 20]} />
            </div>
          ))}
        </div>
      ))}
    </>
  );
}
