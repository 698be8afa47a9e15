/** The day of a visit in whatever form a model or a person gives it, in Spanish or English. */
import { DateTime } from 'luxon';
import { readNumber, tokenize } from '../../../shared/reader/number-words.ts';
import { foldText } from '../../../shared/reader/text.ts';
import type { Language } from '../../../shared/lead.ts';

/** `mismatch`: "sábado 27" when the 27th is a Friday. `found` is what the words point at. */
export type DayReading =
  | { kind: 'day'; day: DateTime }
  | { kind: 'missing' }
  | { kind: 'impossible' }
  | { kind: 'mismatch'; found: DateTime };

export interface DayContext {
  /** Now, in the property's zone. */
  now: DateTime;
  language: Language;
}

const weekdays = [
  /\b(?:lunes|monday|mon)\b/,
  /\b(?:martes|tuesday|tues?)\b/,
  /\b(?:miercoles|wednesday|wed)\b/,
  /\b(?:jueves|thursday|thurs?)\b/,
  /\b(?:viernes|friday|fri)\b/,
  /\b(?:sabado|saturday|sat)\b/,
  /\b(?:domingo|sunday|sun)\b/,
];
const months = [
  /\b(?:enero|january|jan|ene)\b/,
  /\b(?:febrero|february|feb)\b/,
  /\b(?:marzo|march|mar)\b/,
  /\b(?:abril|april|apr|abr)\b/,
  /\b(?:mayo|may)\b/,
  /\b(?:junio|june|jun)\b/,
  /\b(?:julio|july|jul)\b/,
  /\b(?:agosto|august|aug|ago)\b/,
  /\b(?:septiembre|setiembre|september|sept?)\b/,
  /\b(?:octubre|october|oct)\b/,
  /\b(?:noviembre|november|nov)\b/,
  /\b(?:diciembre|december|dec|dic)\b/,
];
const ordinalDays: Record<string, number> = {
  ...{ primero: 1, first: 1, second: 2, third: 3, fourth: 4, fifth: 5, sixth: 6, seventh: 7, eighth: 8 },
  ...{ ninth: 9, tenth: 10, eleventh: 11, twelfth: 12, thirteenth: 13, fourteenth: 14, fifteenth: 15 },
  ...{ sixteenth: 16, seventeenth: 17, eighteenth: 18, nineteenth: 19, twentieth: 20, thirtieth: 30 },
};

/** Reads the day out of `raw`; the hour, if one is named too, is left to `readHour`. */
export function readDay(raw: string, { now, language }: DayContext): DayReading {
  const text = foldText(raw.slice(0, 200)).folded.replace(/(\d)(?:st|nd|rd|th)\b/g, '$1');
  const today = now.startOf('day');
  return (
    readWrittenDay(text, today, language) ??
    readRelativeDay(text, today) ??
    readNamedDay(text, today) ?? { kind: 'missing' }
  );
}

/** "2026-11-28", "28/11/2026", "28-11", "11/28" in English. */
function readWrittenDay(text: string, today: DateTime, language: Language): DayReading | undefined {
  const iso = /\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)/.exec(text);
  if (iso) return onDay(today, Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const local = /(?<![\d:])(\d{1,2})[-/.](\d{1,2})(?:[-/.](\d{4}|\d{2}))?(?![\d:])/.exec(text);
  if (!local) return undefined;
  const [first, second] = [Number(local[1]), Number(local[2])];
  const monthFirst = (language === 'en' && first <= 12) || second > 12;
  const [month, day] = monthFirst ? [first, second] : [second, first];
  if (local[3] === undefined) return nextSuchDay(today, month, day);
  const year = Number(local[3]);
  return onDay(today, year < 100 ? 2000 + year : year, month, day);
}

const relative: [RegExp, number][] = [
  [/\b(?:pasado manana|day after tomorrow)\b/, 2],
  [/\b(?:hoy|today|tonight)\b/, 0],
  // "por la mañana" and "de la mañana" are hours, not days.
  [/(?<!\b(?:la|esta|cada|media) )\bmanana\b|\btomorrow\b/, 1],
];

function readRelativeDay(text: string, today: DateTime): DayReading | undefined {
  const found = relative.find(([pattern]) => pattern.test(text));
  if (found) return { kind: 'day', day: today.plus({ days: found[1] }) };
  const span = /\b(?:en|dentro de|in)\s+(\S+)\s+(dias?|days?|semanas?|weeks?)\b/.exec(text);
  const count = span ? (countOf(span[1] ?? '') ?? 0) : 0;
  if (span === null || count < 1 || count > 400) return undefined;
  return {
    kind: 'day',
    day: today.plus(/^(?:s|w)/.test(span[2] ?? '') ? { weeks: count } : { days: count }),
  };
}

