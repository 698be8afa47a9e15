// Time zones are named after cities in English; people read them in their own language.
import type { Language } from '../../shared/lead.ts';

const spanish: Record<string, string> = {
  'Mexico City': 'Ciudad de México',
  Cancun: 'Cancún',
  Mazatlan: 'Mazatlán',
  Merida: 'Mérida',
  'Ciudad Juarez': 'Ciudad Juárez',
  'Bahia Banderas': 'Bahía de Banderas',
  'New York': 'Nueva York',
  'Los Angeles': 'Los Ángeles',
  Bogota: 'Bogotá',
  London: 'Londres',
};

/** The city of an IANA zone, `America/Mexico_City` → `Ciudad de México`. */
export function placeOfZone(timeZone: string, language: Language): string {
  const city = timeZone.split('/').at(-1)?.replaceAll('_', ' ') ?? '';
  return language === 'es' ? (spanish[city] ?? city) : city;
}
