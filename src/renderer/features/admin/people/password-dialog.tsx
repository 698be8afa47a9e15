// A new password for somebody who lost theirs, or should not have it any more.
import { changeAccount, type Account } from '../../../../shared/admin.ts';
import { useWords } from '../../../i18n/use-words.ts';
import { useSupervisionApi } from '../../../stores/supervision-api.ts';
import { tell } from '../../tell.tsx';
import { EditDialog } from '../form/edit-dialog.tsx';
import { faultsOf } from '../form/field-faults.ts';
import styles from '../form/form.module.css';
import { useDraft } from '../form/use-draft.ts';
import { makePassword } from './make-password.ts';
import { PasswordField, type PasswordDraft } from './password-field.tsx';
import type { PersonTask } from './person-dialogs.tsx';

interface PasswordDialogProps {
  account: Account;
  onTask: (task: PersonTask | undefined) => void;
  onSaved: (account: Account) => void;
  onClose: () => void;
}

export function PasswordDialog({ account, onTask, onSaved, onClose }: PasswordDialogProps) {
  const { t } = useWords();
  const api = useSupervisionApi();
  const { id, name } = account;
  const draft = useDraft<PasswordDraft>({
    initial: { passwordBy: 'console', password: '' },
    check: ({ passwordBy, password }, words) =>
      passwordBy === 'console' ? {} : faultsOf(changeAccount, { password }, { t: words }),
    save: async ({ passwordBy, password }) => {
      const chosen = passwordBy === 'console' ? makePassword() : password;
      onSaved(await api.changeAccount(id, { password: chosen }));
      if (passwordBy === 'console') return onTask({ kind: 'secret', account, password: chosen });
      tell(t('people.resetDone'), t);
      onClose();
    },
  });
  return (
    <EditDialog
      title={t('people.resetTitle', { name })}
      draft={draft}
      onClose={onClose}
      testId="password-form"
      saveLabel={t('people.reset')}
    >
      <PasswordField draft={draft.values} onChange={draft.set} error={draft.faults.password} />
      <p className={styles.said}>{t('people.resetConsequence', { name })}</p>
    </EditDialog>
  );
}
