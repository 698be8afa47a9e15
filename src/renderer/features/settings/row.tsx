// One line of the settings: what it is, and what it is set to.
import type { ReactNode } from 'react';
import { classNames } from '../../ui/class-names.ts';
import styles from './settings.module.css';

export function Row(props: { title: string; children: ReactNode; top?: boolean }) {
  return (
    <div className={classNames(styles.row, props.top && styles.top)}>
      <span>{props.title}</span>
      <div className={styles.value}>{props.children}</div>
    </div>
  );
}
