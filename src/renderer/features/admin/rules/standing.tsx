// Whether a figure reaches its target: by colour, and by a sign for whoever sees none.
import { IconAlertTriangle, IconCheck, IconClock } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { kpis, type KpiKey } from '../../../../shared/kpis.ts';
import { useWords } from '../../../i18n/use-words.ts';
import { standingOf } from '../../dashboards/figures.ts';
import styles from './rules.module.css';

const icons = { met: IconCheck, near: IconClock, missed: IconAlertTriangle };

interface StandingProps {
  kpi: KpiKey;
  value: number | null;
  target: number | null;
  children: ReactNode;
}

/** Counts and dollars are of a whole month: while it runs, they are neither reached nor missed. */
export function Standing({ kpi, value, target, children }: StandingProps) {
  const { t } = useWords();
  const { unit } = kpis[kpi];
  const isOfMonth = unit === 'count' || unit === 'usd';
  const standing = standingOf(kpi, value, target);
  if (standing === undefined || (isOfMonth && standing !== 'met')) return children;
  const Icon = icons[standing];
  return (
    <span className={styles[standing]}>
      <Icon stroke={1.5} role="img" aria-label={t(`targets.${standing}`)} />
      {children}
    </span>
  );
}
