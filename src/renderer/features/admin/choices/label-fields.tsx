// What a choice is called in both languages of the desks, side by side, so that neither is forgotten.
import { TextInput } from '@mantine/core';
import type { Label } from '../../../../shared/desk.ts';
import { useWords } from '../../../i18n/use-words.ts';
import styles from '../form/form.module.css';

interface LabelFieldsProps {
  value: Label;
  onChange: (label: Label) => void;
  error: string | undefined;
}

/** A fault is shown at the language that is empty. */
export function LabelFields({ value, onChange, error }: LabelFieldsProps) {
  const { t } = useWords();
  const faultOf = (language: 'es' | 'en') => (value[language].trim() === '' ? error : undefined);
  return (
    <div className={styles.pair}>
      {(['es', 'en'] as const).map((language) => (
        <TextInput
          key={language}
          label={t(language === 'es' ? 'choices.labelEs' : 'choices.labelEn')}
          value={value[language]}
          maxLength={80}
          lang={language}
          error={faultOf(language)}
          data-testid={`label-${language}`}
          onChange={(event) => onChange({ ...value, [language]: event.currentTarget.value })}
        />
      ))}
    </div>
  );
}
