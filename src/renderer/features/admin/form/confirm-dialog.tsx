// A question before something that others feel: it names what will happen.
import { useState, type ReactNode } from 'react';
import { useWords } from '../../../i18n/use-words.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { reasonInWords } from '../../error-words.ts';
import styles from './form.module.css';

interface ConfirmDialogProps {
  title: string;
  children: ReactNode;
  /** What the affirmative button is called. */
  action: string;
  /** It destroys or locks out. */
  isDangerous?: boolean;
  /** Closes the dialog itself when it succeeds. */
  onConfirm: () => Promise<void>;
  onClose: () => void;
}

export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, children, action, isDangerous = false, onConfirm, onClose } = props;
  const { t } = useWords();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const confirm = (): void => {
    setBusy(true);
    onConfirm().catch((cause: unknown) => {
      setProblem(reasonInWords(cause, t));
      setBusy(false);
    });
  };
  return (
    <Dialog
      title={title}
      closeLabel={t('admin.close')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('admin.cancel')}</Button>
          <Button
            look={isDangerous ? 'danger' : 'primary'}
            busy={isBusy}
            data-testid="admin-confirm"
            onClick={confirm}
          >
            {action}
          </Button>
        </>
      }
    >
      <div className={styles.said}>{children}</div>
      {problem !== undefined && (
        <p className={styles.problem} role="alert">
          {t('admin.actFailed', { reason: problem })}
        </p>
      )}
    </Dialog>
  );
}
