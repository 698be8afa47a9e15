// Why somebody steps in: it stands in the audit trail, so it is asked for; the usual reasons are one press away.
import { TextInput } from '@mantine/core';
import { useWords } from '../../i18n/use-words.ts';
import styles from './question.module.css';

export type WhyOf = 'end' | 'cancel' | 'force' | 'pause' | 'resume';

interface WhyFieldProps {
  value: string;
  onChange: (why: string) => void;
  /** Whose usual reasons are offered; a hand-over has none, needs none, and is read by others too. */
  of?: WhyOf | 'hand-over';
  /** Somebody tried without. */
  isMissing: boolean;
}

/** As the wire takes it (shared/board.ts). */
const mostLetters = 300;

export function WhyField({ value, onChange, of, isMissing }: WhyFieldProps) {
  const { t } = useWords();
  const isHandOver = of === 'hand-over';
  const usual = of === undefined || isHandOver ? [] : t(`board.act.chips.${of}`).split('|');
  return (
    <div className={styles.why}>
      <TextInput
        label={t(isHandOver ? 'board.act.optional' : 'board.act.why')}
        description={t(isHandOver ? 'board.act.handOverHint' : 'board.act.whyHint')}
        value={value}
        maxLength={mostLetters}
        error={isMissing ? t('board.act.wantsWhy') : undefined}
        data-testid="why"
        onChange={(event) => onChange(event.target.value)}
      />
      {usual.length > 0 && (
        <div className={styles.chips}>
          {usual.map((reason) => (
            <button
              key={reason}
              type="button"
              className={styles.chip}
              aria-pressed={value === reason}
              data-testid="why-usual"
              onClick={() => onChange(reason)}
            >
              {reason}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
