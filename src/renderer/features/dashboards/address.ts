// A view of the dashboards as the end of an address: what is looked at, so that it can be sent, kept and gone back to.
import { dashboardNames, type DashboardName } from '../../../shared/dashboards.ts';
import { kpiKeys, type KpiKey } from '../../../shared/kpis.ts';
import { daysOfPeriod, isDay, periodNames, type Days, type PeriodName } from './period.ts';

export const filterNames = ['source', 'campaign', 'propertyType', 'language', 'agent'] as const;
export type FilterName = (typeof filterNames)[number];
export type Filters = Partial<Record<FilterName, string>>;

/** Which cases are open beside: those of a figure, and what narrows them further than the page does. */
export interface CasesAsked {
  key: KpiKey;
  only?: 'hit' | 'miss';
  from?: string;
  to?: string;
  campaign?: string;
  outcome?: string;
}

export interface DashboardAddress {
  name: DashboardName;
  /** Undefined: each dashboard's own. */
  period: PeriodName | Days | undefined;
  filters: Filters;
  /** Whether figures are held against the period before. */
  compare: boolean;
  cases: CasesAsked | undefined;
  /** On the wall: these dashboards in turn. */
  wall: DashboardName[] | undefined;
}

export const nowhereElse: DashboardAddress = {
  ...{ name: 'operations', period: undefined, filters: {}, compare: true },
  ...{ cases: undefined, wall: undefined },
};

/** What each dashboard shows unasked. */
const ownPeriods: Record<DashboardName, PeriodName> = {
  operations: 'today',
  sales: 'month',
  technical: 'week',
  executive: 'month',
};

/** The days that are looked at, and what they are called where they have a name. */
export function periodInForce(
  { name, period }: Pick<DashboardAddress, 'name' | 'period'>,
  today: string,
): { days: Days; named: PeriodName | undefined } {
  const wanted = period ?? ownPeriods[name];
  return typeof wanted === 'string'
    ? { days: daysOfPeriod(wanted, today), named: wanted }
    : { days: wanted, named: undefined };
}

const start = '#/dashboards';

export const isDashboardHash = (hash: string): boolean => hash === start || hash.startsWith(`${start}/`);

/** `#/dashboards/sales?period=month&source=ad`; undefined for any other hash. What cannot be is left out. */
export function readAddress(hash: string): DashboardAddress | undefined {
  if (!isDashboardHash(hash)) return undefined;
  const [path = '', query = ''] = hash.slice(start.length).split('?');
  const words = new URLSearchParams(query);
  return {
    name: known(dashboardNames, path.slice(1)) ?? nowhereElse.name,
    period: readPeriod(words),
    filters: readFilters(words),
    compare: words.get('compare') !== 'no',
    cases: readCases(words),
    wall: readWall(words.get('wall')),
  };
}

/** The other way round; only what differs from the usual is written. */
export function writeAddress({ name, period, filters, compare, cases, wall }: DashboardAddress): string {
  const words = new URLSearchParams();
  const put = (key: string, value: string | undefined): void => {
    if (value !== undefined && value !== '') words.set(key, value);
  };
  if (typeof period === 'string') put('period', period);
  else if (period) {
    put('from', period.from);
    put('to', period.to);
  }
  for (const filter of filterNames) put(filter, filters[filter]);
  if (!compare) put('compare', 'no');
  if (cases) {
    put('cases', cases.key);
    for (const word of casesWords) put(`cases.${word}`, cases[word]);
  }
  put('wall', wall?.join('.'));
  const query = words.toString();
  return `${start}/${name}${query === '' ? '' : `?${query}`}`;
}

const casesWords = ['only', 'from', 'to', 'campaign', 'outcome'] as const;

function readPeriod(words: URLSearchParams): DashboardAddress['period'] {
  const from = words.get('from') ?? '';
  const to = words.get('to') ?? '';
  if (isDay(from) && isDay(to) && from <= to) return { from, to };
  return known(periodNames, words.get('period'));
}

function readFilters(words: URLSearchParams): Filters {
  return Object.fromEntries(
    filterNames.flatMap((name) => {
      const value = words.get(name);
      return value === null || value === '' ? [] : [[name, value]];
    }),
  );
}

function readCases(words: URLSearchParams): CasesAsked | undefined {
  const key = known(kpiKeys, words.get('cases'));
  if (key === undefined) return undefined;
  const narrowed = Object.fromEntries(
    casesWords.flatMap((word) => {
      const value = words.get(`cases.${word}`);
      return value === null || !isPossible(word, value) ? [] : [[word, value]];
    }),
  );
  return { key, ...narrowed };
}

function isPossible(word: (typeof casesWords)[number], value: string): boolean {
  if (word === 'only') return value === 'hit' || value === 'miss';
  if (word === 'from' || word === 'to') return isDay(value);
  return value !== '';
}

function readWall(list: string | null): DashboardName[] | undefined {
  const names = (list ?? '').split('.').flatMap((one) => known(dashboardNames, one) ?? []);
  return names.length === 0 ? undefined : [...new Set(names)];
}

function known<T extends string>(all: readonly T[], word: string | null): T | undefined {
  return all.find((one) => one === word);
}

/** What is asked of the backend: the days and those filters that mean something here. */
export function queryOf(
  days: Days,
  filters: Filters,
  meant: readonly FilterName[],
): Record<string, string | undefined> {
  return { ...days, ...Object.fromEntries(meant.map((name) => [name, filters[name]])) };
}

/** Filters that a dashboard's figures know. */
export const filtersOf: Record<DashboardName, readonly FilterName[]> = {
  operations: filterNames,
  sales: ['source', 'campaign', 'propertyType', 'language'],
  technical: [],
  executive: ['source', 'campaign', 'propertyType', 'language'],
};

/** The same view with its days written out: it shows tomorrow what it shows today. */
export function withFixedDays(address: DashboardAddress, today: string): DashboardAddress {
  return { ...address, period: periodInForce(address, today).days, wall: undefined };
}
