// The line of filters over a list: what is searched for, and between which days.
import { TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { DayInput } from './day-input.tsx';
import styles from './filter-bar.module.css';

export function FilterBar({ children }: { children: ReactNode }) {
  return (
    <div className={styles.bar} role="search">
      {children}
    </div>
  );
}

interface FieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
}

/** `2026-11-22`, or empty. */
export function DayField({ label, value, onChange, min, max }: FieldProps & { min?: string; max?: string }) {
  return (
    <label className={styles.day}>
      <span>{label}</span>
      <DayInput {...{ value, min, max, onChange }} />
    </label>
  );
}

export function SearchBox({ label, value, onChange, autoFocus }: FieldProps & { autoFocus?: boolean }) {
  return (
    <TextInput
      className={styles.text}
      type="search"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      placeholder={label}
      aria-label={label}
      autoFocus={autoFocus}
      leftSection={<IconSearch size={16} stroke={1.5} aria-hidden />}
    />
  );
}
