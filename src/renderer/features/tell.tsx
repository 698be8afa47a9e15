// One sentence in the corner of the screen about what was just done; at most with one thing to do about it.
import { notifications } from '@mantine/notifications';
import type { Translate } from '../i18n/use-words.ts';
import { Button } from '../ui/button.tsx';
import styles from './tell.module.css';

interface Telling {
  id?: string;
  /** How long it stays, ms; otherwise as all of them. */
  shownMs?: number;
  /** The one thing to do; it takes the sentence away. */
  action?: { word: string; keyName?: string; run: () => void };
  onGone?: () => void;
}

/** Says `sentence` politely and gives back the name of the notice, by which `notifications.hide` takes it away. */
export function tell(sentence: string, t: Translate, telling: Telling = {}): string {
  const { id = crypto.randomUUID(), shownMs, action, onGone } = telling;
  notifications.show({
    id,
    role: 'status',
    ...(shownMs !== undefined && { autoClose: shownMs }),
    ...(onGone && { onClose: onGone }),
    closeButtonProps: { 'aria-label': t('keys.close') },
    message: action ? (
      <span className={styles.line}>
        <span>{sentence}</span>
        <Button
          size="small"
          keyName={action.keyName}
          onClick={() => {
            notifications.hide(id);
            action.run();
          }}
        >
          {action.word}
        </Button>
      </span>
    ) : (
      sentence
    ),
  });
  return id;
}
