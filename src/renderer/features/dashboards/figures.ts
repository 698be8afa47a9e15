// Figures in words: their unit, how far from the target, how much they changed. Always the same way, on tiles, marks and in tables.
import { kpis, type KpiKey, type KpiUnit, type KpiValue } from '../../../shared/kpis.ts';
import type { Language } from '../../../shared/lead.ts';
import { formatDuration } from '../../i18n/format.ts';

const nbsp = '\u00a0';
const minus = '\u2212';
const locales = { es: 'es-MX', en: 'en-US' } as const;
const million = 1_000_000;

export interface Figure {
  figure: string;
  /** Stands small behind the figure; empty where the figure says it all. */
  unit: string;
}

export function formatNumber(value: number, language: Language, digits = 0): string {
  const text = new Intl.NumberFormat(locales[language], { maximumFractionDigits: digits }).format(
    Math.abs(value),
  );
  return value < 0 && text !== '0' ? `${minus}${text}` : text;
}

/** As short as an axis wants it: `8,400`, `12 k`, `1.5 M`. */
export function compactNumber(value: number, language: Language): string {
  if (value < 10_000) return formatNumber(value, language, value < 10 ? 1 : 0);
  if (value < million) return `${formatNumber(value / 1000, language, 1)}${nbsp}k`;
  return `${formatNumber(value / million, language, 1)}${nbsp}M`;
}

/** `94.2` `%`, `4:37` `min`, `240` `ms`, `12.4` `M USD`, `5.8` `×`, `1,284`. */
export function figureOf(value: number, unit: KpiUnit, language: Language): Figure {
  switch (unit) {
    case 'percent':
      // Of what is nearly whole, what is missing counts: 99.94 is not 99.9.
      return { figure: formatNumber(value, language, value > 99 && value < 100 ? 2 : 1), unit: '%' };
    case 'seconds':
      return value < 59.5
        ? { figure: formatNumber(value, language, value < 10 ? 1 : 0), unit: 's' }
        : { figure: formatDuration(Math.round(value) * 1000), unit: value < 3600 ? 'min' : 'h' };
    case 'ms':
      return value < 1000
        ? { figure: formatNumber(value, language), unit: 'ms' }
        : { figure: formatNumber(value / 1000, language, value < 10_000 ? 2 : 1), unit: 's' };
    case 'usd':
      return value < million
        ? { figure: formatNumber(value, language), unit: 'USD' }
        : { figure: formatNumber(value / million, language, digitsOf(value / million)), unit: 'M USD' };
    case 'ratio':
      return { figure: formatNumber(value, language, 1), unit: '×' };
    case 'count':
      return value < million
        ? { figure: formatNumber(value, language, value % 1 === 0 || value >= 100 ? 0 : 1), unit: '' }
        : { figure: formatNumber(value / million, language, digitsOf(value / million)), unit: 'M' };
  }
}

/** Three figures that count: `1.28`, `12.4`, `128`. */
const digitsOf = (value: number): number => (value < 10 ? 2 : value < 100 ? 1 : 0);

/** The same in one piece: `94.2 %`, `5.8×`, `USD 685,000`. Null is a dash. */
export function textOf(value: number | null, unit: KpiUnit, language: Language): string {
  if (value === null) return '—';
  const said = figureOf(value, unit, language);
  if (unit === 'usd') return `USD${nbsp}${said.figure}${said.unit === 'USD' ? '' : `${nbsp}M`}`;
  return `${said.figure}${unit === 'ratio' || said.unit === '' ? '' : nbsp}${said.unit}`;
}

/** A target on its place under a figure: without the unit where that says nothing new (`13.2 M`, `1,200`). */
export function targetText(target: number, unit: KpiUnit, language: Language): string {
  if (unit === 'usd') return textOf(target, unit, language).replace(`USD${nbsp}`, '');
  if (unit === 'seconds' && target >= 59.5) return figureOf(target, unit, language).figure;
  return unit === 'count' ? compactNumber(Math.round(target), language) : textOf(target, unit, language);
}

/** `+9 %`; of a share the points, `−0.6 pt`; undefined where there is nothing to compare with. */
export function changeOf(
  { value, previous }: Pick<KpiValue, 'value' | 'previous'>,
  unit: KpiUnit,
  language: Language,
): string | undefined {
  if (value === null || previous === null) return undefined;
  if (unit === 'percent') {
    const points = value - previous;
    return `${signed(points, language, Math.abs(points) < 0.1 ? 2 : 1)}${nbsp}pt`;
  }
  if (unit === 'ratio') return signed(value - previous, language, 1);
  if (previous === 0) return undefined;
  const percent = (100 * (value - previous)) / previous;
  return `${signed(percent, language, Math.abs(percent) < 1 ? 1 : 0)}${nbsp}%`;
}

/** With its sign, the true minus; what rounds to nothing has none. */
export function signed(value: number, language: Language, digits = 0): string {
  const text = formatNumber(value, language, digits);
  return value > 0 && text !== '0' ? `+${text}` : text;
}

/** `near`: not met, and within two per cent of it. */
export type Standing = 'met' | 'near' | 'missed';
const nearShare = 0.02;

/** How a figure stands to its target; undefined without a figure or a target. */
export function standingOf(key: KpiKey, value: number | null, target: number | null): Standing | undefined {
  if (value === null || target === null) return undefined;
  const lacking = kpis[key].better === 'up' ? target - value : value - target;
  if (lacking <= 0) return 'met';
  return lacking <= Math.abs(target) * nearShare ? 'near' : 'missed';
}

/** Half a visit is none. */
export const whole = (value: number): number => Math.round(value);

/** Of a forecast, judged as it is read: “8” beside “would miss the target of 8” would be nonsense. */
export function standingOfForecast(
  key: KpiKey,
  expected: number,
  target: number | null,
): Standing | undefined {
  return standingOf(key, whole(expected), target);
}

/** What stands behind it: `312 de 331`; undefined for figures that are no share of anything. */
export function isShare(key: KpiKey): boolean {
  return kpis[key].unit === 'percent' && kpis[key].base !== 'time';
}
