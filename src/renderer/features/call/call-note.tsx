// What has become of a transfer or of a question to a colleague: quiet while under way, and not to be missed when it failed.
import { IconAlertTriangle, IconX } from '@tabler/icons-react';
import { useStore } from 'zustand';
import type { PhoneCall } from '../../../shared/phone.ts';
import { useWords } from '../../i18n/use-words.ts';
import { phone } from '../../stores/phone.ts';
import { IconButton } from '../../ui/button.tsx';
import { dismissedNotes, dismissNote } from './dismissed-notes.ts';
import { consultationInWords, failedConsultation, transferInWords } from './transfer-words.ts';
import styles from './call-bar.module.css';

/** Nothing while there is no news of `call`. A failure stays until the call moves on or the agent puts it away. */
export function CallNote({ call }: { call: PhoneCall }) {
  const { t } = useWords();
  const state = useStore(phone, (s) => s.state);
  const dismissed = useStore(dismissedNotes, (s) => s.ids);
  const asked = failedConsultation(call, state);
  const consultation = consultationInWords(call, state, t);
  const text = consultation ?? transferInWords(call, t);
  if (text === undefined) return null;
  if (consultation === undefined && call.transfer?.phase !== 'failed')
    return (
      <p className={styles.note} role="status" data-testid="transfer-state">
        {text}
      </p>
    );
  const id = consultation === undefined ? `${call.id} ${call.transfer?.settledAt}` : `asked ${asked?.id}`;
  if (dismissed.includes(id)) return null;
  return (
    <div className={styles.failure} role="alert" data-testid="transfer-state" data-failed>
      <IconAlertTriangle stroke={1.5} aria-hidden />
      <p>{text}</p>
      <IconButton label={t('transfer.dismiss')} data-testid="dismiss-note" onClick={() => dismissNote(id)}>
        <IconX stroke={1.5} aria-hidden />
      </IconButton>
    </div>
  );
}
