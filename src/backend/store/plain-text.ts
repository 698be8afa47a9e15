/** Text without case and accents, as the function `plain_text` of the database makes it, and what a search box asks for. */

const accented = 'áéíóúüñàèìòùâêîôûäëïöç';
const plain = 'aeiouunaeiouaeiouaeioc';

/** As the database's `plain_text`, character by character: places in the one are places in the other. */
export function plainText(text: string): string {
  return text.replaceAll(/[^\0-\x7f]|[A-Z]/g, (character) => {
    const lower = character.toLowerCase();
    const at = accented.indexOf(lower);
    return at < 0 ? (lower.length === character.length ? lower : character) : plain.charAt(at);
  });
}

/** What to look for: every one of `words`; or, of a number, `digits` in one piece or `words` as they were typed. */
export interface Wanted {
  words: string[];
  /** Of a telephone number in any writing: its last ten digits, or all where it is only a part. */
  digits: string | undefined;
}

const fewestDigits = 4;
const nationalDigits = 10;

/** Reads a search box. */
export function wantedIn(q: string): Wanted {
  const text = q.normalize('NFC').trim();
  const digits = text.replaceAll(/\D/g, '');
  const isNumber = /^[\d\s()+./-]+$/.test(text) && digits.length >= fewestDigits;
  return {
    words: text.split(/\s+/).filter((word) => word !== ''),
    digits: isNumber ? digits.slice(-nationalDigits) : undefined,
  };
}

/**
 * SQL that holds where `column` has what is wanted; appends its parameters to `values`. The trigram index over
 * `plain_text(…)` serves it where a word has three letters.
 */
export function holds(column: string, { words, digits }: Wanted, values: unknown[]): string {
  const like = (part: string): string => `${column} LIKE plain_text($${values.push(anywhere(part))})`;
  if (digits === undefined) return `(${words.map(like).join(' AND ') || 'TRUE'})`;
  return `(${like(words.join(' '))} OR ${like(digits)})`;
}

/** Rows that are looked through from the newest on before an index is asked: common words stand there often enough. */
const newestFirst = 5_000;
/** A word of two letters is in no index: it is looked for in so many of the newest rows. */
const withoutIndex = 20_000;
const shortestIndexed = 3;

/**
 * Runs `find` over the newest rows, and over all of them by the trigram index where that gave too few: a common word
 * is never collected whole to be sorted, and a rare one never looked for row by row.
 */
export async function newestOrAll<R>(
  { words, digits }: Wanted,
  limit: number,
  find: (among: number | 'all') => Promise<R[]>,
): Promise<R[]> {
  if (words.length === 0) return find(limit);
  const isIndexed = digits !== undefined || words.some(({ length }) => length >= shortestIndexed);
  if (!isIndexed) return find(withoutIndex);
  const newest = await find(newestFirst);
  return newest.length >= limit ? newest : find('all');
}

function anywhere(part: string): string {
  return `%${part.replaceAll(/[\\%_]/g, '\\$&')}%`;
}

/** The words of a lead `alias` by which it is found; the expression of the index `leads_words`. */
export function wordsOfLead(alias: string): string {
  const of = (column: string): string => `coalesce(${alias}.${column}, '')`;
  return `plain_text(${['first_name', 'last_name', 'whatsapp_name', 'phone', 'email'].map(of).join(` || ' ' || `)})`;
}
