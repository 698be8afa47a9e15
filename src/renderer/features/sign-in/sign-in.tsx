// The door: one form, and in a demonstration the accounts one may simply take.
import { Checkbox, PasswordInput, TextInput } from '@mantine/core';
import { IconAlertCircle, IconPlugOff } from '@tabler/icons-react';
import { useState, type FormEvent } from 'react';
import { useStore } from 'zustand';
import type { ConsoleConfig, SignIn as Credentials } from '../../../shared/api.ts';
import { useWords, type Translate } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { connection } from '../../stores/connection.ts';
import { session } from '../../stores/session.ts';
import { useStationApi } from '../../stores/station-api.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Avatar, BrandMark } from '../../ui/marks.tsx';
import { signInProblem } from '../error-words.ts';
import { LanguageSwitch } from '../settings/language-switch.tsx';
import styles from './sign-in.module.css';

export function SignIn() {
  const { t } = useWords();
  const config = useStore(session, (state) => state.config);
  const { hasHost } = useStationApi();
  const form = useSignIn(t);
  return (
    <main className={styles.page} data-testid="sign-in">
      <div className={styles.box}>
        <div className={styles.brand}>
          <BrandMark size={22} /> {t('app.name')}
        </div>
        <h1 className={styles.title}>{t('signIn.title')}</h1>
        <p className={styles.lead}>{t('signIn.lead')}</p>
        <form className={styles.form} onSubmit={form.submit}>
          <Situation problem={form.problem} />
          <TextInput
            label={t('signIn.username')}
            value={form.username}
            onChange={(e) => form.setUsername(e.currentTarget.value)}
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            data-autofocus
            autoFocus
          />
          <PasswordInput
            label={t('signIn.password')}
            value={form.password}
            onChange={(e) => form.setPassword(e.currentTarget.value)}
            autoComplete="current-password"
          />
          {hasHost && (
            <Checkbox
              label={t('signIn.keep')}
              checked={form.keep}
              data-testid="keep-session"
              onChange={(e) => form.setKeep(e.currentTarget.checked)}
            />
          )}
          <Button look="primary" submit busy={form.busy} className={styles.submit}>
            {form.busy ? t('signIn.busy') : t('signIn.submit')}
          </Button>
        </form>
        {config && config.demoAccounts.length > 0 && <DemoAccounts config={config} onTake={form.enter} />}
        <footer className={styles.foot}>
          <span>{config ? t('signIn.version', { version: config.version }) : ''}</span>
          <LanguageSwitch />
        </footer>
      </div>
    </main>
  );
}

function useSignIn(t: Translate) {
  const actions = useActions();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [failure, setFailure] = useState<unknown>();
  const [incomplete, setIncomplete] = useState(false);
  const [busy, setBusy] = useState(false);
  const [keep, setKeep] = useState(false);

  const enter = (who: Credentials) => {
    setBusy(true);
    setFailure(undefined);
    actions
      .signIn(who, keep)
      .catch(setFailure)
      .finally(() => setBusy(false));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const missing = username.trim() === '' || password === '';
    setIncomplete(missing);
    setFailure(undefined);
    if (!missing && !busy) enter({ username, password });
  };
  const failed = failure === undefined ? undefined : signInProblem(failure, t);
  const problem = incomplete ? t('signIn.empty') : failed;
  return { username, setUsername, password, setPassword, keep, setKeep, problem, busy, enter, submit };
}

/** What stands in the way, most pressing first. */
function Situation({ problem }: { problem: string | undefined }) {
  const { t } = useWords();
  const away = useStore(connection, (state) => state.backend.phase === 'down');
  const ended = useStore(
    session,
    (state) => state.session.phase === 'signed-out' && state.session.reason === 'ended',
  );
  if (problem === undefined && !away && !ended) return null;
  const text = problem ?? (away ? t('signIn.unreachable') : t('signIn.ended'));
  const Icon = problem === undefined && away ? IconPlugOff : IconAlertCircle;
  return (
    <p className={classNames(styles.problem, problem === undefined && styles.info)} role="alert">
      <Icon stroke={1.5} aria-hidden />
      {text}
    </p>
  );
}

function DemoAccounts(props: { config: ConsoleConfig; onTake: (who: Credentials) => void }) {
  const { t } = useWords();
  return (
    <section className={styles.demo}>
      <h2>
        {t('signIn.demoTitle')} · {t('signIn.demoHint')}
      </h2>
      {props.config.demoAccounts.map(({ username, password, name, role }) => (
        <button
          key={username}
          type="button"
          className={styles.account}
          data-testid={`demo-account-${username}`}
          onClick={() => props.onTake({ username, password })}
        >
          <Avatar name={name} human={role === 'agent'} large />
          <span>
            <b>{name}</b>
            <small>{roleInWords(role, t)}</small>
          </span>
          <small>{username}</small>
        </button>
      ))}
    </section>
  );
}

function roleInWords(role: string, t: Translate): string {
  return role === 'agent' || role === 'supervisor' || role === 'admin' ? t(`role.${role}`) : role;
}
