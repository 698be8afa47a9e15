/** What a dashboard shows that is not in PostgreSQL. */
import type { OperationsDashboard, TechnicalDashboard } from '../../../shared/dashboards.ts';

export interface DashboardWorld {
  /** Looks at every part of the system, now. */
  services: () => Promise<OperationsDashboard['services']>;
  stores: () => Promise<TechnicalDashboard['stores']>;
  /** How many calls the AI may hold at once. */
  lines: number;
}
