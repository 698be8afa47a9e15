/** Figures of a period and of the one before, and their curves and breakdowns. */
import {
  kpiDimensions,
  kpiKeys,
  kpis,
  ofNone,
  type KpiDimension,
  type KpiFilter,
  type KpiKey,
  type KpiPoint,
  type KpiValue,
} from '../../shared/kpis.ts';
import { all, type Queryable } from '../store/database.ts';
import { serviceLevelSeconds, type CountingRules } from './counting-rules.ts';
import { columnOf, narrowed, Parameters } from './filter.ts';
import { formulas, sources, valueOf, type KpiFormula } from './kpi-definitions.ts';
import { daysOf, previousOf } from './period.ts';
import { targetsOf } from './targets.ts';
import { toolTimes, toolTimeSeries } from './tool-times.ts';
import { uptimeOf, uptimeSeries } from './uptime.ts';

export interface KpiQuestion {
  db: Queryable;
  filter: KpiFilter;
  rules: CountingRules;
  now: Date;
}
export interface Figure {
  numerator: number;
  denominator: number;
  value: number | null;
}
type SumKey = keyof typeof formulas;

/** Whether it adds up from days; percentiles and uptime do not come from a formula. */
export const isSum = (key: KpiKey): key is SumKey => Object.hasOwn(formulas, key);

/** The figures `keys`, in this order. */
export async function kpiValues(
  question: KpiQuestion,
  keys: readonly KpiKey[] = kpiKeys,
): Promise<KpiValue[]> {
  const { db, filter } = question;
  const before = { ...question, filter: { ...filter, ...previousOf(filter) } };
  const [now, then, targets] = await Promise.all([
    figuresOf(question, keys),
    figuresOf(before, keys),
    targetsOf(db, filter),
  ]);
  return keys.map((key) => {
    const { value, numerator, denominator } = now.get(key) ?? nothing;
    return {
      ...{ key, value, numerator, denominator },
      previous: then.get(key)?.value ?? null,
      target: targets.get(key) ?? null,
    };
  });
}

/** Of what cannot be said. */
export const nothing: Figure = { value: null, numerator: 0, denominator: 0 };

/** The figures of the question's own period. */
export async function figuresOf(
  question: KpiQuestion,
  keys: readonly KpiKey[],
): Promise<Map<KpiKey, Figure>> {
  const meant = keys.filter((key) => hasMeaning(question.filter, key));
  const groups = Map.groupBy(meant.filter(isSum), (key) => formulas[key].from);
  const sums = [...groups].map(async ([, group]) => {
    const [row] = await summed(question, group, null);
    return group.map((key): [KpiKey, Figure] => [key, figureOf(key, row)]);
  });
  const others = [
    ...(meant.some((key) => key.startsWith('toolTime')) ? [toolTimes(question)] : []),
    ...(meant.includes('uptime') ? [uptimeOf(question)] : []),
  ];
  return new Map((await Promise.all([...sums, ...others])).flat());
}

/** A figure has none where it is asked of a part that it cannot be narrowed to: it stays empty rather than be of the whole. */
export function hasMeaning(filter: KpiFilter, key: KpiKey): boolean {
  const by: readonly KpiDimension[] = kpis[key].by;
  return kpiDimensions.every((dimension) => filter[dimension] === undefined || by.includes(dimension));
}

type Row = Record<string, string | null>;

/** One row of sums, or one for each value of `group`; keys must come from one source. */
async function summed(
  { db, filter, rules }: KpiQuestion,
  keys: readonly SumKey[],
  group: 'day' | KpiDimension | null,
): Promise<Row[]> {
  const first = keys[0];
  if (first === undefined) return [];
  const parameters = new Parameters();
  const limit = keys.some((key) => wants(formulas[key], '$limit')) ? await serviceLevelSeconds(db) : 0;
  const sql = (text: string): string =>
    text
      .replaceAll('$limit', () => parameters.add('limit', limit, 'numeric'))
      .replaceAll('$rate', () => parameters.add('rate', rules.mxnPerUsd, 'numeric'));
  const fields = keys.flatMap((key) => [
    `${sql(formulas[key].numerator)} AS "${key}.n"`,
    `${sql(formulas[key].denominator)} AS "${key}.d"`,
  ]);
  const column = group === null || group === 'day' ? group : columnOf(group);
  // Grouped by what it is and spelt afterwards: text is slower to group.
  const key = column === 'day' ? `to_char(day, 'YYYY-MM-DD') AS key, ` : `${column}::text AS key, `;
  const where = `day BETWEEN ${parameters.add('from', filter.from, 'date')} AND ${parameters.add('to', filter.to, 'date')}`;
  const by = keys.some((key) => kpis[key].by.length > 0) ? kpiDimensions : [];
  return all<Row>(
    db,
    `SELECT ${column === null ? '' : key}${fields.join(', ')} FROM ${sql(sources[formulas[first].from])} s
     WHERE ${where}${narrowed(filter, parameters, { by })}${column === null ? '' : ` GROUP BY ${column}`}`,
    parameters.values,
  );
}

