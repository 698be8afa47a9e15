/** The few words around a place that was found, short enough for one line of a list. */
import { plainText, type Wanted } from './plain-text.ts';

const longest = 160;
/** So much stands before the place, where there is more than fits. */
const lead = 60;

export interface Excerpt {
  /** At most 160 characters, in one line. */
  excerpt: string;
  /** Bounds of the place in `excerpt`, in UTF-16 units, the second one excluded. */
  from: number;
  to: number;
}

/** The part of `text` around what is wanted: the whole phrase where it stands, else its first word. */
export function excerptAround(text: string, wanted: Wanted): Excerpt {
  const line = text.replaceAll(/[\n\r\t]/g, ' ');
  const { at, length } = placeIn(plainText(line), wanted);
  const start = wholeCharacter(line, Math.max(0, Math.min(at - lead, line.length - longest)));
  const end = wholeCharacter(line, Math.min(line.length, start + longest));
  return {
    excerpt: line.slice(start, end),
    from: at - start,
    to: Math.min(at + length, end) - start,
  };
}

function placeIn(line: string, { words, digits }: Wanted): { at: number; length: number } {
  const phrases = [words.join(' '), digits, ...words].filter((part) => part !== undefined);
  for (const phrase of phrases.map(plainText)) {
    const at = line.indexOf(phrase);
    if (at >= 0) return { at, length: phrase.length };
  }
  return { at: 0, length: 0 };
}

/** An emoji is two units long: it is not cut in two. */
function wholeCharacter(line: string, at: number): number {
  const unit = line.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff ? at - 1 : at;
}
