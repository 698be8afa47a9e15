/** "Tomorrow at five": whoever says when a call suits should not be called before. */
import { DateTime, IANAZone } from 'luxon';
import type { Language } from '../../../shared/lead.ts';
import { foldText } from '../../../shared/reader/text.ts';
import { readDay } from '../../tools/arguments/read-day.ts';

const LATER_H = 2;
/** Where a day is named and no hour. */
const DEFAULT_HOUR = 10;
const weekdays: [RegExp, number][] = [
  [/\b(?:lunes|mondays?)\b/, 1],
  [/\b(?:martes|tuesdays?)\b/, 2],
  [/\b(?:miercoles|wednesdays?)\b/, 3],
  [/\b(?:jueves|thursdays?)\b/, 4],
  [/\b(?:viernes|fridays?)\b/, 5],
  [/\b(?:sabado|saturdays?)\b/, 6],
  [/\b(?:domingo|sundays?)\b/, 7],
];
const parts: [RegExp, number][] = [
  [/\b(?:temprano|primera hora|early|first thing)\b/, 9],
  [/\b(?:medio ?dia|noon)\b/, 12],
  [/\b(?:(?:en|por|de) la manana|in the morning|this morning|morning)\b/, 10],
  [/(?<!mas )\b(?:tarde|afternoon)\b/, 16],
  [/\b(?:noche|evening|tonight)\b/, 19],
];
const hourWords: Record<string, number> = {
  ...{
    una: 1,
    dos: 2,
    tres: 3,
    cuatro: 4,
    cinco: 5,
    seis: 6,
    siete: 7,
    ocho: 8,
    nueve: 9,
    diez: 10,
    once: 11,
    doce: 12,
  },
  ...{
    one: 1,
    two: 2,
    three: 3,
    four: 4,
    five: 5,
    six: 6,
    seven: 7,
    eight: 8,
    nine: 9,
    ten: 10,
    eleven: 11,
    twelve: 12,
  },
};
const words = Object.keys(hourWords).join('|');
const clock = new RegExp(
  String.raw`\b(?:(?:a|como a|tipo|despues de|after|at|around|by|desde|from)\s+)(?:las?\s+)?(\d{1,2}|${words})(?::(\d\d))?(\s+y media)?\s*(am|pm|a\.m|p\.m|hrs|horas|de la (?:manana|tarde|noche))?`,
);
const marked = /\b(\d{1,2})(?::(\d\d))?()\s*(am|pm|a\.m|p\.m|hrs)\b/;
const bare = /(?<!\d)(\d{1,2}):(\d\d)(?!\d)/;
/** A day of the calendar: "28 de noviembre", "2026-11-28", "28/11". */
const written =
  /\b(?:\d{4}-\d\d-\d\d|\d{1,2}\/\d{1,2}|(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|january|february|march|april|june|july|august|september|october|november|december)\b)/;
const iso = /^\d{4}-\d\d-\d\d[t ]\d\d:\d\d/i;
const asap =
  /\b(?:ahora|ahorita|de una vez|en este momento|cuanto antes|lo antes posible|lo mas pronto|ya mismo|now|right away|asap|as soon as)\b/;

/** "Ahorita", "right now": as soon as can be, which is no moment of its own. */
export function meansNow(said: string): boolean {
  const { folded } = foldText(said);
  return asap.test(folded) && timeOf(folded) === undefined && !namesDay(said);
}

/** Whether the words name a day, with or without an hour. */
export function namesDay(said: string): boolean {
  return dayOf(foldText(said).folded, DateTime.utc()) !== undefined;
}

const asSoonAsPossible = { es: 'lo antes posible', en: 'as soon as possible' } as const;

/** What is kept of when a call suits: the lead's own words, but "ahorita" would mean nothing to whoever reads it later. */
export function readableTime(said: string, language: Language): string {
  return meansNow(said) ? asSoonAsPossible[language] : said;
}

/** The moment the words name, after `now`, on the lead's own clock; undefined if they name none, or mean now. */
export function momentOf(said: string, now: Date, timeZone: string): Date | undefined {
  const text = foldText(said).folded;
  const zone = IANAZone.isValidZone(timeZone) ? timeZone : 'America/Mexico_City';
  const local = DateTime.fromJSDate(now, { zone });
  if (iso.test(said.trim())) return exactMoment(said.trim(), local);
  const span = relative(text, local);
  if (span !== undefined) return span.toJSDate();
  const day = dayOf(text, local);
  const time = timeOf(text);
  if (day === undefined && time === undefined) return undefined;
  const moment = (day ?? local).set({
    hour: time?.hour ?? DEFAULT_HOUR,
    minute: time?.minute ?? 0,
    second: 0,
    millisecond: 0,
  });
  if (moment > local) return moment.toJSDate();
  return time === undefined ? undefined : moment.plus({ days: 1 }).toJSDate();
}

