// How somebody gets a password: made here and shown once, or written by hand.
import { PasswordInput, SegmentedControl } from '@mantine/core';
import { useWords } from '../../../i18n/use-words.ts';
import styles from '../form/form.module.css';

export interface PasswordDraft {
  passwordBy: 'console' | 'hand';
  password: string;
}

interface PasswordFieldProps {
  draft: PasswordDraft;
  onChange: (news: Partial<PasswordDraft>) => void;
  error: string | undefined;
}

export function PasswordField({ draft, onChange, error }: PasswordFieldProps) {
  const { t } = useWords();
  return (
    <fieldset className={styles.group}>
      <legend>{t('people.password')}</legend>
      <SegmentedControl
        aria-label={t('people.password')}
        value={draft.passwordBy}
        data-testid="password-by"
        onChange={(value) => onChange({ passwordBy: value === 'hand' ? 'hand' : 'console' })}
        data={[
          { value: 'console', label: t('people.passwordMade') },
          { value: 'hand', label: t('people.passwordTyped') },
        ]}
      />
      {draft.passwordBy === 'console' ? (
        <p className={styles.hint}>{t('people.passwordMadeHint')}</p>
      ) : (
        <PasswordInput
          aria-label={t('people.password')}
          description={t('people.passwordHint')}
          autoComplete="new-password"
          value={draft.password}
          maxLength={200}
          error={error}
          data-testid="person-password"
          onChange={(event) => onChange({ password: event.currentTarget.value })}
        />
      )}
    </fieldset>
  );
}
