// One part of the lead's card: a heading, what it holds, and what can be done there.
import type { ReactNode } from 'react';
import styles from './lead-card.module.css';

export function LeadSection(props: { title: string; action?: ReactNode; children: ReactNode }) {
  return (
    <section aria-label={props.title}>
      <div className={styles.heading}>
        <h3>{props.title}</h3>
        {props.action}
      </div>
      {props.children}
    </section>
  );
}
