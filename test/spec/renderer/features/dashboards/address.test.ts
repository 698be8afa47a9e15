import { describe, expect, it } from 'vitest';
import {
  nowhereElse,
  periodInForce,
  queryOf,
  readAddress,
  withFixedDays,
  writeAddress,
  type DashboardAddress,
} from '../../../../../src/renderer/features/dashboards/address.ts';

const campaign = '7d3c0f4e-0000-4000-8000-000000000001';
const views: Partial<DashboardAddress>[] = [
  {},
  { name: 'sales', period: 'month' },
  { name: 'executive', period: { from: '2026-11-01', to: '2026-11-22' }, compare: false },
  { name: 'operations', filters: { source: 'anuncio & más', campaign, language: 'es', agent: campaign } },
  { name: 'sales', cases: { key: 'appointments', from: '2026-11-02', to: '2026-11-08', campaign } },
  { name: 'technical', cases: { key: 'toolSuccess', only: 'miss', outcome: 'get_pricing' } },
  { name: 'sales', wall: ['sales', 'executive'] },
];

describe('the address of a dashboard', () => {
  it('says the whole view, and reads back what it said', () => {
    for (const view of views) {
      const address = { ...nowhereElse, ...view };
      expect(readAddress(writeAddress(address))).toEqual(address);
    }
  });

  it('is short where nothing differs from the usual', () => {
    expect(writeAddress({ ...nowhereElse, name: 'sales' })).toBe('#/dashboards/sales');
    expect(
      writeAddress({ ...nowhereElse, name: 'sales', period: { from: '2026-11-01', to: '2026-11-22' } }),
    ).toBe('#/dashboards/sales?from=2026-11-01&to=2026-11-22');
  });

  it('takes no other hash for its own', () => {
    expect(
      ['', '#', '#/board', '#phone=ws%3A%2F%2F127.0.0.1&token=x', '#/dashboardsx'].map(readAddress),
    ).toEqual(Array(5).fill(undefined));
    expect(readAddress('#/dashboards')?.name).toBe('operations');
  });

  it('leaves out what cannot be rather than failing', () => {
    const read = readAddress(
      '#/dashboards/nothing?from=2026-02-30&to=2026-03-01&period=age&cases=magic&wall=x.y&compare=perhaps',
    );
    expect(read).toEqual(nowhereElse);
    expect(readAddress('#/dashboards/sales?from=2026-11-22&to=2026-11-01')?.period).toBeUndefined();
    expect(readAddress('#/dashboards/sales?cases=leads&cases.only=some&cases.from=soon')?.cases).toEqual({
      key: 'leads',
    });
  });

  it('shows each dashboard its own period unasked, and the asked one wherever it is asked', () => {
    const today = '2026-11-25';
    expect(periodInForce({ name: 'operations', period: undefined }, today).named).toBe('today');
    expect(periodInForce({ name: 'executive', period: undefined }, today).days.from).toBe('2026-11-01');
    expect(periodInForce({ name: 'operations', period: 'year' }, today).days.from).toBe('2026-01-01');
  });

  it('is copied with its days written out, so that it shows tomorrow what it shows today', () => {
    const copied = withFixedDays(
      { ...nowhereElse, name: 'sales', period: 'month', wall: ['sales'] },
      '2026-11-25',
    );
    expect(writeAddress(copied)).toBe('#/dashboards/sales?from=2026-11-01&to=2026-11-25');
    expect(periodInForce(copied, '2026-12-03').days).toEqual({ from: '2026-11-01', to: '2026-11-25' });
  });

  it('asks only for what the figures can be narrowed to', () => {
    const days = { from: '2026-11-01', to: '2026-11-25' };
    const asked = queryOf(days, { source: 'ad', agent: campaign }, ['source']);
    expect(asked).toEqual({ ...days, source: 'ad' });
  });
});
