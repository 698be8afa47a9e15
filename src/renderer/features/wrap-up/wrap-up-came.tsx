// Whoever has just spoken to a client knows whether they came: a visit that wants its outcome is asked about here.
import { useState } from 'react';
import { useStore } from 'zustand';
import type { LeadDetail } from '../../../shared/api.ts';
import { useWords } from '../../i18n/use-words.ts';
import { selectMe, session } from '../../stores/session.ts';
import { MarkVisit } from '../visits/mark-visit.tsx';
import { mayMark, visitToMark } from '../visits/visit-marks.ts';
import { useVisitTime } from '../visits/visit-time.ts';
import styles from './wrap-up.module.css';

export function WrapUpCame({ detail }: { detail: LeadDetail | undefined }) {
  const { t } = useWords();
  const timeOf = useVisitTime();
  const me = useStore(session, selectMe);
  const [now] = useState(Date.now);
  const visit = visitToMark(detail?.appointments ?? [], now);
  if (detail === undefined || visit === undefined || !mayMark(visit, detail.ownerId, me)) return null;
  return (
    <section className={styles.section} data-testid="wrap-up-came">
      <h3>{t('visitMark.ask')}</h3>
      <div className={styles.row}>
        <span>
          {timeOf(visit)} · {[visit.property, visit.unit].filter(Boolean).join(' ')}
        </span>
        <span className={styles.marks}>
          <MarkVisit look="words" visit={visit} name={detail.name} ownerId={detail.ownerId} now={now} />
        </span>
      </div>
    </section>
  );
}
