/** What the four dashboards say on the one day: a house in a good month, with one campaign that loses money. Also none, and a very large one. */
import type { DashboardAnswer, DashboardName } from '../../src/shared/dashboards.ts';
import {
  kpis,
  type KpiCases,
  type KpiKey,
  type KpiPoint,
  type KpiSeries,
  type KpiValue,
} from '../../src/shared/kpis.ts';
import { daysOf } from '../../src/renderer/features/dashboards/period.ts';
import { ago, idOf } from './desk-world-people.ts';
import { campaigns, executive, figures, operations, sales, technical } from './desk-world-figures.ts';

/** `none`: nothing was counted; `large`: values in millions and very long names. */
export type FiguresKind = 'usual' | 'none' | 'large';

interface Period {
  from: string;
  to: string;
}
export const periodOf = ({ searchParams }: URL): Period => ({
  from: searchParams.get('from') ?? '2026-11-01',
  to: searchParams.get('to') ?? '2026-11-25',
});

/** GET /api/dashboards/:name */
export function dashboardOf(
  name: string,
  url: URL,
  kind: FiguresKind,
): DashboardAnswer[DashboardName] | undefined {
  const days = daysOf(periodOf(url));
  const countedTo = ago(2);
  switch (name) {
    case 'operations':
      return { countedTo, kpis: values(operationsKeys, kind), ...operations(days, kind) };
    case 'sales':
      return { countedTo, kpis: values(salesKeys, kind), ...sales(days, kind) };
    case 'technical':
      return { countedTo, kpis: values(technicalKeys, kind), ...technical(days, kind) };
    case 'executive':
      return {
        countedTo,
        kpis: values(executiveKeys, kind),
        trends: executiveKeys.map((key) => ({ key, points: kind === 'none' ? [] : curve(key, days) })),
        ...executive(kind),
      };
    default:
      return undefined;
  }
}

const operationsKeys: readonly KpiKey[] = [
  ...(['calls', 'callSuccess', 'escalation', 'serviceLevel'] as const),
  ...(['answerSpeed', 'abandonment', 'handleTime', 'occupancy'] as const),
];
const salesKeys: readonly KpiKey[] = [
  ...(['leads', 'qualifiedLeads', 'leadToCall', 'appointment'] as const),
  ...(['appointments', 'sales', 'revenue', 'adReturn'] as const),
];
const technicalKeys: readonly KpiKey[] = ['toolSuccess', 'toolTimeMedian', 'toolTimeP95', 'uptime'];
const executiveKeys: readonly KpiKey[] = [
  ...(['leads', 'leadToCall', 'callSuccess', 'appointment', 'escalation', 'callDuration'] as const),
  ...(['toolSuccess', 'toolTimeMedian', 'uptime', 'serviceLevel'] as const),
  ...(['appointments', 'sales', 'revenue', 'adReturn'] as const),
];

/** GET /api/kpis */
export function valuesOf(url: URL, kind: FiguresKind): { countedTo: string; values: KpiValue[] } {
  const keys = (url.searchParams.get('keys') ?? '').split(',') as KpiKey[];
  return { countedTo: ago(2), values: values(keys, kind) };
}

function values(keys: readonly KpiKey[], kind: FiguresKind): KpiValue[] {
  return keys.map((key) => {
    const [value, previous, target, denominator = 0] = figures[key];
    const isSum = kpis[key].unit === 'count' || kpis[key].unit === 'usd';
    if (kind === 'none')
      return { key, value: isSum ? 0 : null, numerator: 0, denominator: 0, previous: null, target };
    const size = kind === 'large' && isSum ? 1_000 : 1;
    const numerator = denominator === 0 ? value : Math.round((value * denominator) / 100);
    return {
      key,
      value: value * size,
      numerator,
      denominator,
      previous: previous * size,
      target: target === null ? null : target * size,
    };
  });
}

