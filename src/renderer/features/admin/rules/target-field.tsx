// One target in its row: Enter saves it, Escape puts back what was there, and what is unsaved shows that it is.
import { TextInput } from '@mantine/core';
import { useState, type KeyboardEvent } from 'react';
import { kpis, type KpiKey } from '../../../../shared/kpis.ts';
import { useWords } from '../../../i18n/use-words.ts';
import { Button } from '../../../ui/button.tsx';
import { offerUndo } from '../../tasks/undo.tsx';
import { useAttempt } from '../../use-attempt.ts';
import { adminFailed } from '../admin-words.ts';
import styles from './rules.module.css';
import { readTarget, targetFault, writeTarget } from './target-value.ts';

interface TargetFieldProps {
  kpi: KpiKey;
  saved: number | null;
  onSave: (key: KpiKey, value: number | null) => Promise<void>;
}

export function TargetField({ kpi, saved, onSave }: TargetFieldProps) {
  const { t, language } = useWords();
  const { run, busy } = useAttempt(adminFailed);
  const [text, setText] = useState(() => writeTarget(saved, language));
  const [isTried, setTried] = useState(false);
  const { unit } = kpis[kpi];
  const fault = targetFault(text, unit, t);
  const value = readTarget(text, unit);
  const isDirty = value !== saved;
  const isWrong = isTried && fault !== undefined;
  const save = () => {
    setTried(true);
    if (!isDirty || fault !== undefined || value === undefined) return;
    run(async () => {
      await onSave(kpi, value);
      offerUndo(t('targets.saved', { name: t(`kpi.${kpi}`) }), t, () => run(() => onSave(kpi, saved)));
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') save();
    if (event.key !== 'Escape') return;
    setText(writeTarget(saved, language));
    setTried(false);
  };
  return (
    <span className={styles.number}>
      <TextInput
        aria-label={t('targets.of', { name: t(`kpi.${kpi}`) })}
        size="xs"
        w={116}
        inputMode="decimal"
        placeholder={t('targets.none')}
        maxLength={20}
        value={text}
        error={isWrong}
        title={isWrong ? fault : undefined}
        data-testid={`target-${kpi}`}
        onKeyDown={onKeyDown}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <span className={styles.unit} role="status">
        {isWrong ? <span className={styles.wrong}>{fault}</span> : t(`targets.unit.${unit}`)}
      </span>
      {isDirty && (
        <Button size="small" busy={busy} data-testid={`target-save-${kpi}`} onClick={save}>
          {t('admin.save')}
        </Button>
      )}
    </span>
  );
}
