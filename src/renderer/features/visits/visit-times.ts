// Free times as days and clocks of the property: a visit is where the property is, whatever the clock here says.
import { formatClock } from '../../i18n/format.ts';
import type { Language } from '../../../shared/lead.ts';

export interface SlotDay {
  /** `2026-11-28`, at the property. */
  day: string;
  /** ISO 8601. */
  slots: string[];
}

/** The day of a moment at a place, `2026-11-28`. */
export function dayAt(at: string | number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(new Date(at));
}

/** `days` days from `from`, each with its free times, also those without any. */
export function slotDays(
  slots: readonly string[],
  { from, days, timeZone }: { from: string; days: number; timeZone: string },
): SlotDay[] {
  return Array.from({ length: days }, (_, index) => {
    const day = addDays(from, index);
    return { day, slots: slots.filter((slot) => dayAt(slot, timeZone) === day) };
  });
}

/** `2026-11-28` and 3 → `2026-12-01`. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** A calendar day in short words, `sáb 28` and `nov`. */
export function dayInWords(day: string, language: Language): { weekday: string; date: string } {
  const at = new Date(`${day}T12:00:00Z`);
  const say = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language === 'es' ? 'es-MX' : 'en-US', { timeZone: 'UTC', ...options })
      .format(at)
      .replace('.', '');
  return { weekday: say({ weekday: 'short' }), date: say({ day: 'numeric', month: 'short' }) };
}

/** Where the clock differs from the property's: the agent's own, the lead's. */
export function otherClocks(
  slot: string,
  { property, lead }: { property: string; lead: string | undefined },
): { whose: 'mine' | 'theirs'; time: string }[] {
  const there = formatClock(slot, property);
  const mine = formatClock(slot);
  const theirs = lead === undefined ? there : formatClock(slot, lead);
  return [
    ...(mine === there ? [] : [{ whose: 'mine' as const, time: mine }]),
    ...(theirs === there ? [] : [{ whose: 'theirs' as const, time: theirs }]),
  ];
}
