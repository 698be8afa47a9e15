/** Days and hours as a person would say them, always in the property's own time zone. */
import type { DateTime } from 'luxon';
import type { Language } from '../../../shared/lead.ts';
import { numberInWords } from './number-in-words.ts';

const ordinals: Record<string, string> = {
  one: 'first',
  two: 'second',
  three: 'third',
  five: 'fifth',
  eight: 'eighth',
  nine: 'ninth',
  twelve: 'twelfth',
  twenty: 'twentieth',
  thirty: 'thirtieth',
};

function ordinalInEnglish(n: number): string {
  const words = numberInWords(n, 'en');
  const last = words.split('-').at(-1) ?? words;
  return words.slice(0, words.length - last.length) + (ordinals[last] ?? `${last}th`);
}

/** "sábado veintiocho de noviembre", "Saturday, November twenty-eighth". */
export function dayInWords(at: DateTime, language: Language): string {
  const local = at.setLocale(language === 'es' ? 'es-MX' : 'en-US');
  if (language === 'en') return `${local.toFormat('cccc, LLLL')} ${ordinalInEnglish(at.day)}`;
  const day = at.day === 1 ? 'primero' : numberInWords(at.day, 'es');
  return `${local.toFormat('cccc')} ${day} de ${local.toFormat('LLLL')}`;
}

/** "las once de la mañana", "la una y media de la tarde"; "eleven in the morning", "half past one in the afternoon". */
export function hourInWords(at: DateTime, language: Language): string {
  return language === 'es' ? hourInSpanish(at) : hourInEnglish(at);
}

function hourInSpanish(at: DateTime): string {
  if (at.hour === 12 && at.minute === 0) return 'las doce del día';
  const hour = at.hour % 12 === 0 ? 12 : at.hour % 12;
  const said = hour === 1 ? 'la una' : `las ${numberInWords(hour, 'es')}`;
  const part = at.hour < 12 ? 'de la mañana' : at.hour < 19 ? 'de la tarde' : 'de la noche';
  return `${said}${minutesInSpanish(at.minute)} ${part}`;
}

function minutesInSpanish(minute: number): string {
  if (minute === 0) return '';
  if (minute === 15) return ' y cuarto';
  return minute === 30 ? ' y media' : ` y ${numberInWords(minute, 'es')}`;
}

function hourInEnglish(at: DateTime): string {
  if (at.hour === 12 && at.minute === 0) return 'noon';
  const hour = numberInWords(at.hour % 12 === 0 ? 12 : at.hour % 12, 'en');
  const part = at.hour < 12 ? 'in the morning' : at.hour < 18 ? 'in the afternoon' : 'in the evening';
  if (at.minute === 0) return `${hour} ${part}`;
  if (at.minute === 15) return `a quarter past ${hour} ${part}`;
  if (at.minute === 30) return `half past ${hour} ${part}`;
  return `${hour} ${at.minute < 10 ? 'oh ' : ''}${numberInWords(at.minute, 'en')} ${part}`;
}

/** "el sábado veintiocho de noviembre a las once de la mañana"; "Saturday, November twenty-eighth at eleven in the morning". */
export function momentInWords(at: DateTime, language: Language): string {
  const [day, hour] = [dayInWords(at, language), hourInWords(at, language)];
  return language === 'es' ? `el ${day} a ${hour}` : `${day} at ${hour}`;
}

/** For reading, not for hearing: "sábado 28 de noviembre, 11:00", "Saturday, November 28, 11:00 AM". */
export function momentInWriting(at: DateTime, language: Language): string {
  return language === 'es'
    ? at.setLocale('es-MX').toFormat("cccc d 'de' LLLL, HH:mm")
    : at.setLocale('en-US').toFormat('cccc, LLLL d, h:mm a');
}
