// A number one can call wherever it stands: one press dials it, or says why it cannot be dialled now.
import { IconPhone } from '@tabler/icons-react';
import { formatPhone } from '../../i18n/format.ts';
import { useWords } from '../../i18n/use-words.ts';
import { IconButton } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { useDial } from './use-dial.ts';
import styles from './phone-link.module.css';

interface PhoneLinkProps {
  /** E.164, extension or SIP address; said as people write it. */
  number: string;
  /** Whom it reaches, for those who hear the button. */
  name?: string | undefined;
  /** Why this person must not be called, as a sentence: do-not-call. */
  forbidden?: string | undefined;
  className?: string | undefined;
}

/** The number itself as a button. It stays reachable when it cannot be dialled, so that its reason can be read. */
export function PhoneLink({ number, name, forbidden, className }: PhoneLinkProps) {
  const { t } = useWords();
  const { dial, busy, obstacle } = useDial();
  const reason = forbidden ?? obstacle;
  const label = t('dial.call', { name: name ?? formatPhone(number) });
  return (
    <button
      type="button"
      className={classNames(styles.link, className)}
      data-testid="phone-link"
      aria-label={reason === undefined ? label : `${formatPhone(number)}. ${reason}`}
      aria-disabled={reason !== undefined || undefined}
      aria-busy={busy || undefined}
      title={reason ?? label}
      onClick={(event) => {
        event.stopPropagation();
        if (reason === undefined && !busy) dial(number);
      }}
    >
      <IconPhone stroke={1.5} aria-hidden />
      <span>{formatPhone(number)}</span>
    </button>
  );
}

/** The same as an icon, for rows that show no number. */
export function CallButton({ number, name, forbidden, className }: PhoneLinkProps) {
  const { t } = useWords();
  const { dial, busy, obstacle } = useDial();
  const reason = forbidden ?? obstacle;
  const label = t('dial.call', { name: name ?? formatPhone(number) });
  return (
    <IconButton
      label={reason === undefined ? label : `${label}: ${reason}`}
      className={className}
      data-testid="call-now"
      aria-disabled={reason !== undefined || undefined}
      aria-busy={busy || undefined}
      onClick={(event) => {
        event.stopPropagation();
        if (reason === undefined && !busy) dial(number);
      }}
    >
      <IconPhone stroke={1.5} aria-hidden />
    </IconButton>
  );
}
