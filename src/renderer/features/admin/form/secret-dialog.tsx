// A secret that is shown once: to be copied, and put away by hand.
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import { useWords } from '../../../i18n/use-words.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import styles from './form.module.css';

interface SecretDialogProps {
  title: string;
  /** Why it must be taken now. */
  text: string;
  secret: string;
  /** What putting it away is called. */
  done: string;
  onClose: () => void;
}

export function SecretDialog({ title, text, secret, done, onClose }: SecretDialogProps) {
  const { t } = useWords();
  return (
    <Dialog
      title={title}
      closeLabel={t('admin.close')}
      onClose={onClose}
      actions={
        <>
          <CopyButton text={secret} />
          <Button look="primary" data-testid="secret-done" onClick={onClose}>
            {done}
          </Button>
        </>
      }
    >
      <p>{text}</p>
      <output className={styles.secret} data-testid="secret" tabIndex={0} data-autofocus>
        {secret}
      </output>
    </Dialog>
  );
}

/** Where the clipboard is closed to us, the text can still be marked by hand. */
function CopyButton({ text }: { text: string }) {
  const { t } = useWords();
  const [isCopied, setCopied] = useState(false);
  const copy = () =>
    navigator.clipboard
      .writeText(text)
      .then(() => setCopied(true))
      .catch(() => setCopied(false));
  return (
    <Button
      icon={isCopied ? <IconCheck stroke={1.5} aria-hidden /> : <IconCopy stroke={1.5} aria-hidden />}
      data-testid="secret-copy"
      onClick={() => void copy()}
    >
      <span role="status">{t(isCopied ? 'admin.copied' : 'admin.copy')}</span>
    </Button>
  );
}
