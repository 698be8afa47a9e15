// Commands that can fail say so in one corner of the screen, and their button is busy meanwhile.
import { notifications } from '@mantine/notifications';
import { useCallback, useState } from 'react';
import { useWords, type Translate } from '../i18n/use-words.ts';
import { reasonInWords } from './error-words.ts';

type FailureWords = (t: Translate, reason: string) => string;

/** `run` gives the command and tells its failure with `words`; `busy` is true while it is on its way. */
export function useAttempt(words: FailureWords): {
  run: (command: () => Promise<void>) => void;
  busy: boolean;
} {
  const { t } = useWords();
  const [busy, setBusy] = useState(false);
  const run = useCallback(
    (command: () => Promise<void>) => {
      setBusy(true);
      command()
        .catch((cause: unknown) => {
          notifications.show({
            message: words(t, reasonInWords(cause, t)),
            color: 'var(--bad)',
            closeButtonProps: { 'aria-label': t('keys.close') },
          });
        })
        .finally(() => setBusy(false));
    },
    [t, words],
  );
  return { run, busy };
}

export const stateFailed: FailureWords = (t, reason) => t('state.failed', { reason });
export const callFailed: FailureWords = (t, reason) => t('call.failed', { reason });
export const testFailed: FailureWords = (t, reason) => t('diagnostics.failed', { reason });
export const readFailed: FailureWords = (t, reason) => t('diagnostics.readFailed', { reason });
export const noteFailed: FailureWords = (t, reason) => t('notes.addFailed', { reason });
export const visitFailed: FailureWords = (t, reason) => t('visit.cancelFailed', { reason });
