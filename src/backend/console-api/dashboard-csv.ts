/**
 * A dashboard as a file for a spreadsheet: what it is of, then each of its parts below the other in the reader's words. A
 * part is its title, one row of names of columns, and its rows; an empty line follows.
 */
import { stringify } from 'csv-stringify/sync';
import type { DashboardAnswer, DashboardName } from '../../shared/dashboards.ts';
import { kpiDimensions, kpis, type KpiFilter, type KpiUnit } from '../../shared/kpis.ts';
import {
  allOfThem,
  columnTitles,
  dashboardTitles,
  kpiTitles,
  partTitles,
  unitTitles,
  type Words,
} from './dashboard-csv-words.ts';

type Cell = string | number | boolean | null;
type Row = Record<string, Cell>;

export interface CsvReport {
  name: DashboardName;
  dashboard: DashboardAnswer[DashboardName];
  filter: KpiFilter;
  /** IANA name of the zone in which days begin. */
  timeZone: string;
  words: Words;
}

/** RFC 4180 with a byte order mark, by which Excel knows UTF-8. Codes (a stage, a rule, a channel) stay codes. */
export function csvOf(report: CsvReport): string {
  const { dashboard, words } = report;
  const parts = Object.entries(dashboard).filter(([, part]) => typeof part === 'object' && part !== null);
  const lines = [['report', headOf(report)] as const, ...parts].flatMap(([name, part]) => [
    [partTitles[name]?.[words] ?? name],
    ...tableOf(name, Array.isArray(part) ? part : [part], words),
    [],
  ]);
  return stringify(
    lines.map((line) => line.map(harmless)),
    { bom: true, record_delimiter: 'windows' },
  );
}

function headOf({ name, dashboard, filter, timeZone, words }: CsvReport): Row {
  const narrowed = kpiDimensions.map((dimension) => [dimension, filter[dimension] ?? allOfThem[words]]);
  return {
    dashboard: dashboardTitles[name][words],
    ...{ from: filter.from, to: filter.to, timeZone, countedTo: dashboard.countedTo },
    ...(Object.fromEntries(narrowed) as Row),
  };
}

/** Names of the columns, then the rows; what a row holds in turn (a curve) becomes rows of its own. */
function tableOf(part: string, rows: readonly object[], words: Words): Cell[][] {
  const flat = rows.flatMap(flatten).map((row) => inWords(row, words));
  const names = [...new Set(flat.flatMap((row) => Object.keys(row)))];
  if (flat.length === 0) return [];
  return [
    names.map((name) => columnOf(part, name, words)),
    ...flat.map((row) => names.map((name) => row[name] ?? null)),
  ];
}

/** A curve's column that is named like one of its own row is told apart by the day it stands for. */
function columnOf(part: string, name: string, words: Words): string {
  const [last = name] = name.split('.').slice(-1);
  const title = columnTitles[`${part}.${name}`] ?? columnTitles[name] ?? columnTitles[last];
  const isOfDay = name.startsWith('points.') && last !== 'key' && last !== 'day';
  return `${title?.[words] ?? name}${isOfDay ? { es: ' (del día)', en: ' (of the day)' }[words] : ''}`;
}

function flatten(row: object): Row[] {
  const own = Object.fromEntries(
    Object.entries(row).filter(([, value]) => typeof value !== 'object' || value === null),
  ) as Row;
  const inner = Object.entries(row).flatMap(([name, value]) =>
    Array.isArray(value)
      ? value.map((one: object) =>
          Object.fromEntries(Object.entries(one).map(([key, cell]) => [`${name}.${key}`, cell as Cell])),
        )
      : [],
  );
  return inner.length === 0 ? [own] : inner.map((one) => ({ ...own, ...one }));
}

const isKpi = (key: Cell | undefined): key is keyof typeof kpis =>
  typeof key === 'string' && Object.hasOwn(kpis, key);

/** A figure goes by its name, with its unit beside it; numbers have the digits that mean something. */
function inWords({ key, ...row }: Row, words: Words): Row {
  const unit = isKpi(key) ? kpis[key].unit : undefined;
  const cells = Object.entries(row).map(([name, cell]) => [
    name,
    typeof cell === 'number' ? rounded(cell, digitsOf(name, unit)) : cell,
  ]);
  const others = Object.fromEntries(cells) as Row;
  return {
    ...(key !== undefined && { key: isKpi(key) ? kpiTitles[key][words] : key }),
    ...(unit !== undefined && { unit: unitTitles[unit][words] }),
    ...(unit !== undefined && 'value' in others && { value: others['value'] ?? null }),
    ...others,
  };
}

/** A tenth of a percent or a second, whole dollars, milliseconds and things; a forecast of things may be of half a one. */
const digits: Record<KpiUnit, number> = { percent: 1, seconds: 1, ms: 0, usd: 0, ratio: 2, count: 1 };

function digitsOf(name: string, unit: KpiUnit | undefined): number {
  if (unit !== undefined) return digits[unit];
  if (/return$/i.test(name)) return digits.ratio;
  if (/ms$/i.test(name)) return digits.ms;
  return /^(spend|revenue|total|target)$/.test(name) ? digits.usd : 1;
}

function rounded(value: number, digit: number): number {
  return Number(value.toFixed(digit));
}

/** A spreadsheet runs what begins so; names of leads and campaigns come from outside. https://owasp.org/www-community/attacks/CSV_Injection */
function harmless(cell: Cell): Cell {
  return typeof cell === 'string' && /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
}
