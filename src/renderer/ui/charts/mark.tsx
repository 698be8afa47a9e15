// A mark that leads to what stands behind it is a button, for the mouse, the keyboard and the ear.
import type { KeyboardEvent, ReactNode } from 'react';
import styles from './charts.module.css';

interface MarkProps {
  /** What it says: name and figure. */
  label: string;
  /** Where it leads; undefined: nowhere, and the mark is only looked at. */
  onOpen: (() => void) | undefined;
  testId?: string | undefined;
  children: ReactNode;
}

export function Mark({ label, onOpen, testId, children }: MarkProps) {
  if (onOpen === undefined)
    return (
      <g>
        <title>{label}</title>
        {children}
      </g>
    );
  return (
    <g
      role="button"
      tabIndex={0}
      className={styles.mark}
      aria-label={label}
      data-testid={testId}
      onClick={onOpen}
      onKeyDown={(event: KeyboardEvent) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        onOpen();
      }}
    >
      <title>{label}</title>
      {children}
    </g>
  );
}
