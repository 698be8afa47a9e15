// One small field for each day, coloured only where the day was not as it should be.
import styles from './charts.module.css';

export interface StripDay {
  key: string;
  /** The day and its figure. */
  label: string;
  tone: 'good' | 'near' | 'bad' | 'none';
}

interface DayStripProps {
  label: string;
  days: readonly StripDay[];
  first: string;
  last: string;
}

export function DayStrip({ label, days, first, last }: DayStripProps) {
  return (
    <>
      <div className={styles.strip} role="img" aria-label={label}>
        {days.map(({ key, label: title, tone }) => (
          <span key={key} title={title} data-tone={tone} />
        ))}
      </div>
      <div className={styles.stripEnds} aria-hidden>
        <span>{first}</span>
        <span>{last}</span>
      </div>
    </>
  );
}
