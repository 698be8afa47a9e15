// A lookup in one line: what was asked, what came back, how long it took.
import { propertyTypes, type Language } from '../../../shared/lead.ts';
import type { es } from '../../i18n/es.ts';
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

/** Every argument on a line of its own, `Recámaras: 3`; a name we have no word for stands in plain letters. */
export function argumentLines(parameters: unknown, t: Translate): string[] {
  if (typeof parameters !== 'object' || parameters === null) return [];
  return Object.entries(parameters).map(
    ([key, value]) => `${nameOfArgument(key, t)}: ${plainWord(value, t)}`,
  );
}

function nameOfArgument(key: string, t: Translate): string {
  const word = argumentNames.find(([, names]) => names.includes(key))?.[0];
  return word === undefined ? key.replaceAll('_', ' ') : t(`tool.args.${word}`);
}
type ArgumentWord = keyof (typeof es)['tool']['args'];
/** What the model calls them (backend tools: tool definitions and the names they are forgiven). */
const argumentNames: [ArgumentWord, readonly string[]][] = [
  ['type', ['type', 'property_type']],
  ['bedrooms', ['bedrooms', 'min_bedrooms']],
  ['place', ['destination', 'location']],
  ['property', ['property', 'property_name', 'property_id']],
  ['unit', ['unit', 'unit_code', 'unit_id']],
  ['budget', ['budget', 'max_price', 'budget_max']],
  ['budgetMin', ['budget_min', 'min_price']],
  ['by', ['available_by']],
  ['currency', ['currency']],
  ['date', ['date', 'preferred_date']],
  ['time', ['time', 'preferred_time']],
  ['name', ['name', 'customer_name']],
  ['notes', ['notes']],
  ['reason', ['reason']],
  ['promised', ['promised']],
  ['mood', ['mood']],
  ['callback', ['callback_time']],
];

function plainWord(value: unknown, t: Translate): string {
  if (Array.isArray(value)) return value.map(String).join('; ');
  if (typeof value === 'object') return JSON.stringify(value);
  const kind = propertyTypes.find((known) => known === value);
  const mood = moods.find((known) => known === value);
  if (kind) return t(`propertyType.${kind}`);
  return mood ? t(`mood.${mood}`) : String(value);
}

/** `212 ms`, `1.2 s`, with a no-break space. */
export function millisecondsInWords(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)}\u00a0ms` : `${(ms / 1000).toFixed(1)}\u00a0s`;
}
