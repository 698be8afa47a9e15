/** What a number alone tells: how to write it, which language to begin in, and what time it is over there. */
import { findPhoneNumbersInText, parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js';
import { DateTime } from 'luxon';
import type { Language } from '../../../shared/lead.ts';
import { zoneOfAreaCode } from './area-zones.ts';

export interface Locale {
  language: Language;
  timeZone: string;
}

/** Countries where a first message is answered in English unless it is in Spanish. */
const ENGLISH = new Set('US CA GB GG JE IM IE AU NZ ZA JM BS TT BB BZ IN PH SG HK AE'.split(' '));
/** Where most people of a country with several zones live, or what lies in its middle. */
const CENTRES: Record<string, string> = {
  MX: 'America/Mexico_City',
  US: 'America/Chicago',
  CA: 'America/Winnipeg',
  ES: 'Europe/Madrid',
  BR: 'America/Sao_Paulo',
};
const HOME: Locale = { language: 'es', timeZone: 'America/Mexico_City' };

/** E.164 of a wa_id (digits) or a number as Meta writes it; undefined where it cannot be a phone number. */
export function toE164(digits: string): string | undefined {
  const plain = digits.replace(/\D/g, '');
  // WhatsApp still names Mexican mobiles with the "1" that the numbering plan dropped in 2019.
  const number = /^521\d{10}$/.test(plain) ? `52${plain.slice(3)}` : plain;
  return /^[1-9]\d{6,14}$/.test(number) ? `+${number}` : undefined;
}

/** Language and time zone to begin with, from a number or from a user id ("US.1349…"). */
export function localeOf(who: { phone?: string | undefined; userId?: string | undefined }): Locale {
  const parsed = who.phone === undefined ? undefined : parsePhoneNumberFromString(who.phone);
  const country = parsed?.country ?? /^([A-Z]{2})\./.exec(who.userId ?? '')?.[1];
  if (country === undefined) return HOME;
  const national = parsed?.nationalNumber ?? '';
  return {
    language: ENGLISH.has(country) ? 'en' : 'es',
    timeZone: zoneOfAreaCode(country, national) ?? CENTRES[country] ?? middleZone(country) ?? HOME.timeZone,
  };
}

/**
 * Of a country with several zones the one in the middle: a call at any allowed hour there is least likely to be
 * at night anywhere in it.
 */
function middleZone(country: string): string | undefined {
  const zones = zonesOf(country).toSorted((a, b) => offsetOf(a) - offsetOf(b));
  return zones[Math.floor(zones.length / 2)];
}

function zonesOf(country: string): string[] {
  try {
    const locale = new Intl.Locale(`und-${country}`) as Intl.Locale & { getTimeZones?: () => string[] };
    return locale.getTimeZones?.() ?? [];
  } catch {
    return [];
  }
}

const offsetOf = (zone: string): number => DateTime.utc().setZone(zone).offset;

/** The first full phone number in a text (E.164), read as a number of the lead's own country where it names none. */
export function phoneIn(text: string, timeZone: string): string | undefined {
  const home: CountryCode = /^(?:US|America\/(?:New_York|Chicago|Denver|Los_Angeles|Phoenix|Boise))/.test(
    timeZone,
  )
    ? 'US'
    : 'MX';
  const found = findPhoneNumbersInText(text.slice(0, 1000), home)[0]?.number;
  return found?.isValid() === true ? found.number : undefined;
}
