/** The hour of a visit in whatever form a model or a person gives it, in Spanish or English. */
import { readNumber, tokenize } from '../../../shared/reader/number-words.ts';
import { foldText } from '../../../shared/reader/text.ts';

/** `part`: only a part of the day was named. Hours 0–23. */
export type HourReading =
  | { kind: 'hour'; hour: number; minute: number }
  | { kind: 'part'; part: 'morning' | 'afternoon' }
  | { kind: 'missing' }
  | { kind: 'impossible' };

const morning = /\b(?:a\.? ?m\.?|(?:de|por|en) la manana|in the morning|morning)(?![a-z])/;
const afternoon =
  /(?:\b|(?<=\d))(?:p\.? ?m\.?|(?:de|por|en) la (?:tarde|noche)|in the (?:afternoon|evening)|afternoon|evening|at night)(?![a-z])/;
const beforeNoon = /(?:\b|(?<=\d))a\.? ?m\.?(?![a-z])/;

/**
 * Reads the hour out of `raw`. A bare hour from one to seven is an afternoon: nobody visits at four at night.
 * `alone`: the words tell an hour and no day, so that a number needs no "a las" before it.
 */
export function readHour(raw: string, { alone }: { alone: boolean }): HourReading {
  const text = foldText(raw.slice(0, 200)).folded;
  const clock = readClock(text) ?? readSpokenHour(text, alone);
  if (clock === undefined) return partOfDay(text);
  const { hour, minute } = clock;
  if (hour > 23 || minute > 59) return { kind: 'impossible' };
  return { kind: 'hour', hour: onTwentyFour(hour, text), minute };
}

function onTwentyFour(hour: number, text: string): number {
  if (hour > 12) return hour;
  const isMorning = morning.test(text) || beforeNoon.test(text);
  if (afternoon.test(text) && !isMorning) return hour === 12 ? 12 : hour + 12;
  if (isMorning) return hour === 12 ? 0 : hour;
  return hour >= 1 && hour <= 7 ? hour + 12 : hour;
}

function partOfDay(text: string): HourReading {
  if (/\b(?:mediodia|medio dia|noon|midday)\b/.test(text)) return { kind: 'hour', hour: 12, minute: 0 };
  if (afternoon.test(text) || /\btarde\b/.test(text)) return { kind: 'part', part: 'afternoon' };
  if (morning.test(text) || /\btemprano\b|\bearly\b/.test(text)) return { kind: 'part', part: 'morning' };
  return { kind: 'missing' };
}

interface Clock {
  hour: number;
  minute: number;
}

/** "11:00", "T11:00", "11h30", "11am", "17 hrs". An hour written with a leading zero or beyond twelve is meant as it is. */
function readClock(text: string): Clock | undefined {
  const full = /(?<!\d)(\d{1,2})(?::|h(?=\d))(\d{2})(?!\d)/.exec(text);
  if (full) return { hour: Number(full[1]), minute: Number(full[2]) };
  const bare = /(?<![\d/.-])(\d{1,2})\s*(?:a\.? ?m|p\.? ?m|hrs?\b|horas?\b|h\b|o'?clock)/.exec(text);
  return bare ? { hour: Number(bare[1]), minute: 0 } : undefined;
}

/** "a las once y media", "las 4", "half past one", "a quarter to five"; alone, a number too. */
function readSpokenHour(text: string, alone: boolean): Clock | undefined {
  const past = /\b(half|quarter|\S+) (past|after|to) (\S+)/.exec(text);
  const minutes = past && minutesOf(past[1] ?? '');
  const base = past ? wholeOf(past[3] ?? '') : undefined;
  if (past && base !== undefined && minutes !== undefined && minutes !== null)
    return past[2] === 'to' ? before(base, minutes) : { hour: base, minute: minutes };
  const marked = [...text.matchAll(/\b(?:a las?|alas|las|la|at)\s+(\S+)(?:\s+(y|menos|con)\s+(\S+))?/g)];
  const bare = alone ? /^\s*(\S+)(?:\s+(y|menos|con)\s+(\S+))?(?=\s|$)/.exec(text) : null;
  for (const said of bare ? [...marked, bare] : marked) {
    const hour = wholeOf(said[1] ?? '');
    if (hour === undefined) continue;
    const extra = said[3] === undefined ? 0 : (minutesOf(said[3]) ?? 0);
    return said[2] === 'menos' ? before(hour, extra) : { hour, minute: extra };
  }
  return undefined;
}

function before(hour: number, minutes: number): Clock {
  return minutes === 0 ? { hour, minute: 0 } : { hour: hour === 1 ? 12 : hour - 1, minute: 60 - minutes };
}

function wholeOf(word: string): number | undefined {
  const bare = word.replace(/[^\p{L}\p{N}]/gu, '');
  if (/^(?:un|uno|una|one)$/.test(bare)) return 1;
  if (!/^(?:\d{1,2}|\p{L}+)$/u.test(bare)) return undefined;
  const value = readNumber(tokenize(bare), 0)?.value;
  return value !== undefined && Number.isInteger(value) && value < 60 ? value : undefined;
}

function minutesOf(word: string): number | undefined {
  if (/^(?:media|half)$/.test(word)) return 30;
  if (/^(?:cuarto|quarter)$/.test(word)) return 15;
  return wholeOf(word);
}