function wants({ numerator, denominator }: KpiFormula, parameter: string): boolean {
  return numerator.includes(parameter) || denominator.includes(parameter);
}

function figureOf(key: SumKey, row: Row | undefined): Figure {
  const numerator = Number(row?.[`${key}.n`] ?? 0);
  const denominator = Number(row?.[`${key}.d`] ?? 0);
  return { numerator, denominator, value: valueOf(formulas[key].kind, { numerator, denominator }) };
}

/** A curve by day (every day of the period), or a breakdown, the most counted first. */
export async function kpiSeries(
  question: KpiQuestion,
  key: KpiKey,
  by: 'day' | KpiDimension,
): Promise<KpiPoint[]> {
  const points = await pointsOf(question, key, by);
  if (by !== 'day') return labelled(question.db, by, points.toSorted(byWeight));
  return everyDay(question, key, points);
}

function everyDay({ filter }: KpiQuestion, key: KpiKey, points: readonly KpiPoint[]): KpiPoint[] {
  const known = new Map(points.map((point) => [point.key, point]));
  const empty = isSum(key) && formulas[key].kind === 'sum' && hasMeaning(filter, key) ? 0 : null;
  return daysOf(filter).map(
    (day) => known.get(day) ?? { key: day, value: empty, numerator: 0, denominator: 0 },
  );
}

/** Curves by day of several figures, each source read once. */
export async function kpiCurves(
  question: KpiQuestion,
  keys: readonly KpiKey[],
): Promise<{ key: KpiKey; points: KpiPoint[] }[]> {
  const groups = [
    ...Map.groupBy(keys.filter(isSum), (key) =>
      hasMeaning(question.filter, key) ? formulas[key].from : null,
    ),
  ];
  const sums = await Promise.all(
    groups.map(async ([source, group]) => {
      const rows = source === null ? [] : await summed(question, group, 'day');
      return group.map((key) => ({
        key,
        points: everyDay(
          question,
          key,
          rows.map((row) => ({ key: row['key'] ?? '', ...figureOf(key, row) })),
        ),
      }));
    }),
  );
  const others = await Promise.all(
    keys
      .filter((key) => !isSum(key))
      .map(async (key) => ({ key, points: await kpiSeries(question, key, 'day') })),
  );
  const found = new Map([...sums.flat(), ...others].map((curve) => [curve.key, curve]));
  return keys.flatMap((key) => found.get(key) ?? []);
}

async function pointsOf(question: KpiQuestion, key: KpiKey, by: 'day' | KpiDimension): Promise<KpiPoint[]> {
  if (!hasMeaning(question.filter, key)) return [];
  if (key === 'uptime') return by === 'day' ? uptimeSeries(question) : [];
  if (!isSum(key)) return by === 'day' ? toolTimeSeries(question, key) : [];
  const rows = await summed(question, [key], by);
  return rows.map((row) => ({ key: row['key'] ?? ofNone, ...figureOf(key, row) }));
}

const byWeight = (a: KpiPoint, b: KpiPoint): number =>
  b.denominator - a.denominator || b.numerator - a.numerator || a.key.localeCompare(b.key);

async function labelled(db: Queryable, by: KpiDimension, points: KpiPoint[]): Promise<KpiPoint[]> {
  const table = { campaign: 'campaigns', agent: 'users' }[by as string];
  if (table === undefined) return points;
  const ids = points.map(({ key }) => key).filter((key) => key !== ofNone);
  const rows = await all<{ id: string; name: string }>(
    db,
    `SELECT id, name FROM ${table} WHERE id = ANY ($1::uuid[])`,
    [ids],
  );
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  return points.map((point) => {
    const label = names.get(point.key);
    return label === undefined ? point : { ...point, label };
  });
}
