/** Percentiles of what was measured, in the words and the table that people read. */

/** n values in ascending order: count, least, percentiles and most. */
export interface Spread {
  n: number;
  min: number;
  p50: number;
  p95: number;
  p99: number;
  max: number;
}

/** Nearest-rank percentiles, rounded to hundredths; NaN where nothing was measured. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number =>
    hundredths(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN);
  return { n: sorted.length, min: at(0), p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

export const hundredths = (value: number): number => Math.round(value * 100) / 100;

/** Rows under a heading, every column as wide as its widest cell. */
export function table(heading: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = [heading, ...rows.map((row) => row.map(String))];
  const widths = heading.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  '),
    )
    .join('\n');
}

/** A spread as cells of a table. */
export const cellsOf = ({ n, min, p50, p95, p99, max }: Spread): number[] => [n, min, p50, p95, p99, max];
export const spreadHeading = ['n', 'min', 'p50', 'p95', 'p99', 'max'] as const;
