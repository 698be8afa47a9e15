// A lookup in one line: what was asked, what came back, how long it took.
import { propertyTypes } from '../../../shared/lead.ts';
import type { Translate } from '../../i18n/use-words.ts';

const tools = ['check_availability', 'schedule_appointment', 'get_pricing', 'escalate_to_human'] as const;

export function toolInWords(name: string, t: Translate): string {
  const known = tools.find((tool) => tool === name);
  return known ? t(`tool.${known}`) : name.replaceAll('_', ' ');
}

/** The arguments' values, `villa · 3 · Nuevo Vallarta`, without their names; ids and blanks left out. */
export function argumentsInWords(parameters: unknown, t: Translate): string {
  if (typeof parameters !== 'object' || parameters === null) return '';
  return Object.values(parameters)
    .filter((value) => typeof value === 'string' || typeof value === 'number')
    .map((value) => wordOf(String(value), t))
    .filter((value) => value !== '' && !/^[0-9a-f-]{36}$/.test(value))
    .slice(0, 4)
    .join(' · ');
}

function wordOf(value: string, t: Translate): string {
  const kind = propertyTypes.find((known) => known === value);
  return kind ? t(`propertyType.${kind}`) : value;
}

/** `212 ms`, `1.2 s`, with a no-break space. */
export function millisecondsInWords(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)}\u00a0ms` : `${(ms / 1000).toFixed(1)}\u00a0s`;
}
