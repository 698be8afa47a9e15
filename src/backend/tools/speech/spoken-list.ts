/** Small joints of spoken sentences. */
import type { Language } from '../../../shared/lead.ts';

/** "a, b y c" / "a, b and c"; with `or`: "a, b o c" / "a, b or c". */
export function spokenList(items: string[], language: Language, joint: 'and' | 'or' = 'and'): string {
  const word = { es: { and: 'y', or: 'o' }, en: { and: 'and', or: 'or' } }[language][joint];
  if (items.length < 2) return items[0] ?? '';
  return `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1)}`;
}

/** One line without markup or control characters, at most `limit` characters: what a voice can read and Vapi takes. */
export function oneLine(text: string, limit = 1000): string {
  const line = text
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return line.length <= limit ? line : `${line.slice(0, limit - 1).trimEnd()}…`;
}

/** "B-304" as a voice should read it: "B 304". */
export function spokenCode(code: string): string {
  return code.replace(/-/g, ' ');
}
