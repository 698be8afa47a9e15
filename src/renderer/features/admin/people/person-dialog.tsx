// One person's account: who, as what, in which team, on which line.
import type { Account } from '../../../../shared/admin.ts';
import { useWords } from '../../../i18n/use-words.ts';
import { useSupervisionApi } from '../../../stores/supervision-api.ts';
import { Button } from '../../../ui/button.tsx';
import { useAttempt } from '../../use-attempt.ts';
import { adminFailed } from '../admin-words.ts';
import { tell } from '../../tell.tsx';
import { EditDialog } from '../form/edit-dialog.tsx';
import styles from '../form/form.module.css';
import { useDraft, type Draft } from '../form/use-draft.ts';
import { PasswordField } from './password-field.tsx';
import type { PersonDialogsProps } from './person-dialogs.tsx';
import { LineFields, PlaceFields, WhoFields } from './person-fields.tsx';
import { changeOf, draftOf, lockOut, newAccountOf, personFaults, type PersonDraft } from './person-form.ts';

type PersonDialogProps = PersonDialogsProps & { account: Account | undefined; onClose: () => void };

export function PersonDialog(props: PersonDialogProps) {
  const { account, accounts, teams, myId, onClose } = props;
  const { t } = useWords();
  const draft = usePersonDraft(props);
  const locked = account && lockOut(account, { accounts, myId });
  return (
    <EditDialog
      title={account ? t('people.editTitle', { name: account.name }) : t('people.new')}
      draft={draft}
      onClose={onClose}
      size="wide"
      testId="person-form"
      others={account && <PersonActions {...props} account={account} />}
    >
      <WhoFields draft={draft} isNew={account === undefined} locked={locked} />
      <PlaceFields draft={draft} teams={teams} known={skillsOf(accounts)} />
      <LineFields draft={draft} hasSipPassword={account?.hasSipPassword ?? false} />
      {account === undefined && (
        <PasswordField draft={draft.values} onChange={draft.set} error={draft.faults.password} />
      )}
      {locked && <p className={styles.hint}>{t(`people.${locked}`)}</p>}
    </EditDialog>
  );
}

function usePersonDraft({ account, onTask, onSaved, onClose }: PersonDialogProps): Draft<PersonDraft> {
  const { t } = useWords();
  const api = useSupervisionApi();
  return useDraft({
    initial: draftOf(account),
    check: (values, words) => personFaults(values, account === undefined, words),
    save: async (values) => {
      if (account) {
        onSaved(await api.changeAccount(account.id, changeOf(values, account)));
        tell(t('admin.saved'), t);
        return onClose();
      }
      const wanted = newAccountOf(values);
      const made = await api.addAccount(wanted);
      onSaved(made);
      tell(t('people.added', { name: made.name }), t);
      if (values.passwordBy === 'console')
        onTask({ kind: 'secret', account: made, password: wanted.password });
      else onClose();
    },
  });
}

/** What is done to an account as a whole, each with its own question. */
function PersonActions({
  account,
  accounts,
  myId,
  onTask,
  onSaved,
  onClose,
}: PersonDialogProps & { account: Account }) {
  const { t } = useWords();
  const api = useSupervisionApi();
  const { run, busy } = useAttempt(adminFailed);
  const locked = lockOut(account, { accounts, myId });
  const { name } = account;
  const activate = () =>
    run(async () => {
      onSaved(await api.changeAccount(account.id, { active: true }));
      tell(t('people.activated', { name }), t);
      onClose();
    });
  return (
    <>
      <Button data-testid="person-reset" onClick={() => onTask({ kind: 'password', account })}>
        {t('people.reset')}
      </Button>
      {account.active ? (
        <Button
          disabled={locked !== undefined}
          title={locked && t(`people.${locked}`)}
          data-testid="person-deactivate"
          onClick={() => onTask({ kind: 'deactivate', account })}
        >
          {t('people.deactivate')}
        </Button>
      ) : (
        <Button busy={busy} data-testid="person-activate" onClick={activate}>
          {t('people.activate')}
        </Button>
      )}
    </>
  );
}

/** Those that somebody has already: one way of writing each is enough. */
const skillsOf = (accounts: readonly Account[]): string[] =>
  [...new Set(accounts.flatMap(({ skills }) => skills))].sort((a, b) => a.localeCompare(b));
