// What can be chosen in a filter: whatever had anything to count in the year up to today.
import type { KpiKey, KpiSeries } from '../../../shared/kpis.ts';
import { useSupervisionApi } from '../../stores/supervision-api.ts';
import { useReading } from '../use-reading.ts';
import type { FilterName } from './address.ts';
import { addDays } from './period.ts';

export interface FilterValue {
  value: string;
  /** People and campaigns have names of their own. */
  label: string | undefined;
}

/** The figure whose breakdown knows every value. */
const known: Record<FilterName, KpiKey> = {
  ...{ source: 'leads', campaign: 'leads', propertyType: 'leads', language: 'leads', agent: 'occupancy' },
};

/** Asked once a day; the filters and the files that name them share the answer. */
const asked = new Map<string, Promise<KpiSeries>>();

export function useFilterValues(name: FilterName, today: string): readonly FilterValue[] {
  const { series } = useSupervisionApi();
  const key = `${name} ${today}`;
  const { latest } = useReading(key, async () => {
    const query = { from: addDays(today, -364), to: today, by: name };
    const answer = asked.get(key) ?? series(known[name], query);
    asked.set(key, answer);
    answer.catch(() => asked.delete(key));
    return answer;
  });
  const values = (latest?.points ?? []).filter(({ key: value }) => value !== '');
  return values
    .map(({ key: value, label }) => ({ value, label }))
    .sort((a, b) => (a.label ?? a.value).localeCompare(b.label ?? b.value));
}
