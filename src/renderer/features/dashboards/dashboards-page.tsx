// The day and the month in figures, for whoever answers for them: four dashboards, one address each.
import { VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import type { DashboardName } from '../../../shared/dashboards.ts';
import { useWords } from '../../i18n/use-words.ts';
import { useAddress } from './address-bar.ts';
import { CasesPanel } from './cases-panel.tsx';
import { ExecutiveBoard } from './executive-board.tsx';
import { OperationsBoard } from './operations-board.tsx';
import { PageHead } from './page-head.tsx';
import { SalesBoard } from './sales-board.tsx';
import { TechnicalBoard } from './technical-board.tsx';
import { useLooked, type Looked } from './use-dashboard.ts';
import { DashboardWall } from './dashboard-wall.tsx';
import styles from './dashboards.module.css';

const boards: Record<DashboardName, (props: { looked: Looked }) => ReactNode> = {
  operations: OperationsBoard,
  sales: SalesBoard,
  technical: TechnicalBoard,
  executive: ExecutiveBoard,
};

export function DashboardsPage() {
  const { t } = useWords();
  const { address, change } = useAddress();
  const looked = useLooked(address);
  const Board = boards[address.name];
  if (address.wall) return <DashboardWall names={address.wall} boards={boards} />;
  return (
    <div className={styles.page}>
      <VisuallyHidden component="h1">
        {t('dash.title')}: {t(`dash.name.${address.name}`)}
      </VisuallyHidden>
      <PageHead looked={looked} />
      <div className={styles.stage}>
        {/* Scrolls, so the keyboard has to reach it. */}
        <div
          className={styles.body}
          tabIndex={0}
          role="region"
          aria-label={t(`dash.name.${address.name}`)}
          data-testid="dashboard"
        >
          <Board key={address.name} looked={looked} />
        </div>
        {address.cases && (
          <CasesPanel
            key={JSON.stringify([address.cases, looked.query])}
            asked={address.cases}
            looked={looked}
            onClose={() => change({ cases: undefined })}
          />
        )}
      </div>
    </div>
  );
}
