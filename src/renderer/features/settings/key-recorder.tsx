// A key of the whole computer, chosen by pressing it.
import { useState, type KeyboardEvent } from 'react';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { acceleratorOf, readAccelerator } from './accelerator.ts';
import styles from './settings.module.css';

interface KeyRecorderProps {
  name: string;
  /** Electron's accelerator; empty: none. */
  value: string;
  /** The operating system gave it to another program. */
  isTaken: boolean;
  disabled: boolean;
  onChange: (accelerator: string) => void;
}

export function KeyRecorder({ name, value, isTaken, disabled, onChange }: KeyRecorderProps) {
  const { t } = useWords();
  const [recording, setRecording] = useState(false);
  const [isPlain, setIsPlain] = useState(false);
  const onKey = (event: KeyboardEvent) => {
    if (!recording || event.key === 'Tab') return;
    event.preventDefault();
    event.stopPropagation();
    const pressed = event.key === 'Escape' ? undefined : acceleratorOf(event.nativeEvent);
    setIsPlain(pressed?.kind === 'plain');
    if (pressed?.kind === 'key') onChange(pressed.accelerator);
    if (pressed === undefined || pressed.kind === 'key') setRecording(false);
  };
  const shown = value === '' ? t('station.keyNone') : readAccelerator(value);
  const hint = isPlain ? t('station.keyPlain') : isTaken ? t('station.keyTaken') : t('station.keyHint');
  return (
    <div className={styles.recorder}>
      <span className={styles.value}>
        <Button
          size="small"
          on={recording}
          disabled={disabled}
          className={styles.recorded}
          aria-label={`${name}: ${recording ? t('station.keyRecord') : shown}`}
          onClick={() => setRecording(true)}
          onKeyDown={onKey}
          onBlur={() => setRecording(false)}
        >
          {recording ? t('station.keyRecord') : shown}
        </Button>
        {value !== '' && !recording && !disabled && (
          <Button size="small" look="plain" onClick={() => onChange('')}>
            {t('station.keyClear')}
          </Button>
        )}
      </span>
      <span className={isPlain || isTaken ? styles.failed : styles.state} role="status">
        {recording && !isPlain ? t('station.keyRecordHint') : hint}
      </span>
    </div>
  );
}
