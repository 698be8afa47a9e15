// What stands in front of the list of accounts: one person's form, a new password, a question, a secret.
import type { Account, Team } from '../../../../shared/admin.ts';
import { useWords } from '../../../i18n/use-words.ts';
import { useSupervisionApi } from '../../../stores/supervision-api.ts';
import { ConfirmDialog } from '../form/confirm-dialog.tsx';
import { SecretDialog } from '../form/secret-dialog.tsx';
import { tell } from '../../tell.tsx';
import { PasswordDialog } from './password-dialog.tsx';
import { PersonDialog } from './person-dialog.tsx';

/** An account that is not there yet is undefined. */
export type PersonTask =
  | { kind: 'edit'; account: Account | undefined }
  | { kind: 'password' | 'deactivate'; account: Account }
  | { kind: 'secret'; account: Account; password: string };

export interface PersonDialogsProps {
  task: PersonTask | undefined;
  onTask: (task: PersonTask | undefined) => void;
  accounts: readonly Account[];
  teams: readonly Team[];
  myId: string;
  onSaved: (account: Account) => void;
}

export function PersonDialogs(props: PersonDialogsProps) {
  const { task, onTask } = props;
  const close = () => onTask(undefined);
  switch (task?.kind) {
    case undefined:
      return null;
    case 'edit':
      return <PersonDialog {...props} account={task.account} onClose={close} />;
    case 'password':
      return <PasswordDialog {...props} account={task.account} onClose={close} />;
    case 'deactivate':
      return <Deactivate {...props} account={task.account} onClose={close} />;
    case 'secret':
      return <NewPassword account={task.account} password={task.password} onClose={close} />;
  }
}

interface AboutPerson {
  account: Account;
  onClose: () => void;
}

function Deactivate({ account, onClose, onSaved }: AboutPerson & PersonDialogsProps) {
  const { t } = useWords();
  const api = useSupervisionApi();
  const { name } = account;
  return (
    <ConfirmDialog
      title={t('people.deactivateTitle', { name })}
      action={t('people.deactivate')}
      isDangerous
      onClose={onClose}
      onConfirm={async () => {
        onSaved(await api.changeAccount(account.id, { active: false }));
        tell(t('people.deactivated', { name }), t);
        onClose();
      }}
    >
      <p>{t('people.deactivateText')}</p>
    </ConfirmDialog>
  );
}

function NewPassword({ account, password, onClose }: AboutPerson & { password: string }) {
  const { t } = useWords();
  return (
    <SecretDialog
      title={t('people.shownTitle', { name: account.name })}
      text={t('people.shownText')}
      secret={password}
      done={t('people.shownDone')}
      onClose={onClose}
    />
  );
}
