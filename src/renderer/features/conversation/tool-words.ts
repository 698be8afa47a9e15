// A lookup in one line: what was asked, what came back, how long it took.
import { propertyTypes, type Language } from '../../../shared/lead.ts';
import { formatMoney } from '../../i18n/format.ts';
import type { Translate } from '../../i18n/use-words.ts';

const tools = ['check_availability', 'schedule_appointment', 'get_pricing', 'escalate_to_human'] as const;
const moods = ['positive', 'neutral', 'hurried', 'upset'] as const;
/** Figures from here on are money: nobody asks for ten thousand bedrooms. */
const leastMoney = 10_000;

export function toolInWords(name: string, t: Translate): string {
  const known = tools.find((tool) => tool === name);
  return known ? t(`tool.${known}`) : name.replaceAll('_', ' ');
}

/** What was asked, `Villa · 3 rec. · Nuevo Vallarta · USD 700,000`, without the arguments' names, ids and blanks. */
export function argumentsInWords(parameters: unknown, t: Translate, language: Language): string {
  if (typeof parameters !== 'object' || parameters === null) return '';
  const { currency, ...asked } = parameters as Record<string, unknown>;
  return Object.entries(asked)
    .map(([key, value]) => wordOf(key, value, { t, language, currency }))
    .filter((word) => word !== '' && !/^[0-9a-f-]{36}$/.test(word))
    .sort((a, b) => Number(/\d/.test(a)) - Number(/\d/.test(b)))
    .slice(0, 4)
    .join(' · ');
}

function wordOf(
  key: string,
  value: unknown,
  { t, language, currency }: { t: Translate; language: Language; currency: unknown },
): string {
  if (typeof value === 'number') {
    if (/bedroom|recamara/.test(key)) return t('lead.bedrooms', { count: value });
    if (value < leastMoney) return String(value);
    return formatMoney(value, typeof currency === 'string' ? currency : '', language).trim();
  }
  if (typeof value !== 'string') return '';
  const kind = propertyTypes.find((known) => known === value);
  const mood = moods.find((known) => known === value);
  if (kind) return t(`propertyType.${kind}`);
  return mood ? t(`mood.${mood}`) : value;
}

/** `212 ms`, `1.2 s`, with a no-break space. */
export function millisecondsInWords(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)}\u00a0ms` : `${(ms / 1000).toFixed(1)}\u00a0s`;
}
