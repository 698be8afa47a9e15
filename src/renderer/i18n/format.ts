// Numbers, money, clocks and durations as the look asks for them, in the language on screen.
import type { Language } from '../../shared/lead.ts';

const nbsp = '\u00a0';
const locales = { es: 'es-MX', en: 'en-US' } as const;

/** `USD 685,000`, and from a million on `MXN 12 M` or `MXN 12.5 M`. */
export function formatMoney(amount: number, currency: string, language: Language): string {
  const million = amount >= 1_000_000;
  const figure = new Intl.NumberFormat(locales[language], {
    maximumFractionDigits: million ? 2 : 0,
  }).format(million ? amount / 1_000_000 : amount);
  return `${currency}${nbsp}${figure}${million ? `${nbsp}M` : ''}`;
}

/** `USD 1,234,567`, to the cent where there are cents. */
export function formatAmount(amount: number, currency: string, language: Language): string {
  const digits = Number.isInteger(amount) ? 0 : 2;
  const parts = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return `${currency}${nbsp}${new Intl.NumberFormat(locales[language], parts).format(amount)}`;
}

/** `4:37`, and from an hour on `1:04:37`; never negative. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number) => String(n).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** A rough age: `14 s`, `6 min`, `3 h`, `2 d`. */
export function formatAge(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds}${nbsp}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}${nbsp}min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}${nbsp}h`;
  return `${Math.floor(seconds / 86_400)}${nbsp}d`;
}

/** 24-hour clock, `12:42`; `timeZone` is an IANA name, the machine's own when absent. */
export function formatClock(at: Date | string | number, timeZone?: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(new Date(at));
}

/** `sáb 28 nov`, `Sat 28 Nov`. */
export function formatDay(at: Date | string | number, language: Language): string {
  const parts = new Intl.DateTimeFormat(locales[language], {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
  }).formatToParts(new Date(at));
  const part = (type: string) => parts.find((p) => p.type === type)?.value.replace('.', '') ?? '';
  return `${part('weekday')} ${part('day')} ${part('month')}`;
}

/** Today, yesterday and tomorrow in words, any other day as `formatDay`. */
export function formatNearDay(at: Date | string | number, now: number, language: Language): string {
  const days = dayNumber(new Date(at)) - dayNumber(new Date(now));
  if (Math.abs(days) > 1) return formatDay(at, language);
  return new Intl.RelativeTimeFormat(locales[language], { numeric: 'auto' }).format(days, 'day');
}

/** A moment as short as it can be said: `12:42` today, `sáb 28 nov` otherwise. */
export function formatMoment(at: Date | string | number, now: number, language: Language): string {
  return dayNumber(new Date(at)) === dayNumber(new Date(now)) ? formatClock(at) : formatDay(at, language);
}

/** Day and clock: `sáb 28 nov, 11:00`; today only the clock. */
export function formatDayAndClock(at: Date | string | number, now: number, language: Language): string {
  const clock = formatClock(at);
  return dayNumber(new Date(at)) === dayNumber(new Date(now))
    ? clock
    : `${formatDay(at, language)}, ${clock}`;
}

/** `+52 664 218 4790`: groups a Mexican or North American number, leaves any other as it came. */
export function formatPhone(phone: string): string {
  const mexican = /^\+52(1?)(\d{2,3})(\d{3,4})(\d{4})$/.exec(phone);
  if (mexican && phone.replace(/^\+521?/, '').length === 10) {
    const digits = phone.replace(/^\+521?/, '');
    const area = /^(55|56|33|81)/.test(digits) ? 2 : 3;
    return `+52 ${digits.slice(0, area)} ${digits.slice(area, 6)} ${digits.slice(6)}`;
  }
  const american = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(phone);
  return american ? `+1 ${american[1]} ${american[2]} ${american[3]}` : phone;
}

/** A date without a clock, `2026-11-19` → `19 de noviembre`, `November 19`. */
export function formatDate(day: string, language: Language): string {
  const parts = { day: 'numeric', month: 'long', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat(locales[language], parts).format(new Date(`${day}T00:00Z`));
}

/** A moment on the clock of a place (IANA), to be said aloud: `sábado, 28 de noviembre, 11:00`. */
export function formatDateAndClock(at: string, language: Language, timeZone: string): string {
  const parts = { weekday: 'long', day: 'numeric', month: 'long', timeZone } as const;
  const day = new Intl.DateTimeFormat(locales[language], parts).format(new Date(at));
  return `${day}, ${formatClock(at, timeZone)}`;
}

function dayNumber(at: Date): number {
  return Math.floor((at.getTime() - at.getTimezoneOffset() * 60_000) / 86_400_000);
}