/** As a model writes it; without an offset it is the lead's own clock. */
function exactMoment(said: string, local: DateTime): Date | undefined {
  const at = DateTime.fromISO(said.replace(' ', 'T'), { zone: local.zone });
  return at.isValid && at > local ? at.toJSDate() : undefined;
}

function relative(text: string, local: DateTime): DateTime | undefined {
  if (/\b(?:media hora|half an hour)\b/.test(text)) return local.plus({ minutes: 30 });
  if (/\b(?:en una hora|in an hour)\b/.test(text)) return local.plus({ hours: 1 });
  const amount = /\b(?:en|in) (\d{1,3}) (min\w*|hours?|horas?|hrs?)\b/.exec(text);
  if (amount !== null)
    return local.plus(
      amount[2]?.startsWith('min') ? { minutes: Number(amount[1]) } : { hours: Number(amount[1]) },
    );
  const vague = /\b(?:mas tarde|al rato|en un rato|luego|later)\b/.test(text);
  return vague && timeOf(text) === undefined && dayOf(text, local) === undefined
    ? local.plus({ hours: LATER_H })
    : undefined;
}

function dayOf(text: string, local: DateTime): DateTime | undefined {
  if (/\b(?:pasado manana|day after tomorrow)\b/.test(text)) return local.plus({ days: 2 });
  if (/\btomorrow\b|(?<!la )\bmanana\b/.test(text)) return local.plus({ days: 1 });
  if (written.test(text)) return writtenDay(text, local);
  const weekday = weekdays.find(([pattern]) => pattern.test(text))?.[1];
  if (weekday !== undefined) return local.plus({ days: (weekday - local.weekday + 7) % 7 || 7 });
  if (/\b(?:(?:la )?(?:proxima|siguiente) semana|semana que (?:viene|entra)|next week)\b/.test(text))
    return local.plus({ days: 8 - local.weekday });
  if (/\b(?:fin de semana|weekend)\b/.test(text))
    return local.plus({ days: (6 - local.weekday + 7) % 7 || 7 });
  return /\b(?:hoy|today|tonight|esta (?:tarde|noche)|this (?:afternoon|evening))\b/.test(text)
    ? local
    : undefined;
}

function writtenDay(text: string, local: DateTime): DateTime | undefined {
  const reading = readDay(text, { now: local, language: 'es' });
  const day = reading.kind === 'day' ? reading.day : reading.kind === 'mismatch' ? reading.found : undefined;
  return day?.set({ hour: local.hour, minute: local.minute });
}

function timeOf(text: string): { hour: number; minute: number } | undefined {
  const match = clock.exec(text) ?? marked.exec(text) ?? bare.exec(text);
  if (match === null) {
    const part = parts.find(([pattern]) => pattern.test(text))?.[1];
    return part === undefined ? undefined : { hour: part, minute: 0 };
  }
  const [, figure = '', minutes, half, mark = ''] = match;
  const hour = hourWords[figure] ?? Number(figure);
  if (hour > 23) return undefined;
  return { hour: onTheClock(hour, mark), minute: half ? 30 : Number(minutes ?? 0) };
}

/** "At five" is five in the afternoon: nobody asks to be called at dawn. */
function onTheClock(hour: number, mark: string): number {
  if (hour > 12) return hour;
  if (/^p|tarde|noche/.test(mark)) return (hour % 12) + 12;
  if (/^a|manana/.test(mark)) return hour % 12;
  return hour < 8 ? hour + 12 : hour;
}

/** "mañana a las 17:00", "today at 5:00 PM": on the lead's own clock. */
export function sayMoment(
  moment: Date,
  now: Date,
  { timeZone, language }: { timeZone: string; language: Language },
): string {
  const zone = IANAZone.isValidZone(timeZone) ? timeZone : 'America/Mexico_City';
  const [at, from] = [moment, now].map((date) => DateTime.fromJSDate(date, { zone }).setLocale(language));
  if (at === undefined || from === undefined) return '';
  const days = Math.round(at.startOf('day').diff(from.startOf('day'), 'days').days);
  const time = language === 'es' ? `a las ${at.toFormat('HH:mm')}` : `at ${at.toFormat('h:mm a')}`;
  // "On Monday" is the coming one: whatever is later has a date.
  const named =
    days < 7
      ? { es: `el ${at.toFormat('cccc')}`, en: `on ${at.toFormat('cccc')}` }[language]
      : { es: `el ${at.toFormat("cccc d 'de' LLLL")}`, en: `on ${at.toFormat('cccc, LLLL d')}` }[language];
  const day =
    days === 0
      ? { es: 'hoy', en: 'today' }[language]
      : days === 1
        ? { es: 'mañana', en: 'tomorrow' }[language]
        : named;
  return `${day} ${time}`;
}
