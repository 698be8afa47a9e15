// How far a file has come, and what to do where it came nowhere.
import { Progress } from '@mantine/core';
import { useStore } from 'zustand';
import { useWords } from '../../../i18n/use-words.ts';
import { ActionError } from '../../../stores/actions.ts';
import { useSupervisionApi } from '../../../stores/supervision-api.ts';
import { Button } from '../../../ui/button.tsx';
import { Failed } from '../../../ui/notice.tsx';
import { reasonInWords, sentenceOf } from '../../error-words.ts';
import { checkAgain, importRun, startAnew, takeFile, type ImportStep } from './import-run.ts';
import { FileDrop } from './file-drop.tsx';
import styles from './imports.module.css';

export function ImportProgress({ step }: { step: Extract<ImportStep, { sent: number }> }) {
  const { t } = useWords();
  const name = useStore(importRun, ({ file }) => file?.name ?? '');
  const isSending = step.sent < 1;
  const word = isSending ? t('imports.sending') : t(`imports.${step.at}`);
  return (
    <div className={styles.progress} data-testid="import-progress">
      <p role="status">
        <b>{name}</b> {word}
      </p>
      <Progress value={isSending ? step.sent * 100 : 100} animated={!isSending} size="sm" aria-label={word} />
      {step.at === 'checking' && (
        <Button size="small" onClick={startAnew}>
          {t('admin.cancel')}
        </Button>
      )}
    </div>
  );
}

export function ImportProblem({ cause }: { cause: unknown }) {
  const { t } = useWords();
  const api = useSupervisionApi();
  const name = useStore(importRun, ({ file }) => file?.name ?? '');
  const isFileBad = cause instanceof ActionError && fileIsToBlame.includes(cause.reason ?? cause.code);
  const words = `${name}: ${problemInWords(cause, t)}`;
  return (
    <>
      <Failed
        text={words}
        action={t(isFileBad ? 'imports.other' : 'work.retry')}
        onAction={isFileBad ? startAnew : () => void checkAgain(api)}
      />
      {isFileBad && <FileDrop onFile={(file) => void takeFile(api, file)} />}
    </>
  );
}

/** Asking again would answer the same. */
const fileIsToBlame = ['too-large', 'too-much', 'file-gone', 'csv-unreadable', 'columns-missing'];

function problemInWords(cause: unknown, t: ReturnType<typeof useWords>['t']): string {
  if (cause instanceof ActionError && cause.code === 'file-gone') return t('imports.fileGone');
  if (cause instanceof ActionError && cause.code === 'too-large') return t('imports.tooLarge');
  return sentenceOf(reasonInWords(cause, t));
}
