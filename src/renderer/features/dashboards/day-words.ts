// Days and periods as people say them; days are dates of the house, never moments, so they are read in UTC.
import type { Language } from '../../../shared/lead.ts';
import { formatClock } from '../../i18n/format.ts';
import type { Translate } from '../../i18n/use-words.ts';
import type { Days, PeriodName } from './period.ts';

const locales = { es: 'es-MX', en: 'en-US' } as const;
const nbsp = '\u00a0';

function partsOf(day: string, options: Intl.DateTimeFormatOptions, language: Language) {
  const parts = new Intl.DateTimeFormat(locales[language], { ...options, timeZone: 'UTC' }).formatToParts(
    new Date(`${day.slice(0, 10)}T00:00Z`),
  );
  return (type: string): string => parts.find((one) => one.type === type)?.value.replace('.', '') ?? '';
}

/** `22 nov`, `22 Nov`. */
export function dayInWords(day: string, language: Language): string {
  const part = partsOf(day, { day: 'numeric', month: 'short' }, language);
  return `${part('day')}${nbsp}${part('month')}`;
}

/** `Noviembre`, at the beginning of a sentence or not. */
export function monthInWords(day: string, language: Language, at: 'start' | 'middle' = 'start'): string {
  const name = partsOf(day, { month: 'long' }, language)('month');
  return at === 'start' ? name.charAt(0).toLocaleUpperCase(language) + name.slice(1) : name;
}

/** `1–22 nov`, `28 oct – 3 nov`, `22 nov`; the year where it is not that of `today`. */
export function daysInWords({ from, to }: Days, today: string, language: Language): string {
  const year = to.slice(0, 4) === today.slice(0, 4) && from.slice(0, 4) === today.slice(0, 4);
  const ofYear = (day: string): string => (year ? '' : `${nbsp}${day.slice(0, 4)}`);
  if (from === to) return `${dayInWords(to, language)}${ofYear(to)}`;
  if (from.slice(0, 7) === to.slice(0, 7))
    return `${Number(from.slice(8))}–${dayInWords(to, language)}${ofYear(to)}`;
  const isOneYear = from.slice(0, 4) === to.slice(0, 4);
  return `${dayInWords(from, language)}${isOneYear ? '' : ofYear(from)} – ${dayInWords(to, language)}${ofYear(to)}`;
}

/** What a named period is called: the running month by its name. */
export function periodInWords(
  name: PeriodName,
  today: string,
  tongue: { t: Translate; language: Language },
): string {
  return name === 'month' ? monthInWords(today, tongue.language) : tongue.t(`dash.period.${name}`);
}

/** `22 nov, 12:40` in the house's zone. */
export function momentInWords(at: string, timeZone: string, language: Language): string {
  const day = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  return `${dayInWords(day.format(new Date(at)), language)}, ${formatClock(at, timeZone)}`;
}
