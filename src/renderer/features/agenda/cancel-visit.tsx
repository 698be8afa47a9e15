// Calling a visit off cannot be taken back, so it is asked once.
import type { Appointment } from '../../../shared/desk.ts';
import { formatDay } from '../../i18n/format.ts';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { timeOfVisit } from './visit-words.ts';

interface CancelVisitProps {
  visit: Appointment;
  busy: boolean;
  onKeep: () => void;
  onCancel: (visit: Appointment) => void;
}

export function CancelVisit({ visit, busy, onKeep, onCancel }: CancelVisitProps) {
  const { t, language } = useWords();
  const time = `${formatDay(visit.startsAt, language)}, ${timeOfVisit(visit)}`;
  return (
    <Dialog
      title={t('agenda.cancelTitle')}
      closeLabel={t('taskForm.close')}
      onClose={onKeep}
      actions={
        <>
          <Button onClick={onKeep} data-autofocus>
            {t('agenda.cancelNo')}
          </Button>
          <Button look="danger" busy={busy} onClick={() => onCancel(visit)}>
            {t('agenda.cancelYes')}
          </Button>
        </>
      }
    >
      <p>{t('agenda.cancelBody', { name: visit.leadName, property: visit.property, time })}</p>
    </Dialog>
  );
}