function countOf(word: string): number | undefined {
  if (/^(?:un|una|a|an|one)$/.test(word)) return 1;
  const value = readNumber(tokenize(word), 0)?.value;
  return Number.isInteger(value) ? value : undefined;
}

/** "sábado", "sábado 28", "28 de noviembre", "November 28, 2026", "el día 3". */
function readNamedDay(text: string, today: DateTime): DayReading | undefined {
  const weekday = indexOf(weekdays, text);
  const month = indexOf(months, text);
  const day = dayOfMonth(text, month);
  const year = /\b(20\d\d)\b/.exec(text)?.[1];
  if (day === undefined) {
    if (weekday === undefined) return undefined;
    // "next Saturday", said on a Saturday or not, is the coming one; "en ocho días" is said otherwise.
    const ahead = (weekday - today.weekday + 7) % 7;
    return { kind: 'day', day: today.plus({ days: ahead === 0 ? 7 : ahead }) };
  }
  const reading =
    year !== undefined && month !== undefined
      ? onDay(today, Number(year), month, day)
      : month !== undefined
        ? nextSuchDay(today, month, day)
        : nextDayOfMonth(today, day);
  if (reading.kind === 'day' && weekday !== undefined && reading.day.weekday !== weekday)
    return { kind: 'mismatch', found: reading.day };
  return reading;
}

function indexOf(patterns: RegExp[], text: string): number | undefined {
  const index = patterns.findIndex((pattern) => pattern.test(text));
  return index < 0 ? undefined : index + 1;
}

/** The number that stands beside a month, a weekday or "día"; never one that is an hour. */
function dayOfMonth(text: string, month: number | undefined): number | undefined {
  const beforeMonth = /(\S+)\s+(?:de\s+|of\s+)?$/;
  const name = month === undefined ? null : (months[month - 1]?.exec(text) ?? null);
  const candidates = [
    name ? beforeMonth.exec(text.slice(0, name.index))?.[1] : undefined,
    name ? /^\s*(?:the\s+)?(\S+)/.exec(text.slice(name.index + name[0].length))?.[1] : undefined,
    /\b(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo|dia|(?:mon|tues|wednes|thurs|fri|satur|sun)day),?\s+(?:the\s+)?(?!a\b|at\b|por\b|in\b)(\S+)/.exec(
      text,
    )?.[1],
    /^\s*(?:el|the)\s+(\S+)/.exec(text)?.[1],
  ];
  for (const candidate of candidates) {
    const word = (candidate ?? '').replace(/[^\p{L}\p{N}-]/gu, '');
    const day = ordinalDays[word] ?? compoundOrdinal(word) ?? (isHour(candidate) ? undefined : countOf(word));
    if (day !== undefined && day >= 0 && day < 100) return day;
  }
  return undefined;
}

const isHour = (word: string | undefined): boolean => /:|(?:am|pm|hrs?)$|^(?:a|an|un|una)$/.test(word ?? '');

/** "twenty-eighth". */
function compoundOrdinal(word: string): number | undefined {
  const [tens, ones] = word.split('-');
  const base = { twenty: 20, thirty: 30 }[tens ?? ''];
  const rest = ordinalDays[ones ?? ''];
  return base === undefined || rest === undefined ? undefined : base + rest;
}

function onDay(today: DateTime, year: number, month: number, day: number): DayReading {
  const at = DateTime.fromObject({ year, month, day }, { zone: today.zone });
  return at.isValid ? { kind: 'day', day: at } : { kind: 'impossible' };
}

/** This year's, or next year's if it is long gone; a day just past stays past, so that nobody books a year too late. */
function nextSuchDay(today: DateTime, month: number, day: number): DayReading {
  const thisYear = onDay(today, today.year, month, day);
  if (thisYear.kind !== 'day') return month === 2 && day === 29 ? leapDay(today) : thisYear;
  return thisYear.day < today.minus({ days: 90 }) ? onDay(today, today.year + 1, month, day) : thisYear;
}

function leapDay(today: DateTime): DayReading {
  return onDay(today, today.year + 1, 2, 29);
}

function nextDayOfMonth(today: DateTime, day: number): DayReading {
  if (day < 1 || day > 31) return { kind: 'impossible' };
  for (let ahead = 0; ahead < 3; ahead += 1) {
    const month = today.startOf('month').plus({ months: ahead });
    const at = onDay(today, month.year, month.month, day);
    if (at.kind === 'day' && at.day >= today) return at;
  }
  return { kind: 'impossible' };
}
