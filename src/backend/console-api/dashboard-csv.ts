/** A dashboard as a table for a spreadsheet: each of its parts below the other, in the reader's words. */
import { stringify } from 'csv-stringify/sync';
import type { DashboardAnswer, DashboardName } from '../../shared/dashboards.ts';

type Cell = string | number | boolean | null;
type Words = 'es' | 'en';

const titles: Record<string, Record<Words, string>> = {
  kpis: { es: 'Indicadores', en: 'Figures' },
  services: { es: 'Servicios', en: 'Services' },
  queue: { es: 'Cola', en: 'Queue' },
  live: { es: 'En curso', en: 'Live' },
  agents: { es: 'Agentes', en: 'Agents' },
  hours: { es: 'Por hora', en: 'By hour' },
  waits: { es: 'Esperas', en: 'Waits' },
  outcomes: { es: 'Resultados de transferencias', en: 'Outcomes of transfers' },
  blocks: { es: 'Llamadas no hechas', en: 'Calls not placed' },
  funnel: { es: 'Embudo', en: 'Funnel' },
  pipeline: { es: 'Cartera', en: 'Pipeline' },
  appointments: { es: 'Citas', en: 'Appointments' },
  campaigns: { es: 'Campañas', en: 'Campaigns' },
  signed: { es: 'Firmado', en: 'Signed' },
  tools: { es: 'Herramientas', en: 'Tools' },
  gateways: { es: 'Proveedores', en: 'Gateways' },
  errors: { es: 'Errores', en: 'Errors' },
  throughput: { es: 'Volumen', en: 'Throughput' },
  outbox: { es: 'Trabajos pendientes', en: 'Outbox' },
  events: { es: 'Eventos', en: 'Events' },
  stores: { es: 'Almacenes', en: 'Stores' },
  uptime: { es: 'Disponibilidad', en: 'Uptime' },
  trends: { es: 'Tendencias', en: 'Trends' },
  forecast: { es: 'Pronóstico', en: 'Forecast' },
};

/** RFC 4180 with a byte order mark, by which Excel knows UTF-8. Codes stay codes. */
export function csvOf(dashboard: DashboardAnswer[DashboardName], words: Words): string {
  const parts = Object.entries(dashboard).filter(([, part]) => typeof part === 'object' && part !== null);
  const lines = parts.flatMap(([name, part]) => [
    [titles[name]?.[words] ?? name],
    ...tableOf(Array.isArray(part) ? part : [part]),
    [],
  ]);
  return stringify(
    lines.map((line) => line.map(harmless)),
    { bom: true, record_delimiter: 'windows' },
  );
}

/** Names of the columns, then the rows; what a row holds in turn (a curve) becomes rows of its own. */
function tableOf(rows: readonly object[]): Cell[][] {
  const flat = rows.flatMap(flatten);
  const names = [...new Set(flat.flatMap((row) => Object.keys(row)))];
  return flat.length === 0 ? [] : [names, ...flat.map((row) => names.map((name) => row[name] ?? null))];
}

function flatten(row: object): Record<string, Cell>[] {
  const own = Object.fromEntries(
    Object.entries(row).filter(([, value]) => typeof value !== 'object' || value === null),
  ) as Record<string, Cell>;
  const inner = Object.entries(row).flatMap(([name, value]) =>
    Array.isArray(value)
      ? value.map((one: object) =>
          Object.fromEntries(Object.entries(one).map(([key, cell]) => [`${name}.${key}`, cell as Cell])),
        )
      : [],
  );
  return inner.length === 0 ? [own] : inner.map((one) => ({ ...own, ...one }));
}

/** A spreadsheet runs what begins so; names of leads and campaigns come from outside. https://owasp.org/www-community/attacks/CSV_Injection */
function harmless(cell: Cell): Cell {
  return typeof cell === 'string' && /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
}
