/** Sums as a person would say them on the phone. */
import type { Currency, Language } from '../../../shared/lead.ts';
import { countInWords } from './number-in-words.ts';

const names = {
  es: { USD: 'dólares', MXN: 'pesos' },
  en: { USD: 'dollars', MXN: 'pesos' },
} as const satisfies Record<Language, Record<Currency, string>>;

/** "seiscientos ochenta y cinco mil dólares", "doce millones de pesos"; cents are never said. */
export function moneyInWords(amount: number, currency: Currency, language: Language): string {
  const words = countInWords(amount, language, 'm');
  const of = language === 'es' && /mill(ón|ones)$/.test(words) ? 'de ' : '';
  return `${words} ${of}${names[language][currency]}`;
}

/** "entre … y …", or one sum where both ends are the same. */
export function rangeInWords(
  { min, max }: { min: number; max: number },
  currency: Currency,
  language: Language,
): string {
  if (min === max) return moneyInWords(min, currency, language);
  const [low, high] = [moneyInWords(min, currency, language), moneyInWords(max, currency, language)];
  return language === 'es' ? `entre ${low} y ${high}` : `between ${low} and ${high}`;
}
