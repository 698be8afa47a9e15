/** What people write in a list, as values. Whatever could mean two things is refused: a wrong amount is worse than a bad row. */
import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { DateTime } from 'luxon';
import { toE164 } from '../journey/lead/phone-locale.ts';

/** More than any table of ours holds. */
const largest = 1e12;

/**
 * An amount as "1,234.50" or "1.234,50", with or without a sign of its currency; undefined where it is none, or where
 * "1,234" could be a thousand or one and a bit.
 */
export function readAmount(text: string): number | undefined {
  const plain = text.replaceAll(/[\s\u00A0$]|US|MXN|USD/gi, '');
  const amount = isEnglish(plain)
    ? Number(plain.replaceAll(',', ''))
    : isSpanish(plain)
      ? Number(plain.replaceAll('.', '').replace(',', '.'))
      : Number.NaN;
  return amount < largest ? amount : undefined;
}

function isEnglish(text: string): boolean {
  return /^\d+(\.\d{1,2})?$|^\d{1,3}(,\d{3})+\.\d{1,2}$|^\d{1,3}(,\d{3}){2,}$/.test(text);
}

function isSpanish(text: string): boolean {
  return /^\d+,\d{1,2}$|^\d{1,3}(\.\d{3})+,\d{1,2}$|^\d{1,3}(\.\d{3}){2,}$/.test(text);
}

/** A plain number with at most two decimals, behind a point or a comma. */
export function readNumber(text: string): number | undefined {
  return /^\d{1,6}([.,]\d{1,2})?$/.test(text) ? Number(text.replace(',', '.')) : undefined;
}

/** A day as YYYY-MM-DD, from that or from DD/MM/YYYY; undefined where there is no such day, or it is of another century. */
export function readDay(text: string): string | undefined {
  const format = /^\d{4}-\d{2}-\d{2}$/.test(text) ? 'yyyy-MM-dd' : 'd/M/yyyy';
  const day = DateTime.fromFormat(text, format, { zone: 'utc' });
  return day.isValid && day.year >= 2000 && day.year < 2100 ? (day.toISODate() ?? undefined) : undefined;
}

/** A number as E.164; one without its country is Mexican. */
export function readPhone(text: string): string | undefined {
  const parsed = parsePhoneNumberFromString(text, 'MX');
  if (parsed === undefined) return undefined;
  const mended = toE164(parsed.number);
  if (mended === undefined) return undefined;
  return parsed.isPossible() || parsePhoneNumberFromString(mended)?.isPossible() === true
    ? mended
    : undefined;
}
