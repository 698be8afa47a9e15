/** Whole numbers in words: a voice reads "685,000" in as many ways as there are voices. */
import type { Language } from '../../../shared/lead.ts';

const es = {
  small:
    'cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve'.split(
      ' ',
    ),
  tens: ' diez veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa'.split(' '),
  hundreds:
    ' ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos'.split(
      ' ',
    ),
};
const en = {
  small:
    'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
      ' ',
    ),
  tens: ' ten twenty thirty forty fifty sixty seventy eighty ninety'.split(' '),
};

/** 0 to 999,999,999,999 in words; a number with a fraction is rounded, any other comes back as digits. */
export function numberInWords(value: number, language: Language): string {
  const whole = Math.round(value);
  if (!Number.isFinite(whole) || whole < 0 || whole > 999_999_999_999) return String(value);
  return language === 'es' ? inSpanish(whole) : inEnglish(whole);
}

function inSpanish(n: number): string {
  if (n < 30) return es.small[n] ?? '';
  if (n < 100) return joined(es.tens[Math.floor(n / 10)], n % 10, ' y ', inSpanish);
  if (n === 100) return 'cien';
  if (n < 1000) return joined(es.hundreds[Math.floor(n / 100)], n % 100, ' ', inSpanish);
  if (n < 1_000_000) {
    const thousands = Math.floor(n / 1000);
    return joined(thousands === 1 ? 'mil' : `${beforeNoun(thousands)} mil`, n % 1000, ' ', inSpanish);
  }
  const millions = Math.floor(n / 1_000_000);
  const head = millions === 1 ? 'un millón' : `${beforeNoun(millions)} millones`;
  return joined(head, n % 1_000_000, ' ', inSpanish);
}

/** "veintiún mil", "treinta y un millones": uno loses its ending before what it counts. */
function beforeNoun(n: number): string {
  return inSpanish(n)
    .replace(/veintiuno$/, 'veintiún')
    .replace(/uno$/, 'un');
}

function inEnglish(n: number): string {
  if (n < 20) return en.small[n] ?? '';
  if (n < 100) return joined(en.tens[Math.floor(n / 10)], n % 10, '-', inEnglish);
  if (n < 1000) return joined(`${inEnglish(Math.floor(n / 100))} hundred`, n % 100, ' ', inEnglish);
  for (const [size, name] of [
    [1_000_000_000, 'billion'],
    [1_000_000, 'million'],
    [1000, 'thousand'],
  ] as const)
    if (n >= size) return joined(`${inEnglish(Math.floor(n / size))} ${name}`, n % size, ' ', inEnglish);
  return '';
}

function joined(
  head: string | undefined,
  rest: number,
  between: string,
  speak: (n: number) => string,
): string {
  return rest === 0 ? (head ?? '') : `${head}${between}${speak(rest)}`;
}

/** A number before a feminine noun ("veintiuna villas", "doscientas casas"); English does not care. */
export function countInWords(value: number, language: Language, gender: 'm' | 'f' = 'f'): string {
  const words = numberInWords(value, language);
  if (language === 'en') return words;
  if (gender === 'f') return words.replace(/uno$/, 'una').replace(/cientos/g, 'cientas');
  return words.replace(/veintiuno$/, 'veintiún').replace(/uno$/, 'un');
}
