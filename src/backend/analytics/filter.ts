/** What a question is narrowed to, as SQL conditions with parameters. */
import { ofNone, type KpiFilter } from '../../shared/kpis.ts';

/** Collects parameters as SQL is written: `$1`, `$2`, … */
export class Parameters {
  readonly values: unknown[] = [];
  readonly #known = new Map<string, string>();

  /** The place of `value`; the same name has the same place. */
  add(name: string, value: unknown, type: string): string {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const place = `$${this.values.push(value)}::${type}`;
    this.#known.set(name, place);
    return place;
  }
}

const columns = {
  source: ['source', 'text'],
  campaign: ['campaign_id', 'uuid'],
  propertyType: ['property_type', 'text'],
  language: ['language', 'text'],
  agent: ['agent_id', 'uuid'],
} as const;
export type Dimension = keyof typeof columns;

/** The column of a dimension. */
export function columnOf(dimension: Dimension): string {
  return columns[dimension][0];
}

/** SQL: ` AND …` for each filter that has a value and a meaning here. */
export function narrowed(
  filter: KpiFilter,
  parameters: Parameters,
  { by, prefix = '' }: { by: readonly Dimension[]; prefix?: string },
): string {
  return by
    .flatMap((dimension) => {
      const value = filter[dimension];
      const [column, type] = columns[dimension];
      if (value === undefined) return [];
      // A channel that nobody knows is written so in its column; the others are empty.
      if (value === ofNone && dimension !== 'source') return [` AND ${prefix}${column} IS NULL`];
      return [` AND ${prefix}${column} = ${parameters.add(dimension, value, type)}`];
    })
    .join('');
}
