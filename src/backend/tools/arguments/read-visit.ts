/** When a visit shall be: the day and the hour that were said, held against the clock and the property's hours. */
import { DateTime } from 'luxon';
import type { Language } from '../../../shared/lead.ts';
import type { PropertyRow } from '../../store/inventory.ts';
import { dayInWords, hourInWords, momentInWords } from '../speech/date-in-words.ts';
import { ToolRefusal } from '../tool.ts';
import { readDay } from './read-day.ts';
import { readHour } from './read-hour.ts';

const FURTHEST_DAYS = 180;

export interface VisitWords {
  date?: string | undefined;
  time?: string | undefined;
}

/** The start of the visit in the property's zone. Throws a ToolRefusal that says what is wrong and what to ask. */
export function readVisit(
  words: VisitWords,
  property: PropertyRow,
  { now, language }: { now: Date; language: Language },
): DateTime {
  const clock = DateTime.fromJSDate(now, { zone: property.timeZone });
  const exact = readOffset(words, clock);
  const start = exact ?? combine(words, property, clock, language);
  const obstacle = obstacleTo(start, property, now);
  if (obstacle === 'past') throw refuse(past(start, language));
  if (obstacle === 'too-far') throw refuse(tooFar(language));
  if (obstacle === 'closed') throw refuse(closed(start, property, language));
  return start;
}

/** Why no visit can start then, whoever wants to book it; undefined if one can. `start` is in the property's zone. */
export function obstacleTo(
  start: DateTime,
  property: PropertyRow,
  now: Date,
): 'past' | 'too-far' | 'closed' | undefined {
  const clock = DateTime.fromJSDate(now, { zone: property.timeZone });
  if (start <= clock) return 'past';
  if (start > clock.plus({ days: FURTHEST_DAYS })) return 'too-far';
  return isOpenAt(start, property) ? undefined : 'closed';
}

const refuse = (words: string): ToolRefusal => new ToolRefusal(words);

/** A moment with a numeric offset stands for itself; a bare "Z" is how models end any time, and means nothing. */
function readOffset({ date, time }: VisitWords, clock: DateTime): DateTime | undefined {
  const iso = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?[+-]\d{2}:?\d{2}/.exec(
    `${date ?? ''} ${time ?? ''}`,
  );
  const at = iso ? DateTime.fromISO(iso[0], { zone: clock.zone }) : undefined;
  return at?.isValid ? at : undefined;
}

function combine(
  { date, time }: VisitWords,
  property: PropertyRow,
  clock: DateTime,
  language: Language,
): DateTime {
  const whole = [date, time].filter(Boolean).join(' ');
  const day = readDay(date ?? whole, { now: clock, language });
  const fallback = day.kind === 'missing' ? readDay(whole, { now: clock, language }) : day;
  if (fallback.kind === 'missing') throw refuse(noDay(language));
  if (fallback.kind === 'impossible') throw refuse(noSuchDay(language));
  if (fallback.kind === 'mismatch') throw refuse(otherWeekday(fallback.found, language));
  const timed = time === undefined ? undefined : readHour(time, { alone: true });
  const hour =
    timed === undefined || timed.kind === 'missing' ? readHour(date ?? '', { alone: false }) : timed;
  if (hour.kind === 'impossible') throw refuse(noSuchHour(language));
  if (hour.kind !== 'hour') throw refuse(noHour(fallback.day, property, language));
  const start = fallback.day.set({ hour: hour.hour, minute: hour.minute, second: 0, millisecond: 0 });
  // A clock that jumps forward has no such hour that day.
  if (start.hour !== hour.hour) throw refuse(noSuchHour(language));
  return start;
}

/** The first and the last start of a visit on `day`. */
export function visitHours(day: DateTime, property: PropertyRow): { first: DateTime; last: DateTime } {
  return {
    first: at(day, property.visitOpens),
    last: at(day, property.visitCloses).minus({ minutes: property.visitMinutes }),
  };
}

function isOpenAt(start: DateTime, property: PropertyRow): boolean {
  const { first, last } = visitHours(start, property);
  return start >= first && start <= last;
}

function at(day: DateTime, clock: string): DateTime {
  const [hour, minute] = clock.split(':').map(Number);
  return day.startOf('day').set({ hour: hour ?? 0, minute: minute ?? 0 });
}

const noDay = (language: Language): string =>
  language === 'es'
    ? 'Falta el día de la visita. Pregunta qué día le queda bien.'
    : 'The day of the visit is missing. Ask which day would suit them.';

const noSuchDay = (language: Language): string =>
  language === 'es'
    ? 'Esa fecha no existe en el calendario. Pregunta qué día quiso decir.'
    : 'That date does not exist in the calendar. Ask which day they meant.';

const noSuchHour = (language: Language): string =>
  language === 'es'
    ? 'Esa hora no existe. Pregunta a qué hora le queda bien.'
    : 'There is no such hour. Ask what time would suit them.';

const tooFar = (language: Language): string =>
  language === 'es'
    ? 'Solo agendamos visitas dentro de los próximos seis meses. Pregunta por un día más cercano.'
    : 'We only book visits within the next six months. Ask for a day that is closer.';

function otherWeekday(found: DateTime, language: Language): string {
  const day = dayInWords(found, language);
  return language === 'es'
    ? `Esa fecha cae en ${day}, no en el día que se dijo. Pregunta cuál de los dos quiso decir.`
    : `That date is ${day}, not the weekday that was said. Ask which of the two they meant.`;
}

function past(start: DateTime, language: Language): string {
  return language === 'es'
    ? `${momentInWords(start, 'es').replace(/^el/, 'El')} ya pasó. Pregunta por un día y una hora que vengan.`
    : `${momentInWords(start, 'en')} is in the past. Ask for a day and an hour that are yet to come.`;
}

function noHour(day: DateTime, property: PropertyRow, language: Language): string {
  return language === 'es'
    ? `Falta la hora. ${hoursInWords(day, property, 'es')} Pregunta a qué hora le queda bien.`
    : `The hour is missing. ${hoursInWords(day, property, 'en')} Ask what time would suit them.`;
}

function closed(start: DateTime, property: PropertyRow, language: Language): string {
  return language === 'es'
    ? `A esa hora no hay visitas. ${hoursInWords(start, property, 'es')} Pregunta por otra hora.`
    : `There are no visits at that hour. ${hoursInWords(start, property, 'en')} Ask for another hour.`;
}

function hoursInWords(day: DateTime, property: PropertyRow, language: Language): string {
  const { first, last } = visitHours(day, property);
  return language === 'es'
    ? `Las visitas a ${property.name} empiezan entre ${hourInWords(first, 'es')} y ${hourInWords(last, 'es')}.`
    : `Visits to ${property.name} start between ${hourInWords(first, 'en')} and ${hourInWords(last, 'en')}.`;
}
