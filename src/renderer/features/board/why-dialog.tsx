// A question with a why: what will happen, the reason, and the two answers.
import { useState, type ReactNode } from 'react';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { reasonInWords } from '../error-words.ts';
import { WhyField, type WhyOf } from './why-field.tsx';
import { closeQuestion } from './board-view.ts';
import styles from './question.module.css';

interface WhyDialogProps {
  title: string;
  text: string;
  of: WhyOf;
  confirm: string;
  danger?: boolean;
  /** Closes the question when it has succeeded; what it rejects with is told in the dialog. */
  act: (why: string) => Promise<unknown>;
  children?: ReactNode;
  testId: string;
}

export function WhyDialog(props: WhyDialogProps) {
  const { title, text, of, confirm, danger, act, children, testId } = props;
  const { t } = useWords();
  const [why, setWhy] = useState('');
  const { submit, tried, busy, problem } = useAsked(why, act);
  return (
    <Dialog
      title={title}
      closeLabel={t('board.act.close')}
      onClose={closeQuestion}
      actions={
        <>
          <Button onClick={closeQuestion}>{t('board.act.keep')}</Button>
          <Button look={danger ? 'danger' : 'primary'} busy={busy} data-testid="confirm" onClick={submit}>
            {confirm}
          </Button>
        </>
      }
    >
      <form
        className={styles.form}
        data-testid={testId}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <p>{text}</p>
        {children}
        <WhyField value={why} onChange={setWhy} of={of} isMissing={tried && why.trim() === ''} />
        <Problem cause={problem} />
      </form>
    </Dialog>
  );
}

/** What did not succeed, in the dialog itself. */
export function Problem({ cause }: { cause: unknown }) {
  const { t } = useWords();
  if (cause === undefined) return null;
  return (
    <p className={styles.problem} role="alert">
      {t('board.act.failed', { reason: reasonInWords(cause, t) })}
    </p>
  );
}

function useAsked(why: string, act: (why: string) => Promise<unknown>) {
  const [tried, setTried] = useState(false);
  const { send, busy, problem } = useSending();
  const submit = () => {
    setTried(true);
    if (why.trim() !== '') send(() => act(why.trim()));
  };
  return { submit, tried, busy, problem };
}

/** Sends once; where it succeeds the question is closed, else `problem` says why not. */
export function useSending() {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const send = (command: () => Promise<unknown>) => {
    if (busy) return;
    setBusy(true);
    setProblem(undefined);
    command()
      .then(closeQuestion, setProblem)
      .finally(() => setBusy(false));
  };
  return { send, busy, problem };
}
