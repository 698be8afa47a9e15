// The visits of one day, one a line.
import { useMemo } from 'react';
import type { Appointment } from '../../../shared/desk.ts';
import { useWords } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { openView } from '../../stores/preferences.ts';
import { Button } from '../../ui/button.tsx';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { useMinute } from '../../ui/use-now.ts';
import { MarkVisit } from '../visits/mark-visit.tsx';
import { markOf } from '../visits/visit-marks.ts';
import { isAhead, statusOfVisit, timeOfVisit, zoneOfVisit } from './visit-words.ts';
import styles from './agenda.module.css';

interface VisitTableProps {
  label: string;
  visits: Appointment[];
  onCancel: (visit: Appointment) => void;
  onMarked: () => void;
}

export function VisitTable({ label, visits, onCancel, onMarked }: VisitTableProps) {
  const { t, language } = useWords();
  const { openLead } = useActions();
  const now = useMinute();
  const columns = useMemo<Column<Appointment>[]>(
    () => [
      { key: 'lead', head: t('agenda.lead'), width: 240, cell: (visit) => visit.leadName },
      {
        ...{ key: 'time', head: t('agenda.time'), width: 232 },
        cell: (visit) => (
          <>
            {timeOfVisit(visit)} <span className={styles.zone}>{zoneOfVisit(visit, t, language)}</span>
          </>
        ),
      },
      { key: 'property', head: t('agenda.property'), muted: true, cell: (visit) => placeOf(visit) },
      {
        ...{ key: 'status', head: t('agenda.status'), width: 136 },
        cell: (visit) => (
          <span className={visit.status === 'cancelled' ? styles.off : undefined}>
            {markOf(visit, now) === 'say' ? t('visitMark.open') : statusOfVisit(visit, t)}
          </span>
        ),
      },
      {
        ...{ key: 'cancel', head: t('tasks.actions'), width: 176, align: 'right' },
        cell: (visit) => <VisitActions {...{ visit, now, onCancel, onMarked }} />,
      },
    ],
    [t, language, now, onCancel, onMarked],
  );
  return (
    <DataTable
      label={label}
      columns={columns}
      rows={visits}
      keyOf={(visit) => visit.id}
      openLabel={(visit) => t('agenda.openLead', { name: visit.leadName })}
      onOpen={(visit) => {
        openLead(visit.leadId);
        openView('desk');
      }}
    />
  );
}

interface VisitActionsProps extends Pick<VisitTableProps, 'onCancel' | 'onMarked'> {
  visit: Appointment;
  now: number;
}

/** What lies ahead can be called off; what has begun wants its outcome. */
function VisitActions({ visit, now, onCancel, onMarked }: VisitActionsProps) {
  const { t } = useWords();
  if (!isAhead(visit, now))
    return (
      <span className={styles.marks}>
        <MarkVisit
          look="words"
          visit={visit}
          name={visit.leadName}
          ownerId={visit.ownerId}
          now={now}
          className={styles.cancel}
          onChanged={onMarked}
        />
      </span>
    );
  return (
    <Button
      size="small"
      look="plain"
      className={styles.cancel}
      aria-label={t('agenda.cancel', { name: visit.leadName })}
      onClick={() => onCancel(visit)}
    >
      {t('agenda.cancelShort')}
    </Button>
  );
}

function placeOf({ property, unit }: Appointment): string {
  return unit === null ? property : `${property}, ${unit}`;
}
