/** How the business goes: figures against their targets, their curves, and where the month will end. */
import type { ExecutiveDashboard } from '../../../shared/dashboards.ts';
import type { KpiKey } from '../../../shared/kpis.ts';
import { forecastMonth, forecastPeriod, monthOf } from '../forecast.ts';
import { kpiCurves, kpiValues, type KpiQuestion } from '../kpi-values.ts';
import { dayAt } from '../period.ts';
import { countedTo } from '../roller.ts';
import { monthlyTarget } from '../targets.ts';

const keys: readonly KpiKey[] = [
  ...(['leads', 'leadToCall', 'callSuccess', 'appointment', 'escalation', 'callDuration'] as const),
  ...(['toolSuccess', 'toolTimeMedian', 'uptime', 'serviceLevel'] as const),
  ...(['appointments', 'sales', 'revenue', 'adReturn'] as const),
];
const foreseen = ['leads', 'calls', 'appointments', 'sales', 'revenue'] as const;

export async function executiveDashboard(question: KpiQuestion): Promise<ExecutiveDashboard> {
  const at = await countedTo(question.db);
  const [kpis, trends, forecast] = await Promise.all([
    kpiValues(question, keys),
    kpiCurves(question, keys),
    readForecast(question),
  ]);
  return { countedTo: at, kpis, trends, forecast };
}

async function readForecast(question: KpiQuestion): Promise<ExecutiveDashboard['forecast']> {
  const today = dayAt(question.now, question.rules.timeZone);
  const last = question.filter.to < today ? question.filter.to : today;
  const month = monthOf(last);
  const curves = await kpiCurves(
    { ...question, filter: { ...question.filter, ...forecastPeriod(month) } },
    foreseen,
  );
  return Promise.all(
    foreseen.map(async (key) => {
      const points = curves.find((curve) => curve.key === key)?.points ?? [];
      const amounts = new Map(points.map((point) => [point.key, point.numerator]));
      const told = forecastMonth(amounts, { month, last, isToday: last === today });
      return { key, ...told, target: await monthlyTarget(question.db, key) };
    }),
  );
}
