// What is typed about a sale until it is sent.
import type { NewSale } from '../../../shared/desk.ts';
import type { Currency } from '../../../shared/lead.ts';
import type { Property } from '../../stores/properties.ts';

export interface SaleDraft {
  /** Slug; empty: no unit. */
  property: string;
  /** Code; empty: none yet. */
  unit: string;
  unitStatus: 'sold' | 'reserved';
  /** As typed. */
  amount: string;
  currency: Currency;
  /** YYYY-MM-DD, or empty. */
  day: string;
}

export type SaleGap = 'wantsUnit' | 'wantsAmount' | 'wantsDay';

/** `1,250,000.50` and `USD 250 000` as numbers; undefined for what is none, or nothing. */
export function amountOf(typed: string): number | undefined {
  const plain = typed.replace(/^\s*(?:USD|MXN|US\$|\$)/i, '').replace(/[\s\u00a0,]/g, '');
  if (!/^\d{1,10}(?:\.\d{1,2})?$/.test(plain)) return undefined;
  const amount = Number(plain);
  return amount > 0 && amount <= 1_000_000_000 ? amount : undefined;
}

/** What is still missing, the first of it. */
export function gapIn({ property, unit, amount, day }: SaleDraft): SaleGap | undefined {
  if (property !== '' && unit === '') return 'wantsUnit';
  if (amountOf(amount) === undefined) return 'wantsAmount';
  return day === '' ? 'wantsDay' : undefined;
}

/** A draft without a gap as it is sent; undefined otherwise. */
export function saleOf(draft: SaleDraft): NewSale | undefined {
  const amount = amountOf(draft.amount);
  if (amount === undefined || gapIn(draft) !== undefined) return undefined;
  const { property, unit: code, unitStatus, currency, day } = draft;
  return { amount, currency, day, ...(property !== '' && { unit: { property, code }, unitStatus }) };
}

/** What the list asks for a unit, as typed text; empty where the unit is not known. */
export function priceOf(
  list: readonly Property[],
  { property, unit, currency }: Pick<SaleDraft, 'property' | 'unit' | 'currency'>,
): string {
  const found = list.find(({ slug }) => slug === property)?.units.find(({ code }) => code === unit);
  if (found === undefined) return '';
  const price = currency === 'USD' ? found.usd : found.mxn;
  return new Intl.NumberFormat('en-US').format(price);
}

/** Today's date where the house is (IANA), YYYY-MM-DD. */
export function todayIn(timeZone: string, now: number): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone }).format(now);
}
