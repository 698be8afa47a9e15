// Twelve keys for whoever would rather press than type.
import { IconBackspace } from '@tabler/icons-react';
import { useWords } from '../../i18n/use-words.ts';
import { IconButton } from '../../ui/button.tsx';
import styles from './dial.module.css';

const keys = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'];

/** Appends to `text`. */
export function DialPad({ text, onText }: { text: string; onText: (text: string) => void }) {
  const { t } = useWords();
  return (
    <div className={styles.pad} role="group" aria-label={t('dialer.pad')}>
      {keys.map((key) => (
        <button key={key} type="button" onClick={() => onText(text + key)}>
          {key}
        </button>
      ))}
      <button type="button" onClick={() => onText(text.startsWith('+') ? text : `+${text}`)}>
        +
      </button>
      <IconButton
        label={t('dialer.erase')}
        className={styles.erase}
        disabled={text === ''}
        onClick={() => onText(text.slice(0, -1))}
      >
        <IconBackspace stroke={1.5} aria-hidden />
      </IconButton>
    </div>
  );
}
