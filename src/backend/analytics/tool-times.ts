/** Percentiles of the tools' times, from counts by bucket: exact to two significant digits. */
import type { KpiKey, KpiPoint } from '../../shared/kpis.ts';
import { all } from '../store/database.ts';
import type { Figure, KpiQuestion } from './kpi-values.ts';

/** Per cent. */
const shares = { toolTimeMedian: 50, toolTimeP95: 95 } as const;
type TimeKey = keyof typeof shares;

/**
 * SQL: percentiles (nearest rank) of `rows`, which has `grouped` columns, `bucket` and `n`; `names` are columns and the
 * percentage below. One row for each group.
 */
export function percentiles(rows: string, grouped: string, names: Readonly<Record<string, number>>): string {
  const by = grouped === '' ? '' : `PARTITION BY ${grouped}`;
  const fields = Object.entries(names).map(
    ([name, share]) => `min(bucket) FILTER (WHERE upto * 100 >= total * ${share}) AS "${name}"`,
  );
  return `SELECT ${grouped === '' ? '' : `${grouped}, `}max(total)::float8 AS total, ${fields.join(', ')}
    FROM (SELECT *, sum(n) OVER (${by} ORDER BY bucket) AS upto, sum(n) OVER (${by}) AS total FROM (${rows}) r) c
    ${grouped === '' ? '' : `GROUP BY ${grouped}`}`;
}

interface Row {
  total: number | null;
  toolTimeMedian: number | null;
  toolTimeP95: number | null;
}

/** Median and 95th percentile over the period, in milliseconds. */
export async function toolTimes({ db, filter }: KpiQuestion): Promise<[KpiKey, Figure][]> {
  const rows = `SELECT bucket, sum(calls)::integer AS n FROM analytics.tool_days WHERE day BETWEEN $1 AND $2 GROUP BY bucket`;
  const [row] = await all<Row>(db, percentiles(rows, '', shares), [filter.from, filter.to]);
  return (Object.keys(shares) as TimeKey[]).map((key) => [key, figureOf(key, row)]);
}

/** One point for each day that has any. */
export function toolTimeSeries(
  { db, filter }: KpiQuestion,
  key: 'toolTimeMedian' | 'toolTimeP95',
): Promise<KpiPoint[]> {
  const column = key === 'toolTimeMedian' ? 'median' : 'p95';
  return all<KpiPoint>(
    db,
    `SELECT to_char(day, 'YYYY-MM-DD') AS key, ${column} AS value, ${column} AS numerator, calls AS denominator
     FROM analytics.tool_time_days WHERE day BETWEEN $1 AND $2`,
    [filter.from, filter.to],
  );
}

function figureOf(key: TimeKey, row: Row | undefined): Figure {
  const value = row?.[key] ?? null;
  return { value, numerator: value ?? 0, denominator: row?.total ?? 0 };
}
