// Comparing as people do: neither accents nor capitals count.

/** `Mariana Gómez` → `mariana gomez`. */
export function foldText(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** True when every word of `query` begins a word of `text`. */
export function beginsWords(query: string, text: string): boolean {
  const words = foldText(text).split(/[^\p{L}\p{N}]+/u);
  const asked = foldText(query)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
  return asked.length > 0 && asked.every((start) => words.some((word) => word.startsWith(start)));
}

/** A number or address that one may call, or undefined: three digits or more, `user@host`, or a `sip:` address. */
export function dialable(text: string): string | undefined {
  const typed = text.trim();
  if (/^(sips?:)?[^\s@]+@[^\s@]+$/i.test(typed)) return typed;
  if (!/^\+?[\d\s().-]+$/.test(typed)) return undefined;
  const digits = typed.replace(/[^\d+]/g, '');
  return digits.replace('+', '').length >= 3 ? digits : undefined;
}
