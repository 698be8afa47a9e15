// An outcome that asks for a visit shows the one that stands, or books it without leaving the form.
import { IconCalendarCheck } from '@tabler/icons-react';
import { useState } from 'react';
import type { LeadDetail } from '../../../shared/api.ts';
import type { WrapUp } from '../../../shared/desk.ts';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { BookVisit } from '../visits/book-visit.tsx';
import { useVisitTime } from '../visits/visit-time.ts';
import styles from './wrap-up.module.css';

type Visit = LeadDetail['appointments'][number];

/** Booked or confirmed, and not over; soonest first. */
export function visitsAhead(appointments: readonly Visit[], now: number): Visit[] {
  return appointments
    .filter(
      ({ status, endsAt }) => (status === 'booked' || status === 'confirmed') && Date.parse(endsAt) > now,
    )
    .sort((a, b) => a.startsAt.localeCompare(b.startsAt));
}

export function WrapUpVisit({ wrapUp, detail }: { wrapUp: WrapUp; detail: LeadDetail | undefined }) {
  const { t } = useWords();
  const timeOf = useVisitTime();
  const [booking, setBooking] = useState(false);
  if (wrapUp.leadId === null || detail === undefined) return null;
  const [visit] = visitsAhead(detail.appointments, Date.now());
  return (
    <section className={styles.section}>
      {visit ? (
        <p className={styles.visit}>
          <IconCalendarCheck stroke={1.5} aria-hidden />
          <span>
            <b>{timeOf(visit)}</b> · {[visit.property, visit.unit].filter(Boolean).join(' ')}
          </span>
        </p>
      ) : (
        <div className={styles.row}>
          <span>{t('wrapUp.noVisit')}</span>
          <Button size="small" data-testid="book-from-wrap-up" onClick={() => setBooking(true)}>
            {t('visit.book')}
          </Button>
        </div>
      )}
      {booking && (
        <BookVisit
          lead={{ id: wrapUp.leadId, name: detail.name, timeZone: detail.timeZone }}
          wants={detail.offers[0]}
          onClose={() => setBooking(false)}
        />
      )}
    </section>
  );
}
