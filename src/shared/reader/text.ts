/** People leave accents out, shout, and dictate: every rule reads a folded copy whose positions match the original. */

/** A message twice: as written (NFC) and folded (lower case, no accents), of equal length. */
export interface Text {
  original: string;
  folded: string;
}

const foldCharacter = (character: string): string => {
  const bare = character.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return bare.length === 1 ? bare : character;
};

/** Folds `raw` character by character, so that `folded[i]` stands for `original[i]`. */
export function foldText(raw: string): Text {
  const original = raw
    .normalize('NFC')
    .replace(/[\u2018\u2019\u00b4`]/g, "'")
    .replace(/[\u201c\u201d]/g, '"')
    .replace(/[\u2013\u2014]/g, '-');
  return {
    original,
    folded: Array.from({ length: original.length }, (_, i) => foldCharacter(original[i] ?? '')).join(''),
  };
}

/** `raw` lower-cased, without accents, punctuation at its ends or double spaces: for comparing whole messages. */
export function bareText(raw: string): string {
  return foldText(raw)
    .folded.replace(/[^\p{L}\p{N}\p{Extended_Pictographic}']+/gu, ' ')
    .trim();
}

/** Where a rule matched; `end` is one past the last character. */
export interface Span {
  start: number;
  end: number;
}

/** All places where `pattern` matches the folded text. */
export function findAll(text: Text, pattern: RegExp): (Span & { match: RegExpExecArray })[] {
  const global = new RegExp(
    pattern.source,
    pattern.flags.includes('g') ? pattern.flags : `${pattern.flags}g`,
  );
  return Array.from(text.folded.matchAll(global), (match) => ({
    match,
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/** The words of the original between two positions, trimmed, at most `limit` characters. */
export function quote(text: Text, span: Span, limit: number): string {
  return text.original.slice(span.start, span.end).trim().replace(/\s+/g, ' ').slice(0, limit);
}

const clauseBreak = /[.;,!?¡¿\n]|\s(?:pero|sino|mejor|aunque|but|instead|although)\s/g;

/** The clause around a span: what stands before and after it up to the next punctuation or "but". */
export function clauseAround(text: Text, span: Span): { before: string; after: string } {
  const head = text.folded.slice(0, span.start);
  const tail = text.folded.slice(span.end);
  const lastBreak = Array.from(head.matchAll(clauseBreak)).at(-1);
  const before = head.slice(lastBreak ? lastBreak.index + lastBreak[0].length : 0);
  const after = tail.slice(0, tail.search(clauseBreak) < 0 ? tail.length : tail.search(clauseBreak));
  return { before, after };
}
