/** The four dashboards, for a supervisor: as they are, without data, while they load, when they fail, with what is behind a figure. */
import type { DashboardName } from '../../src/shared/dashboards.ts';
import type { FiguresKind } from './desk-world-dashboards.ts';
import { busyDay, type DeskFacts } from './desk-world-facts.ts';
import { andrea } from './desk-world-people.ts';
import { byTestId, go, press, type Act, type Scene } from './desk-world-scene.ts';

const names = ['operations', 'sales', 'technical', 'executive'] as const;

/** The same day, seen by whoever answers for it. */
const asSupervisor = (figures: FiguresKind = 'usual'): DeskFacts => ({
  ...busyDay(),
  me: andrea('available', { name: 'Lorena Castañeda', role: 'supervisor' }),
  figures,
});

const open =
  (name: DashboardName, then?: Act): Act =>
  async (at, desk) => {
    await go(at, 'dashboards');
    await press(at, `dashboard-tab-${name}`);
    await then?.(at, desk);
  };

const dashboard = (name: DashboardName, more: Partial<Scene> = {}): Scene => ({
  ...{ name: `dashboard-${name}`, shows: byTestId('figures'), act: open(name) },
  options: () => ({ facts: asSupervisor() }),
  ...more,
});

export const dashboardScenes: readonly Scene[] = [
  ...names.map((name) => dashboard(name)),
  dashboard('operations', {
    name: 'dashboard-operations-month',
    act: open('operations', (at) =>
      at.evaluate(() => void (location.hash = '#/dashboards/operations?period=month')),
    ),
    shows: byTestId('chart-waits'),
  }),
  ...names.map((name) =>
    dashboard(name, { name: `dashboard-${name}-empty`, options: () => ({ facts: asSupervisor('none') }) }),
  ),
  ...names.map((name) =>
    dashboard(name, { name: `dashboard-${name}-large`, options: () => ({ facts: asSupervisor('large') }) }),
  ),
  dashboard('sales', {
    name: 'dashboard-loading',
    shows: byTestId('dashboard'),
    options: () => ({ facts: asSupervisor(), hanging: /\/api\/dashboards\// }),
  }),
  dashboard('sales', {
    name: 'dashboard-failed',
    shows: '[role="alert"]',
    options: () => ({ facts: asSupervisor(), failing: /\/api\/dashboards\// }),
  }),
  dashboard('sales', {
    name: 'dashboard-cases',
    shows: byTestId('case'),
    act: open('sales', (at) => press(at, 'figure-leadToCall')),
  }),
  dashboard('operations', {
    name: 'dashboard-cases-calls',
    shows: byTestId('case'),
    act: open('operations', (at) => press(at, 'figure-answerSpeed')),
  }),
  dashboard('sales', {
    name: 'dashboard-as-table',
    shows: `${byTestId('chart-funnel')} table`,
    act: open('sales', (at) => press(at, 'chart-funnel-table')),
  }),
  dashboard('sales', {
    name: 'dashboard-dates',
    shows: byTestId('period-days'),
    act: open('sales', (at) =>
      at.evaluate(
        () => void (location.hash = '#/dashboards/sales?from=2026-08-01&to=2026-11-15&source=ad&language=en'),
      ),
    ),
  }),
  dashboard('sales', {
    name: 'dashboard-export',
    shows: byTestId('export-pdf'),
    act: open('sales', (at) => press(at, 'export')),
  }),
  dashboard('sales', {
    name: 'dashboard-wall-choice',
    shows: byTestId('wall-start'),
    act: open('sales', (at) => press(at, 'wall-open')),
  }),
  dashboard('sales', {
    name: 'dashboard-wall',
    shows: `${byTestId('wallboard')} ${byTestId('figures')}`,
    act: open('sales', (at) =>
      at.evaluate(() => void (location.hash = '#/dashboards/sales?wall=sales.executive')),
    ),
  }),
];
