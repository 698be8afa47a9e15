// Comparing as people do: neither accents nor capitals count.

/** `Mariana Gómez` → `mariana gomez`. */
export function foldText(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** True when every word of `query` begins a word of `text`. */
export function beginsWords(query: string, text: string): boolean {
  const words = wordsOf(text);
  const asked = wordsOf(query);
  return asked.length > 0 && asked.every((start) => words.some((word) => word.startsWith(start)));
}

/** True when every word of `query` is a whole word of `text`. */
export function hasWords(query: string, text: string): boolean {
  const words = new Set(wordsOf(text));
  return wordsOf(query).every((word) => words.has(word));
}

/** A number or address that one may call, or undefined: three digits or more, `user@host`, or a `sip:` address. */
export function dialable(text: string): string | undefined {
  const typed = text.trim();
  if (/^(sips?:)?[^\s@]+@[^\s@]+$/i.test(typed)) return typed;
  if (!/^\+?[\d\s().-]+$/.test(typed)) return undefined;
  const digits = typed.replace(/[^\d+]/g, '');
  return digits.replace('+', '').length >= 3 ? digits : undefined;
}

const wordsOf = (text: string): string[] =>
  foldText(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
