/** Whether we were there: a minute in which no backend found its stores well counts as down. */
import type { KpiKey, KpiPoint } from '../../shared/kpis.ts';
import { all } from '../store/database.ts';
import { valueOf } from './kpi-definitions.ts';
import type { Figure, KpiQuestion } from './kpi-values.ts';

/** Minutes up and minutes there were, by day, from the first heartbeat ever until now. */
const byDay = `SELECT to_char(d.day, 'YYYY-MM-DD') AS key, coalesce(u.minutes, 0)::float8 AS numerator,
    greatest(coalesce(u.minutes, 0), round(extract(epoch FROM least((d.day + interval '1 day') AT TIME ZONE $3, $4::timestamptz)
      - greatest(d.day AT TIME ZONE $3, s.first)) / 60))::float8 AS denominator
  FROM (SELECT minute AS first FROM analytics.heartbeats ORDER BY minute LIMIT 1) s
  CROSS JOIN generate_series($1::date::timestamp, $2::date::timestamp, interval '1 day') AS d(day)
  LEFT JOIN analytics.uptime_days u ON u.day = d.day::date
  WHERE (d.day + interval '1 day') AT TIME ZONE $3 > s.first AND d.day AT TIME ZONE $3 <= $4 ORDER BY d.day`;

/** Each day of the period since the first heartbeat. */
export async function uptimeSeries({ db, filter, rules, now }: KpiQuestion): Promise<KpiPoint[]> {
  const rows = await all<{ key: string; numerator: number; denominator: number }>(db, byDay, [
    ...[filter.from, filter.to],
    ...[rules.timeZone, now],
  ]);
  return rows.map((row) => ({ ...row, value: valueOf('share', row) }));
}

/** Over the whole period. */
export async function uptimeOf(question: KpiQuestion): Promise<[KpiKey, Figure][]> {
  const days = await uptimeSeries(question);
  const sum = (field: 'numerator' | 'denominator'): number =>
    days.reduce((total, day) => total + day[field], 0);
  const figure = { numerator: sum('numerator'), denominator: sum('denominator') };
  return [['uptime', { ...figure, value: valueOf('share', figure) }]];
}