/** A curve that rises a little and breathes by the week. */
function curve(key: KpiKey, days: readonly string[]): KpiPoint[] {
  const [value] = figures[key];
  const isSum = kpis[key].unit === 'count' || kpis[key].unit === 'usd';
  const mean = isSum ? value / 25 : value;
  return days.map((day, index) => {
    const shape =
      1 +
      0.08 * Math.sin(index * 0.9) +
      0.05 * Math.sin(index * 2.3) +
      (isSum ? 0.2 * Math.sin((index / 7) * 6.28) : 0);
    const trend = 0.94 + (0.12 * index) / Math.max(1, days.length);
    const top = kpis[key].unit === 'percent' ? 100 : Number.POSITIVE_INFINITY;
    const amount = Math.min(top, mean * shape * trend);
    return { key: day, value: amount, numerator: isSum ? amount : 0, denominator: 0 };
  });
}

/** GET /api/kpis/:key/series */
export function seriesOf(key: KpiKey, url: URL, kind: FiguresKind): KpiSeries {
  const by = (url.searchParams.get('by') ?? 'day') as KpiSeries['by'];
  if (kind === 'none') return { key, by, points: [] };
  if (by === 'day') return { key, by, points: curve(key, daysOf(periodOf(url))) };
  const [value] = figures[key];
  return {
    ...{ key, by },
    points: splits[by].map(({ key: part, label }, index) => {
      const share = value * (1 - 0.17 * index);
      return {
        key: part,
        ...(label !== undefined && { label }),
        value: share,
        numerator: share,
        denominator: 0,
      };
    }),
  };
}

const splits: Record<Exclude<KpiSeries['by'], 'day'>, readonly { key: string; label?: string }[]> = {
  source: [{ key: 'ad' }, { key: 'google' }, { key: 'whatsapp' }, { key: 'web' }],
  campaign: campaigns.map(({ id, name }) => ({ key: id, label: name })),
  propertyType: [{ key: 'villa' }, { key: 'condo' }, { key: 'penthouse' }],
  language: [{ key: 'es' }, { key: 'en' }],
  agent: [
    { key: idOf('user', 1), label: 'Andrea Luna' },
    { key: idOf('user', 3), label: 'Carlos Medina' },
    { key: idOf('user', 4), label: 'María Fernanda de la Garza y Villaseñor' },
  ],
};

const people = [
  ...[
    'Mariana Robles Ortega',
    'Daniela Fuentes',
    'Robert Chen',
    'María Guadalupe Hernández de la Cruz y Villanueva',
  ],
  ...['Jorge Salas', 'Emily Carter', 'Luis Ángel Peña', 'Patricia Domínguez'],
];

/** GET /api/kpis/:key/cases: one full page, and one more case behind it. */
export function casesOf(key: KpiKey, url: URL, kind: FiguresKind): KpiCases {
  if (kind === 'none') return { cases: [], next: null };
  const { unit, base } = kpis[key];
  const only = url.searchParams.get('only');
  const isLast = url.searchParams.get('before') !== null;
  const first = isLast ? 50 : 0;
  const cases = Array.from({ length: isLast ? 1 : 50 }, (_, index) => {
    const number = first + index;
    const hit = unit !== 'percent' || number % 3 !== 2;
    return {
      ...{
        id: `${key}-${number}`,
        leadId: idOf('lead', (number % 6) + 1),
        leadName: people[number % people.length] ?? null,
      },
      ...{ callId: base === 'leads' ? null : idOf('call', number % 3), at: ago(37 * (number + 1)), hit },
      amount:
        unit === 'seconds'
          ? 40 + number * 7
          : unit === 'ms'
            ? 180 + number * 13
            : unit === 'usd'
              ? 385_000
              : null,
      outcome:
        url.searchParams.get('outcome') ??
        (base === 'leads' ? 'qualified' : base === 'tools' ? 'get_pricing' : 'interested'),
      agentName: base === 'escalations' ? 'Andrea Luna' : null,
    };
  }).filter(({ hit }) => only === null || hit === (only === 'hit'));
  return { cases, next: isLast ? null : 'the-page-before' };
}
