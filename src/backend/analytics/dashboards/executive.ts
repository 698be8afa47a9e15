/** How the business goes: figures against their targets, their curves, and where the month will end. */
import type { ExecutiveDashboard } from '../../../shared/dashboards.ts';
import type { KpiKey, KpiPoint } from '../../../shared/kpis.ts';
import { forecastMonth, forecastPeriod, monthOf } from '../forecast.ts';
import { formulas, valueOf } from '../kpi-definitions.ts';
import {
  figuresOf,
  hasMeaning,
  isSum,
  kpiCurves,
  nothing,
  type Figure,
  type KpiQuestion,
} from '../kpi-values.ts';
import { dayAt, previousOf, type Period } from '../period.ts';
import { countedTo } from '../roller.ts';
import { monthlyTarget, targetsOf } from '../targets.ts';

const keys: readonly KpiKey[] = [
  ...(['leads', 'leadToCall', 'callSuccess', 'appointment', 'escalation', 'callDuration'] as const),
  ...(['toolSuccess', 'toolTimeMedian', 'uptime', 'serviceLevel'] as const),
  ...(['appointments', 'sales', 'revenue', 'adReturn'] as const),
];
const timeKeys = ['toolTimeMedian'] as const;
const foreseen = ['leads', 'calls', 'appointments', 'sales', 'revenue'] as const;

/** Everything but percentiles adds up from days, so that days are read once for all parts of the screen. */
export async function executiveDashboard(question: KpiQuestion): Promise<ExecutiveDashboard> {
  const { db, filter, rules, now } = question;
  const at = await countedTo(db);
  const today = dayAt(now, rules.timeZone);
  const last = filter.to < today ? filter.to : today;
  const month = monthOf(last);
  const previous = previousOf(filter);
  const from = [previous.from, forecastPeriod(month).from].toSorted()[0] ?? filter.from;
  const to = filter.to > month.to ? filter.to : month.to;
  const [curves, times, timesBefore, targets, monthly] = await Promise.all([
    kpiCurves({ ...question, filter: { ...filter, from, to } }, [...new Set([...keys, ...foreseen])]),
    figuresOf(question, timeKeys),
    figuresOf({ ...question, filter: { ...filter, ...previous } }, timeKeys),
    targetsOf(db, filter),
    Promise.all(foreseen.map((key) => monthlyTarget(db, key))),
  ]);
  const points = new Map(curves.map((curve) => [curve.key, curve.points]));
  const during = (key: KpiKey, period: Period): KpiPoint[] =>
    (points.get(key) ?? []).filter((point) => point.key >= period.from && point.key <= period.to);
  const total = (key: KpiKey, period: Period): Figure =>
    hasMeaning(filter, key) ? totalOf(key, during(key, period)) : nothing;
  return {
    countedTo: at,
    kpis: keys.map((key) => ({
      ...{ key, ...(times.get(key) ?? total(key, filter)) },
      previous: (timesBefore.get(key) ?? total(key, previous)).value,
      target: targets.get(key) ?? null,
    })),
    trends: keys.map((key) => ({ key, points: during(key, filter) })),
    forecast: foreseen.map((key, index) => {
      const amounts = new Map(points.get(key)?.map((point) => [point.key, point.numerator]));
      const told = forecastMonth(amounts, { month, last, isToday: last === today });
      return { key, ...told, target: monthly[index] ?? null };
    }),
  };
}

function totalOf(key: KpiKey, points: readonly KpiPoint[]): Figure {
  const sum = (field: 'numerator' | 'denominator'): number =>
    points.reduce((total, point) => total + point[field], 0);
  const figure = { numerator: sum('numerator'), denominator: sum('denominator') };
  return { ...figure, value: valueOf(isSum(key) ? formulas[key].kind : 'share', figure) };
}
