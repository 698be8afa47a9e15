// The lead's visits: those ahead first, each in the property's own time; called off from here, and, once they have begun, marked with who came.
import { IconX } from '@tabler/icons-react';
import { useState } from 'react';
import type { LeadDetail } from '../../../shared/api.ts';
import { useWords, type Translate } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useNowEvery } from '../../ui/use-now.ts';
import { useAttempt, visitFailed } from '../use-attempt.ts';
import { MarkVisit } from '../visits/mark-visit.tsx';
import { markOf } from '../visits/visit-marks.ts';
import { useVisitTime } from '../visits/visit-time.ts';
import { LeadSection } from './lead-section.tsx';
import styles from './lead-card.module.css';

type Visit = LeadDetail['appointments'][number];

const stepMs = 60_000;

export function LeadVisits({ lead }: { lead: LeadDetail }) {
  const { t } = useWords();
  const timeOf = useVisitTime();
  const now = useNowEvery(stepMs);
  const [leaving, setLeaving] = useState<Visit>();
  if (lead.appointments.length === 0) return null;
  return (
    <LeadSection title={t('lead.appointments')}>
      <ul className={styles.rows}>
        {orderVisits(lead.appointments, now).map((visit) => (
          <li key={visit.id} data-over={isAhead(visit, now) ? undefined : ''} data-testid="visit">
            <time dateTime={visit.startsAt}>{timeOf(visit)}</time>
            <small>
              {[visit.property, visit.unit].filter(Boolean).join(' ')} · {statusInWords(visit, now, t)}
            </small>
            <span className={styles.rowActions}>
              <MarkVisit look="icons" visit={visit} name={lead.name} ownerId={lead.ownerId} now={now} />
              {isAhead(visit, now) && markOf(visit, now) === undefined && (
                <IconButton
                  label={t('visit.cancelNamed', { time: timeOf(visit) })}
                  data-testid="visit-cancel"
                  onClick={() => setLeaving(visit)}
                >
                  <IconX stroke={1.5} aria-hidden />
                </IconButton>
              )}
            </span>
          </li>
        ))}
      </ul>
      {leaving && <CancelVisit visit={leaving} name={lead.name} onClose={() => setLeaving(undefined)} />}
    </LeadSection>
  );
}

/** It cannot be undone, because somebody else may take the hour. */
function CancelVisit({ visit, name, onClose }: { visit: Visit; name: string; onClose: () => void }) {
  const { t } = useWords();
  const timeOf = useVisitTime();
  const { desk: api } = useActions();
  const { run, busy } = useAttempt(visitFailed);
  const cancel = async () => {
    await api.cancelVisit(visit.id);
    onClose();
  };
  return (
    <Dialog
      title={t('visit.cancelTitle')}
      closeLabel={t('visit.close')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('visit.keep')}</Button>
          <Button look="danger" busy={busy} data-testid="visit-cancel-yes" onClick={() => run(cancel)}>
            {t('visit.cancelYes')}
          </Button>
        </>
      }
    >
      <p>{t('visit.cancelBody', { name, property: visit.property, time: timeOf(visit) })}</p>
    </Dialog>
  );
}

const isAhead = ({ status, endsAt }: Visit, now: number): boolean =>
  (status === 'booked' || status === 'confirmed') && Date.parse(endsAt) > now;

/** Those that stand, soonest first; then what has been, newest first. */
export function orderVisits(visits: readonly Visit[], now: number): Visit[] {
  const ahead = visits.filter((visit) => isAhead(visit, now));
  const over = visits.filter((visit) => !isAhead(visit, now));
  return [
    ...ahead.sort((a, b) => a.startsAt.localeCompare(b.startsAt)),
    ...over.sort((a, b) => b.startsAt.localeCompare(a.startsAt)),
  ];
}

const statuses = ['booked', 'confirmed', 'cancelled', 'done', 'no-show'] as const;

/** One that has begun is not to be confirmed any more: it wants its outcome. */
function statusInWords(visit: Visit, now: number, t: Translate): string {
  if (markOf(visit, now) === 'say') return t('visitMark.open');
  const { status } = visit;
  const known = statuses.find((entry) => entry === status);
  return known ? t(`appointment.${known}`) : status;
}
