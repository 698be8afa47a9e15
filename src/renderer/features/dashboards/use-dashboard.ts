// One dashboard's figures, read again every half minute while somebody looks: what is shown stays until the new ones are there.
import { useEffect, useRef } from 'react';
import type { DashboardAnswer, DashboardName } from '../../../shared/dashboards.ts';
import { useSupervisionApi } from '../../stores/supervision-api.ts';
import { useMinute } from '../../ui/use-now.ts';
import { useHouseZone } from '../use-house-clock.ts';
import { useReading, type Reading } from '../use-reading.ts';
import { filtersOf, periodInForce, queryOf, type DashboardAddress } from './address.ts';
import { dayAt, type Days, type PeriodName } from './period.ts';

const refreshEveryMs = 30_000;

/** What is looked at, in the words of the wire. */
export interface Looked {
  address: DashboardAddress;
  days: Days;
  named: PeriodName | undefined;
  /** The house's day. */
  today: string;
  query: Record<string, string | undefined>;
}

export function useLooked(address: DashboardAddress): Looked {
  const zone = useHouseZone();
  const today = dayAt(useMinute(), zone);
  const { days, named } = periodInForce(address, today);
  const query = queryOf(days, address.filters, filtersOf[address.name]);
  return { address, days, named, today, query };
}

export function useDashboard<N extends DashboardName>(name: N, looked: Looked): Reading<DashboardAnswer[N]> {
  const { dashboard } = useSupervisionApi();
  const reading = useReading(JSON.stringify([name, looked.query]), (signal) =>
    dashboard(name, looked.query, signal),
  );
  // Days that are over change no more, but what is there now (queues, services) does.
  useEvery(refreshEveryMs, reading.again);
  return reading;
}

/** Runs while the page can be seen, and at once when it is looked at again after a longer while. */
function useEvery(everyMs: number, run: () => void): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    let ranAt = performance.now();
    const tick = (): void => {
      if (document.visibilityState !== 'visible') return;
      ranAt = performance.now();
      latest.current();
    };
    const timer = setInterval(tick, everyMs);
    const look = (): void => {
      if (performance.now() - ranAt >= everyMs) tick();
    };
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [everyMs]);
}
