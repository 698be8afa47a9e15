// A form in front of its list: Enter saves, Escape leaves, and what was changed is not lost by a slip.
import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import { useWords } from '../../../i18n/use-words.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { useAskBeforeReload, type Draft } from './use-draft.ts';
import styles from './form.module.css';

interface EditDialogProps {
  title: string;
  draft: Pick<Draft<object>, 'isBusy' | 'isDirty' | 'problem' | 'submit' | 'failures'>;
  onClose: () => void;
  children: ReactNode;
  /** Other things to do with what is edited, left at the foot. */
  others?: ReactNode;
  /** What saving is called here. */
  saveLabel?: string;
  size?: 'normal' | 'wide';
  testId: string;
}

export function EditDialog({ title, draft, onClose, children, others, ...props }: EditDialogProps) {
  const { saveLabel, size = 'normal', testId } = props;
  const { t } = useWords();
  const id = useId();
  const form = useRef<HTMLFormElement>(null);
  const { isAsking, leave, stay } = useLeaving(draft.isDirty && !draft.isBusy, onClose);
  useAskBeforeReload(draft.isDirty);
  useFocusOnFault(form, draft.failures);
  return (
    <Dialog
      title={title}
      closeLabel={t('admin.close')}
      size={size}
      onClose={leave}
      actions={
        isAsking ? (
          <Leaving onStay={stay} onDiscard={onClose} />
        ) : (
          <>
            {others !== undefined && <span className={styles.others}>{others}</span>}
            <Button onClick={leave}>{t('admin.cancel')}</Button>
            <Button look="primary" submit form={id} busy={draft.isBusy} data-testid="admin-save">
              {saveLabel ?? t('admin.save')}
            </Button>
          </>
        )
      }
    >
      <form
        id={id}
        ref={form}
        className={styles.form}
        noValidate
        data-testid={testId}
        onSubmit={(event) => {
          event.preventDefault();
          draft.submit();
        }}
      >
        {children}
        {draft.problem !== undefined && (
          <p className={styles.problem} role="alert">
            {t('admin.actFailed', { reason: draft.problem })}
          </p>
        )}
      </form>
    </Dialog>
  );
}

/** Escape and the cross ask first where something was changed; a second Escape goes back to writing. */
function useLeaving(isDirty: boolean, onClose: () => void) {
  const [isAsking, setAsking] = useState(false);
  return {
    isAsking,
    leave: () => {
      if (!isDirty) onClose();
      else setAsking((before) => !before);
    },
    stay: () => setAsking(false),
  };
}

function Leaving({ onStay, onDiscard }: { onStay: () => void; onDiscard: () => void }) {
  const { t } = useWords();
  const stay = useRef<HTMLButtonElement>(null);
  useEffect(() => stay.current?.focus(), []);
  return (
    <>
      <span className={styles.ask} role="alert">
        {t('admin.discardAsk')}
      </span>
      <Button ref={stay} onClick={onStay} data-testid="admin-stay">
        {t('admin.keepEditing')}
      </Button>
      <Button look="danger" onClick={onDiscard} data-testid="admin-discard">
        {t('admin.discard')}
      </Button>
    </>
  );
}

function useFocusOnFault(form: { readonly current: HTMLFormElement | null }, failures: number): void {
  useEffect(() => {
    if (failures > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [form, failures]);
}
